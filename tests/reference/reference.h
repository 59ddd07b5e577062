// Values of IR functions in high precision, computed with MPFR.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ir/function.h"

namespace adc::tests {

/// A real number as the nearest double and the rest, rounded: about 106 bits. Beyond the range `high` is ±inf and `low`
/// is 0.
struct Reference {
  double high;
  double low;
};

/// The outputs of `fn` at exactly `inputs`, evaluated with 100 digits. O(n).
[[nodiscard]] std::vector<Reference> evaluate_reference(const ir::Function& fn, std::span<const double> inputs);

/// The outputs of `fn` at `inputs`, to `digits` significant decimal digits (at most 100).
[[nodiscard]] std::vector<std::string> reference_digits(const ir::Function& fn, std::span<const double> inputs,
                                                        int digits);

/// |x − y| in units of the last place of the double nearest to `y`, which is at least the smallest subnormal. 0 if both
/// are nan or the same infinity; inf or nan if only one of them is infinite or nan.
[[nodiscard]] double ulps(double x, const Reference& y);

/// |x − y|
[[nodiscard]] double absolute_error(double x, const Reference& y);

}  // namespace adc::tests
