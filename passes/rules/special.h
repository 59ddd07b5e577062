// Partials of special functions. Included by smooth.cpp alone.
#pragma once

#include <string>

#include "passes/rules/smooth.h"

namespace adc::passes {

// 2/√π·exp(−x²)
inline Partial erf_partial(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId scale = b.div(b.integer(2), b.sqrt(b.constant(ir::Constant::pi())));
  return multiply_by(b.mul(scale, b.expnsq(in.x[0])));
}

// y = erf x:  y′ = 2/√π·exp(−x²)
template <>
inline Partials partials<Op::Erf>(const RuleInput& in) {
  return {erf_partial(in)};
}

// y = erfc x:  y′ = −2/√π·exp(−x²)
template <>
inline Partials partials<Op::Erfc>(const RuleInput& in) {
  return {-erf_partial(in)};
}

// y = Γ(x):  y′ = y·ψ(x)
template <>
inline Partials partials<Op::Gamma>(const RuleInput& in) {
  return {multiply_by(in.b.mul(in.y, in.b.digamma(in.x[0])))};
}

// y = log |Γ(x)|:  y′ = ψ(x)
template <>
inline Partials partials<Op::Lgamma>(const RuleInput& in) {
  return {multiply_by(in.b.digamma(in.x[0]))};
}

// y = ψ(x):  y′ = ψ⁽¹⁾(x)
template <>
inline Partials partials<Op::Digamma>(const RuleInput& in) {
  return {multiply_by(in.b.polygamma(in.x[0], 1))};
}

// y = ψ⁽ⁿ⁾(x):  y′ = ψ⁽ⁿ⁺¹⁾(x)
template <>
inline Partials partials<Op::Polygamma>(const RuleInput& in) {
  if (in.immediate >= ir::kMaxPolygammaOrder) {
    throw ir::Failure(
        {.slug = "polygamma-order",
         .error_class = ErrorClass::Program,
         .span = in.b.function().span(in.y),
         .message = "the derivative needs polygamma of an order above " + std::to_string(ir::kMaxPolygammaOrder),
         .labels = {},
         .help = {}});
  }
  return {multiply_by(in.b.polygamma(in.x[0], in.immediate + 1))};
}

}  // namespace adc::passes
