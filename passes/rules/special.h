// Partials of special functions. Included by smooth.cpp alone.
#pragma once

#include <functional>
#include <string>

#include "diag/diagnostics.h"
#include "passes/rules/smooth.h"

namespace adc::passes {

// The order of the derivative of an op that has one. Throws where that is above the highest.
inline std::int64_t next_order(Op op, const RuleInput& in) {
  const std::int64_t highest = ir::max_order(op);
  if (in.immediate < highest) return in.immediate + 1;
  const std::string name(ir::info(op).spelling);
  diag::fail("function-order", in.b.function().span(in.y),
             "the derivative needs " + name + " of an order above " + std::to_string(highest));
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
  return {multiply_by(in.b.polygamma(in.x[0], next_order(Op::Polygamma, in)))};
}

// y = ψ⁽ⁿ⁾(x + d) − ψ⁽ⁿ⁾(x):  ∂y/∂x = ψ⁽ⁿ⁺¹⁾(x + d) − ψ⁽ⁿ⁺¹⁾(x),  ∂y/∂d = ψ⁽ⁿ⁺¹⁾(x + d)
template <>
inline Partials partials<Op::PolygammaDifference>(const RuleInput& in) {
  const std::int64_t next = next_order(Op::PolygammaDifference, in);
  const auto by_d = [&] { return multiply_by(in.b.polygamma(in.b.add(in.x[0], in.x[1]), next)); };
  return {multiply_by(in.b.polygamma_difference(in.x[0], in.x[1], next)), in.wanted[1] ? by_d() : zero()};
}

// log B(a, b):  ∂/∂a = ψ(a) − ψ(a + b), whose terms nearly cancel for a ≫ b; by b alike
inline Partials lbeta_partials(const RuleInput& in, const std::function<Partial(ValueId)>& times) {
  const auto by = [&](ValueId a, ValueId b) { return -times(in.b.polygamma_difference(a, b, 0)); };
  return {by(in.x[0], in.x[1]), by(in.x[1], in.x[0])};
}

template <>
inline Partials partials<Op::Lbeta>(const RuleInput& in) {
  return lbeta_partials(in, [](ValueId difference) { return multiply_by(difference); });
}

// y = B(a, b):  ∂y/∂a = y·(ψ(a) − ψ(a + b)), by b alike
template <>
inline Partials partials<Op::Beta>(const RuleInput& in) {
  return lbeta_partials(in, [&](ValueId difference) { return multiply_by(in.b.mul(in.y, difference)); });
}

// log (n choose k):  ∂/∂n = ψ(n + 1) − ψ(n − k + 1),  ∂/∂k = ψ(n − k + 1) − ψ(k + 1), each from the smaller argument
inline std::array<ValueId, 2> lchoose_slopes(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId n = in.x[0];
  const ValueId k = in.x[1];
  const ValueId one = b.integer(1);
  const ValueId rest = b.add(b.sub(n, k), one);
  const ValueId gap = b.fma(b.integer(-2), k, n);
  const ValueId above = b.polygamma_difference(b.add(k, one), gap, 0);
  const ValueId below = b.neg(b.polygamma_difference(rest, b.neg(gap), 0));
  return {b.polygamma_difference(rest, k, 0), b.select(b.lt(gap, b.integer(0)), below, above)};
}

template <>
inline Partials partials<Op::Lchoose>(const RuleInput& in) {
  const auto [by_n, by_k] = lchoose_slopes(in);
  return {multiply_by(by_n), multiply_by(by_k)};
}

// ∂/∂n of (n choose k) = B(n + 1, r)·sin(πr)/π with r = k − n, where Γ(n − k + 1) = Γ(1 − r) has its poles:
// B(n + 1, r)·((ψ(n + 1) − ψ(r))·sin(πr)/π − cos(πr))
inline ValueId reflected_choose_slope(SharingBuilder& b, ValueId n, ValueId k) {
  const ValueId n1 = b.add(n, b.integer(1));
  const ValueId r = b.sub(k, n);
  const ValueId whole = b.round(r);
  const ValueId pi = b.constant(ir::Constant::pi());
  const ValueId sign = b.cos(b.mul(pi, whole));
  const ValueId angle = b.mul(pi, b.sub(r, whole));
  const ValueId difference = b.polygamma_difference(r, b.sub(n1, r), 0);
  const ValueId sum = b.sub(b.div(b.mul(difference, b.sin(angle)), pi), b.cos(angle));
  return b.mul(b.mul(sign, b.beta(n1, r)), sum);
}

// y = (n choose k):  y times the derivatives of its logarithm. By n, where Γ(n − k + 1) is near a pole, its reflection;
// for a whole k and n < 0, where Γ(n + 1) is, too, −y·(ψ(k − n) − ψ(−n)), the derivative of (−1)ᵏ·(k − n − 1 choose k)
template <>
inline Partials partials<Op::Binomial>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId n = in.x[0];
  const ValueId k = in.x[1];
  const auto [by_n, by_k] = lchoose_slopes(in);
  const ValueId half = b.rational(ir::Rational::ratio(1, 2));
  const ValueId is_whole = b.logical_and(b.eq(k, b.floor(k)), b.le(b.integer(0), k));
  const ValueId is_negative = b.logical_and(b.lt(n, b.neg(half)), is_whole);
  const ValueId negative = b.mul(b.neg(in.y), b.polygamma_difference(b.neg(n), k, 0));
  const ValueId is_reflected = b.le(half, b.sub(k, n));  // n + ½ would round
  const ValueId inside = b.select(is_reflected, reflected_choose_slope(b, n, k), b.mul(in.y, by_n));
  return {multiply_by(b.select(is_negative, negative, inside)), multiply_by(b.mul(in.y, by_k))};
}

// y = sin(x)/x
template <>
inline Partials partials<Op::Sinc>(const RuleInput& in) {
  return {multiply_by(in.b.sinc_derivative(in.x[0], 1))};
}

// y = dⁿ/dxⁿ sin(x)/x
template <>
inline Partials partials<Op::SincDerivative>(const RuleInput& in) {
  return {multiply_by(in.b.sinc_derivative(in.x[0], next_order(Op::SincDerivative, in)))};
}

// w·eʷ = x:  w′ = w/(x·(1 + w)), where an error of w is not multiplied by w as in e⁻ʷ/(1 + w), which is right at 0,
// too; as 1/(1 + 1/w)/x, which is 0 at ∞
inline Partial lambertw_partial(const RuleInput& in, ValueId w, ValueId w_plus_1) {
  SharingBuilder& b = in.b;
  const ValueId x = in.x[0];
  const ValueId is_small = b.lt(b.abs(x), b.integer(1));
  const ValueId near = b.div(b.exp(b.neg(w)), w_plus_1);
  const ValueId one = b.integer(1);
  const ValueId far = b.div(b.div(one, b.add(one, b.div(one, w))), x);
  return multiply_by(b.select(is_small, near, far));
}

// The same of the lower branch, where w → −∞ for x → 0
inline Partial lambertw_lower_partial(const RuleInput& in, ValueId w, ValueId w_plus_1) {
  return multiply_by(in.b.div(in.b.div(w, w_plus_1), in.x[0]));
}

template <>
inline Partials partials<Op::Lambertw>(const RuleInput& in) {
  return {lambertw_partial(in, in.y, in.b.lambertw_1p(in.x[0]))};
}

template <>
inline Partials partials<Op::Lambertw1p>(const RuleInput& in) {
  return {lambertw_partial(in, in.b.lambertw(in.x[0]), in.y)};
}

template <>
inline Partials partials<Op::LambertwLower>(const RuleInput& in) {
  return {lambertw_lower_partial(in, in.y, in.b.lambertw_lower_1p(in.x[0]))};
}

template <>
inline Partials partials<Op::LambertwLower1p>(const RuleInput& in) {
  return {lambertw_lower_partial(in, in.b.lambertw_lower(in.x[0]), in.y)};
}

}  // namespace adc::passes
