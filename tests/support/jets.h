// Second-order sweeps: the value, the gradient and the Hessian of a program, exactly but for a bound that comes along.
#pragma once

#include <span>
#include <vector>

#include "ir/function.h"
#include "precise/partials.h"

namespace adc::tests {

using precise::Bounded;
using precise::Real;

/// What Derive::Hessian lays out: the outputs y_o of `fn` (no `Diff`) at doubles, then ∂y_o/∂x_a [o, a], then
/// ∂²y_o/∂x_a∂x_b [o, a, b], by the chain rule over the partials of precise/partials.h. nan where one of those does not
/// exist, as second derivatives at a kink or where a slope is infinite, and where 500 digits and MPFR's exponents do
/// not tell: log(1 + exp(−10¹⁰)) is 0 with them, on a jump of atan2, and exp(−10¹⁰) beyond 2³⁰. A derivative by an
/// input that an output does not depend on is 0. O(instructions · inputs²).
[[nodiscard]] std::vector<Bounded> exact_derivatives(const ir::Function& fn, std::span<const double> inputs);

}  // namespace adc::tests
