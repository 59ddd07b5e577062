// First and second derivatives of a whole program by difference quotients in 500 digits. Nothing here knows a rule of
// derivatives, nor what an op is: a program of scalars or of tensors is a function of its inputs.
#pragma once

#include <span>
#include <vector>

#include "ir/function.h"
#include "precise/partials.h"

namespace adc::tests {

using precise::Real;

/// What Derive::Hessian lays out: the outputs y_o of `fn` (floats, no `Diff`) at doubles, then ∂y_o/∂x_a [o, a], then
/// ∂²y_o/∂x_a∂x_b [o, a, b]. nan where a quotient settles on nothing: at a kink, a pole, the end of a domain.
/// O(inputs²) evaluations.
[[nodiscard]] std::vector<Real> quotients(const ir::Function& fn, std::span<const double> inputs);

/// The same for a program of at most three scalars, but where there is no such number at a point with one input of 0,
/// what the quotients beside the point lead to, from all sides that the program has a value on: x·log(x) is 0 at 0, and
/// its derivatives are nan, since −∞ is no number.
[[nodiscard]] std::vector<Real> quotients_or_limits(const ir::Function& fn, std::span<const double> inputs);

}  // namespace adc::tests
