// Partials of the error function, its relatives and its inverses. Included by smooth.cpp alone.
#pragma once

#include "passes/rules/special.h"

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

// y = exp(x²)·erfc(x):  y′ = 2x·y − 2/√π = −2·y·r₁, where nothing cancels, with rₙ = iⁿerfc(x)/iⁿ⁻¹erfc(x)
// (DLMF 7.18.7)
template <>
inline Partials partials<Op::Erfcx>(const RuleInput& in) {
  return {ir::Rational(-2) * multiply_by(in.b.mul(in.y, in.b.ierfc_ratio(in.x[0], 1)))};
}

// y = rₙ:  y′ = 2y·(n·y − (n + 1)·rₙ₊₁), whose terms nearly cancel for x < 0; there y/rₙ₋₁ − 1, and 1/r₀ is erfc_hazard
template <>
inline Partials partials<Op::IerfcRatio>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId x = in.x[0];
  const std::int64_t n = in.immediate;
  const ValueId following = b.mul(b.integer(n + 1), b.ierfc_ratio(x, next_order(Op::IerfcRatio, in)));
  if (n == 0) return {ir::Rational(-2) * multiply_by(b.mul(in.y, following))};
  const ValueId right = b.mul(b.mul(b.integer(2), in.y), b.sub(b.mul(b.integer(n), in.y), following));
  const ValueId ratio = n == 1 ? b.mul(in.y, b.erfc_hazard(x)) : b.div(in.y, b.ierfc_ratio(x, n - 1));
  return {multiply_by(b.select(b.lt(x, b.integer(0)), b.sub(ratio, b.integer(1)), right))};
}

// y = 2/√π·exp(−x²)/erfc(x):  y′ = y·(y − 2x) = 2·y·r₁
template <>
inline Partials partials<Op::ErfcHazard>(const RuleInput& in) {
  return {ir::Rational(2) * multiply_by(in.b.mul(in.y, in.b.ierfc_ratio(in.x[0], 1)))};
}

// y = log(erfc(x)):  y′ = −erfc_hazard(x)
template <>
inline Partials partials<Op::LogErfc>(const RuleInput& in) {
  return {-multiply_by(in.b.erfc_hazard(in.x[0]))};
}

// φ(x) = exp(−x²/2)/√(2π), as a square of exp(−(x/2)²), since x/2 is exact and an error of x/√2 would count x² times
inline ValueId normal_density(SharingBuilder& b, ValueId x) {
  const ValueId root = b.expnsq(b.mul(b.rational(ir::Rational::ratio(1, 2)), x));
  const ValueId scale = b.sqrt(b.mul(b.integer(2), b.constant(ir::Constant::pi())));
  return b.div(b.mul(root, root), scale);
}

// y = Φ(x):  y′ = φ(x)
template <>
inline Partials partials<Op::NormalCdf>(const RuleInput& in) {
  return {multiply_by(normal_density(in.b, in.x[0]))};
}

// y = log Φ(x):  y′ = φ(x)/Φ(x) = erfc_hazard(−x/√2)/√2, where for x > 0 an error of x/√2 would count x² times
template <>
inline Partials partials<Op::LogNormalCdf>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId x = in.x[0];
  const ValueId root_2 = b.sqrt(b.integer(2));
  const ValueId left = b.div(b.erfc_hazard(b.neg(b.div(x, root_2))), root_2);
  const ValueId right = b.div(normal_density(b, x), b.normal_cdf(x));
  return {multiply_by(b.select(b.lt(b.integer(0), x), right, left))};
}

// y with erfc(|y|) = tail:  dy/d erf(y) = √π/2·exp(y²) = √π/2·erfcx(|y|)/tail, where an error of y does not count y²
// times; where tail = 0 and erfcx(|y|) = 0, 1/tail, whose derivatives are infinite with the right signs, too
inline ValueId inverse_slope(SharingBuilder& b, ValueId y, ValueId tail) {
  const ValueId scale = b.div(b.sqrt(b.constant(ir::Constant::pi())), b.integer(2));
  const ValueId centre = b.mul(scale, b.exp(b.mul(y, y)));
  const ValueId outside = b.div(b.mul(scale, b.erfcx(b.abs(y))), tail);
  const ValueId at_tail = b.select(b.eq(tail, b.integer(0)), b.div(b.integer(1), tail), outside);
  return b.select(b.lt(b.rational(ir::Rational::ratio(1, 2)), tail), centre, at_tail);
}

// erf(y) = x:  y′ = √π/2·exp(y²)
template <>
inline Partials partials<Op::Erfinv>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  return {multiply_by(inverse_slope(b, in.y, b.sub(b.integer(1), b.abs(in.x[0]))))};
}

// erfc(y) = x:  y′ = −√π/2·exp(y²)
template <>
inline Partials partials<Op::Erfcinv>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId x = in.x[0];
  const ValueId tail = b.select(b.lt(x, b.integer(1)), x, b.sub(b.integer(2), x));
  return {-multiply_by(inverse_slope(b, in.y, tail))};
}

}  // namespace adc::passes
