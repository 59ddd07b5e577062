// The distributions that intervals and tests are made of.
#pragma once

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// The t that a number of Student's distribution with ν degrees of freedom is within ±t of with probability `level`;
/// of the normal distribution for ν = ∞.
[[nodiscard]] double student_quantile(double level, double nu);

/// The probability of being as far from 0 as t, or further.
[[nodiscard]] double student_tails(double t, double nu);

/// The probability that χ² with ν degrees of freedom is at least x.
[[nodiscard]] double chi_squared_tail(double x, double nu);

}  // namespace adc::inline ADC_ABI::train
