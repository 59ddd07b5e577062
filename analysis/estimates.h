// Derivatives from values alone.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "ir/function.h"

namespace adc::analysis {

/// An estimate of a derivative, and how far off it may be.
struct Estimate {
  double number = 0;
  double error = 0;  ///< what is to be expected of truncation and rounding, several times over
};

/// (f(x+h) − f(x−h))/2h in one input for one output. `epsilon` is h; 0 chooses ∛u·max(1, |x|). The truncation error is
/// estimated from h/2; `magnitude` is what rounding errors of f are relative to (|f| at least). Nullopt where f is not
/// finite. O(n).
[[nodiscard]] std::optional<Estimate> centred_difference(const ir::Function& fn, std::span<const double> x,
                                                         std::size_t output, std::size_t input, double epsilon,
                                                         double magnitude);

/// Im f(x + ih)/h with a tiny h. Nullopt where an operation has no complex extension, where the point is on a branch
/// cut, or where f is not finite. O(n). W. Squire, G. Trapp, Using complex variables to estimate derivatives of real
/// functions, SIAM Review 40, 1998.
[[nodiscard]] std::optional<Estimate> complex_step(const ir::Function& fn, std::span<const double> x,
                                                   std::size_t output, std::size_t input);

}  // namespace adc::analysis
