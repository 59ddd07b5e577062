// Minima with constraints, by libadc-solve, and what is certain about them.
#pragma once

#include <span>

#include "adc/train/minimise.hpp"

namespace adc::inline ADC_ABI::train {

/// Runs the method of `options` from `start`. The end is a minimum only if our own look at the point found that the
/// constraints hold, that the Lagrangian's gradient is 0 with multipliers of the right signs, and that its curvature
/// along the active constraints is not negative. Without constraints the end is what the method says, unconfirmed.
/// Throws `Error`.
[[nodiscard]] Minimum constrained_minimum(const Function& function, std::span<const double> start,
                                          const MinimiseOptions& options);

}  // namespace adc::inline ADC_ABI::train
