// Partials of exponentials and logarithms. Included by smooth.cpp alone.
#pragma once

#include "passes/rules/smooth.h"

namespace adc::passes {

// y = eˣ:  y′ = y
template <>
inline Partials partials<Op::Exp>(const RuleInput& in) {
  return {multiply_by(in.y)};
}

// y = 2ˣ:  y′ = y·log 2
template <>
inline Partials partials<Op::Exp2>(const RuleInput& in) {
  return {multiply_by(in.b.mul(in.y, in.b.log(in.b.integer(2))))};
}

// y = eˣ − 1:  y′ = eˣ; y + 1 would lose its digits where x → −∞
template <>
inline Partials partials<Op::Expm1>(const RuleInput& in) {
  return {multiply_by(in.b.exp(in.x[0]))};
}

// y = exp(−x²):  y′ = −2x·y, and 0 where y is, also at ±∞
template <>
inline Partials partials<Op::Expnsq>(const RuleInput& in) {
  const ValueId some = in.b.ne(in.y, in.b.integer(0));
  return {when(some, ir::Rational(-2) * multiply_by(in.b.mul(in.x[0], in.y)))};
}

// y = log x:  y′ = 1/x
template <>
inline Partials partials<Op::Log>(const RuleInput& in) {
  return {divide_by(in.x[0])};
}

// y = log x / log c:  y′ = (1/log c)/x
inline Partials logarithm_partials(const RuleInput& in, std::int64_t base) {
  const ValueId scale = in.b.div(in.b.integer(1), in.b.log(in.b.integer(base)));
  return {multiply_and_divide(scale, in.x[0])};
}

template <>
inline Partials partials<Op::Log2>(const RuleInput& in) {
  return logarithm_partials(in, 2);
}

template <>
inline Partials partials<Op::Log10>(const RuleInput& in) {
  return logarithm_partials(in, 10);
}

// y = log(1 + x):  y′ = 1/(1 + x)
template <>
inline Partials partials<Op::Log1p>(const RuleInput& in) {
  return {divide_by(in.b.add(in.b.integer(1), in.x[0]))};
}

// y = a·log b:  ∂a = log b,  ∂b = a/b, and 0 at a = b = 0. (Elsewhere on a = 0 the quotient is 0 of itself, and must
// keep its own derivative by a, which is 1/b.)  For a·log a, ∂b = a/a = 1. a/b is a factor: as a quotient it has a
// derivative in range wherever the second one of y is, where a·(1/b) would make it of 1/b².
template <>
inline Partials partials<Op::Xlogy>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const Partial first = multiply_by(b.log(in.x[1]));
  if (in.x[0] == in.x[1]) return {first, one()};
  const ValueId zero = b.integer(0);
  const ValueId defined = b.logical_or(b.ne(in.x[0], zero), b.ne(in.x[1], zero));
  return {first, when(defined, multiply_by(in.b.div(in.x[0], in.x[1])))};
}

// What rounding takes from the difference `gap` of x and y, 0 where that is infinite (Knuth's TwoSum).
inline ValueId lost_by_difference(SharingBuilder& b, ValueId x, ValueId y, ValueId gap) {
  const ValueId back = b.sub(gap, x);
  const ValueId first = b.sub(x, b.sub(gap, back));
  const ValueId lost = b.sub(first, b.add(y, back));
  return b.select(b.lt(b.abs(lost), b.integer(1)), lost, b.integer(0));
}

// y = log(eᵃ + eᵇ):  ∂a = σ(a − b),  ∂b = σ(b − a), and ½ each for equal infinities. The rounding δ of d = a − b, which
// the exponential would multiply, is put back: σ(d + δ) = σ(d)·(1 + σ(−d)·δ).
template <>
inline Partials partials<Op::Logaddexp>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId gap = b.sub(in.x[0], in.x[1]);
  const ValueId undefined = b.logical_and(b.eq(in.x[0], in.x[1]), b.ne(gap, gap));
  const ValueId difference = b.select(undefined, b.integer(0), gap);
  const ValueId lost = b.stop_gradient(lost_by_difference(b, in.x[0], in.x[1], gap));
  const ValueId first = b.sigmoid(difference);
  const ValueId second = b.sigmoid(b.neg(difference));
  const ValueId both = b.mul(b.mul(first, second), lost);
  return {multiply_by(b.add(first, both)), multiply_by(b.sub(second, both))};
}

// y = σ(x):  y′ = σ(x)·σ(−x); 1 − y would lose its digits where x → ∞
template <>
inline Partials partials<Op::Sigmoid>(const RuleInput& in) {
  return {multiply_by(in.b.mul(in.y, in.b.sigmoid(in.b.neg(in.x[0]))))};
}

// y = log(1 + eˣ):  y′ = σ(x)
template <>
inline Partials partials<Op::Softplus>(const RuleInput& in) {
  return {multiply_by(in.b.sigmoid(in.x[0]))};
}

}  // namespace adc::passes
