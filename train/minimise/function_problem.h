// A program as a problem.
#pragma once

#include <cstddef>

#include "adc/train/minimise.hpp"
#include "train/minimise/problem.h"

namespace adc::inline ADC_ABI::train {

/// `function` within the bounds of `options`; counts in `evaluations`, which has to live as long. Without second
/// derivatives where they cannot be had. Throws the `Error` that the gradient has.
[[nodiscard]] Problem function_problem(const Function& function, const MinimiseOptions& options,
                                       std::size_t& evaluations);

}  // namespace adc::inline ADC_ABI::train
