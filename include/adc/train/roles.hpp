// What a program's data are, of a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/loss.hpp"
#include "adc/result.hpp"
#include "adc/train/dataset.hpp"

namespace adc::inline ADC_ABI::train {

/// What one tensor of `data` takes from each row.
struct Role {
  enum class Of : std::uint8_t {
    Target,    ///< what is to be predicted
    Column,    ///< the feature of its name, as a scalar
    Features,  ///< features that no scalar names, in the table's order
    Weight,    ///< how much the example counts: the scalar `weight`, where examples have weights
  };
  Of of = Of::Features;
  std::vector<std::size_t> features;  ///< their places among the data set's; of the target none
};

/// The role of each of a program's `data`, in the program's order. Where the data set has targets, the tensor named
/// like the one target column takes them, or else the last one, if there are several tensors: a program of a single one
/// has no target. Of the others, a scalar named like a feature takes that feature, and the rest share the features that
/// are left, one after the other, as many as each has numbers. Errors: "bad-data", with what the program wants and what
/// there is.
[[nodiscard]] ADC_API Result<std::vector<Role>> roles(std::span<const Loss::Tensor> data, const Dataset& examples);

/// The `data` that a program of one example declares: of their sizes those that are not known are -1. Empty where that
/// cannot be found out without them. Errors: those of the program but "unknown-dim".
[[nodiscard]] ADC_API Result<std::vector<Loss::Tensor>> declared_data(std::string_view program,
                                                                      const LossOptions& options = {});

/// The sizes that the program names by `dim` and that its `data` tell: n of `data x: R[n]` where four features are left
/// for x is 4, and k of `t: R[k]` the number of classes or targets. `options.dims` come first. Sizes that data do not
/// tell stay unknown. Errors: those of the program but "unknown-dim".
[[nodiscard]] ADC_API Result<std::map<std::string, std::int64_t>> dims_of(std::string_view program,
                                                                          const Dataset& examples,
                                                                          const LossOptions& options = {});

}  // namespace adc::inline ADC_ABI::train
