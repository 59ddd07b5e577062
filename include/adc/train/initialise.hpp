// Where training begins.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/loss.hpp"
#include "adc/train/optimiser.hpp"

namespace adc::inline ADC_ABI::train {

/// How weights are drawn.
enum class Initialiser : std::uint8_t {
  GlorotUniform,  ///< uniform in ±√(6/(fan-in + fan-out)) (Glorot and Bengio, AISTATS 2010)
  GlorotNormal,   ///< normal with variance 2/(fan-in + fan-out)
  HeUniform,      ///< uniform in ±√(6/fan-in) (He, Zhang, Ren and Sun, ICCV 2015)
  HeNormal,       ///< normal with variance 2/fan-in
  Uniform,        ///< uniform in ±scale
  Normal,         ///< normal with standard deviation `scale`
  Zeros,
};

/// The initialiser of this name ("glorot-uniform", "he-normal", "uniform", …); nullopt if there is none.
[[nodiscard]] ADC_API std::optional<Initialiser> initialiser(std::string_view name);
[[nodiscard]] ADC_API std::vector<std::string_view> initialiser_names();

/// A start for all parameters, flat as `Loss` wants them, for the parameters that it names in `params()`. Matrices and
/// larger tensors are drawn tensor by tensor; of a tensor [m, n, …] the fan-out is m and the fan-in is the product of
/// the rest. So are vectors and scalars, whose fan-out is 1, unless the name begins with b: these are biases, which
/// begin at 0. `scale` multiplies what is drawn. The numbers depend on `seed` and the shapes alone, on no library.
/// O(n).
[[nodiscard]] ADC_API std::vector<double> initialise(std::span<const Loss::Tensor> params, Initialiser how,
                                                     std::uint64_t seed, double scale = 1);

/// Which of these parameters are weights: all but the biases, as `initialise` knows them.
[[nodiscard]] ADC_API std::vector<ParamRange> weight_ranges(std::span<const Loss::Tensor> params);

}  // namespace adc::inline ADC_ABI::train
