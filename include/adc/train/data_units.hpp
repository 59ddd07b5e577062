// Parameters in the units of the data.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"
#include "adc/train/model.hpp"

namespace adc::inline ADC_ABI::train {

/// Parameters with which a program predicts of features as they are what the model predicts of them.
struct DataUnits {
  std::vector<double> params;          ///< flat, as the model's
  std::optional<std::size_t> weights;  ///< which of the program's `param` multiplies features, if one was changed
  std::vector<std::size_t> features;   ///< for its last axis: which feature each place is for
};

/// Finds them, where features go through an affine map first, such as W*x + b: W'ⱼ = Wⱼ/factorⱼ, b' = b − Σ
/// W'ⱼ·offsetⱼ. Which parameters are W and b is tried by their shapes; what is found predicts the same of the rows `x`,
/// [rows, features] in the units of the data, to 10⁻⁹ (10⁻⁴ of F32). Nullopt where nothing does; the parameters as they
/// are where nothing is scaled. Errors: "bad-data" for no rows, or a program without prediction; those of compiling it.
[[nodiscard]] ADC_API Result<std::optional<DataUnits>> in_data_units(const Model& model, std::span<const double> x);

}  // namespace adc::inline ADC_ABI::train
