// Partials of the special functions whose derivatives by their last operand are the same op with a higher order, and of
// what is made of them. The partials by orders and shapes, of which none is known, are asked for by nobody
// (smooth_partials). Included by smooth.cpp alone.
#pragma once

#include <limits>

#include "passes/rules/smooth.h"
#include "passes/rules/special.h"

namespace adc::passes {

// y = f⁽ᵏ⁾(…, x):  ∂y/∂x = f⁽ᵏ⁺¹⁾(…, x)
template <Op op>
Partials slope_partials(const RuleInput& in) {
  Partials partials;
  partials[in.x.size() - 1] = multiply_by(in.b.emit(op, in.x, next_order(op, in)));
  return partials;
}

// y = Jₙ⁽ᵏ⁾(x):  ∂y/∂x = Jₙ⁽ᵏ⁺¹⁾(x)
template <>
inline Partials partials<Op::Besselj>(const RuleInput& in) {
  return slope_partials<Op::Besselj>(in);
}

// y = Yₙ⁽ᵏ⁾(x):  ∂y/∂x = Yₙ⁽ᵏ⁺¹⁾(x)
template <>
inline Partials partials<Op::Bessely>(const RuleInput& in) {
  return slope_partials<Op::Bessely>(in);
}

// y = Iₙ⁽ᵏ⁾(x):  ∂y/∂x = Iₙ⁽ᵏ⁺¹⁾(x)
template <>
inline Partials partials<Op::Besseli>(const RuleInput& in) {
  return slope_partials<Op::Besseli>(in);
}

// y = Kₙ⁽ᵏ⁾(x):  ∂y/∂x = Kₙ⁽ᵏ⁺¹⁾(x)
template <>
inline Partials partials<Op::Besselk>(const RuleInput& in) {
  return slope_partials<Op::Besselk>(in);
}

// y = ∂ᵏ/∂xᵏ P(a, x):  ∂y/∂x = ∂ᵏ⁺¹/∂xᵏ⁺¹ P(a, x)
template <>
inline Partials partials<Op::Gammainc>(const RuleInput& in) {
  return slope_partials<Op::Gammainc>(in);
}

// y = Q(a, x) = 1 − P(a, x):  ∂y/∂x = −∂P/∂x
template <>
inline Partials partials<Op::Gammaincc>(const RuleInput& in) {
  return {zero(), -multiply_by(in.b.gammainc(in.x[0], in.x[1], 1))};
}

// y = ∂ᵏ/∂xᵏ Iₓ(a, b):  ∂y/∂x = ∂ᵏ⁺¹/∂xᵏ⁺¹ Iₓ(a, b)
template <>
inline Partials partials<Op::Betainc>(const RuleInput& in) {
  return slope_partials<Op::Betainc>(in);
}

// y = Ei(x):  y′ = eˣ/x, as e^(x/2)/x·e^(x/2) where eˣ alone is too large, and ∞ at ∞
template <>
inline Partials partials<Op::ExpintEi>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId x = in.x[0];
  const ValueId infinity = b.floating(std::numeric_limits<double>::infinity());
  const ValueId power = b.exp(x);
  const ValueId root = b.exp(b.mul(b.rational(ir::Rational::ratio(1, 2)), x));
  const ValueId divisor = b.select(b.eq(x, infinity), b.integer(1), x);
  const ValueId beyond = b.mul(b.div(root, divisor), root);
  return {multiply_by(b.select(b.eq(power, infinity), beyond, b.div(power, x)))};
}

// y = E₁(x):  y′ = −e⁻ˣ/x
template <>
inline Partials partials<Op::ExpintE1>(const RuleInput& in) {
  return {-multiply_and_divide(in.b.exp(in.b.neg(in.x[0])), in.x[0])};
}

// y = ζ⁽ᵏ⁾(x):  y′ = ζ⁽ᵏ⁺¹⁾(x)
template <>
inline Partials partials<Op::Zeta>(const RuleInput& in) {
  return slope_partials<Op::Zeta>(in);
}

// y = f⁽ᵏ⁾(x), where f″ = x·f:  f⁽²⁾(x) = x·f(x)
template <Op op>
Partials airy_partials(const RuleInput& in) {
  if (in.immediate == 0) return slope_partials<op>(in);
  const std::int64_t value = 0;
  return {multiply_by(in.b.mul(in.x[0], in.b.emit(op, in.x, value)))};
}

// y = Ai(x):  y′ = Ai′(x), y″ = x·Ai(x)
template <>
inline Partials partials<Op::AiryAi>(const RuleInput& in) {
  return airy_partials<Op::AiryAi>(in);
}

// y = Bi(x):  y′ = Bi′(x), y″ = x·Bi(x)
template <>
inline Partials partials<Op::AiryBi>(const RuleInput& in) {
  return airy_partials<Op::AiryBi>(in);
}

}  // namespace adc::passes
