// Partials of trigonometric functions and their inverses. Included by smooth.cpp alone.
#pragma once

#include <limits>

#include "passes/rules/smooth.h"

namespace adc::passes {

// 1 + v²
inline ValueId one_plus_square(SharingBuilder& b, ValueId v) { return b.add(b.integer(1), b.mul(v, v)); }

// 1 − v², rounded once, which keeps its digits where v → ±1; its derivative −2v does where v → 0, as that of
// (1 − v)(1 + v) would not
inline ValueId one_minus_square(SharingBuilder& b, ValueId v) { return b.fma(b.neg(v), v, b.integer(1)); }

// c/(1 + v²) as c·s/(s·v² + s), where s is a power of two so small that a large v² does not overflow; 0 at ±∞
inline Partial over_one_plus_square(SharingBuilder& b, ValueId v) {
  const ValueId one = b.integer(1);
  const bool single = b.function().float_type() == ir::DType::F32;
  const ValueId tiny = b.rational(*pow(ir::Rational(2), single ? -50 : -400));
  const ValueId limit = b.rational(*pow(ir::Rational(2), single ? 37 : 300));
  const ValueId s = b.select(b.lt(b.abs(v), limit), one, tiny);
  const ValueId endless = b.eq(b.abs(v), b.floating(std::numeric_limits<double>::infinity()));
  return when(b.logical_not(endless), multiply_and_divide(s, b.add(b.mul(v, b.mul(v, s)), s)));
}

// 1/√(v² − 1) = 1/√(v − 1)/√(v + 1) for v ≥ 1, which neither cancels nor overflows
inline Partial over_root_of_square_minus_one(SharingBuilder& b, ValueId v) {
  const ValueId one = b.integer(1);
  return multiply_and_divide(b.div(one, b.sqrt(b.sub(v, one))), b.sqrt(b.add(v, one)));
}

// a/r for r = √(a² + c²), ±1 where a alone is infinite
inline ValueId cosine(SharingBuilder& b, ValueId a, ValueId c, ValueId r) {
  const ValueId endless = b.eq(b.abs(a), b.floating(std::numeric_limits<double>::infinity()));
  const ValueId limit = b.add(b.sign(a), b.mul(b.integer(0), c));  // nan where c is infinite too
  return b.select(endless, limit, b.div(a, r));
}

// y = sin x:  y′ = cos x
template <>
inline Partials partials<Op::Sin>(const RuleInput& in) {
  return {multiply_by(in.b.cos(in.x[0]))};
}

// y = cos x:  y′ = −sin x
template <>
inline Partials partials<Op::Cos>(const RuleInput& in) {
  return {-multiply_by(in.b.sin(in.x[0]))};
}

// y = tan x:  y′ = 1 + y²
template <>
inline Partials partials<Op::Tan>(const RuleInput& in) {
  return {multiply_by(one_plus_square(in.b, in.y))};
}

// y = sec x:  y′ = y·tan x
template <>
inline Partials partials<Op::Sec>(const RuleInput& in) {
  return {multiply_by(in.b.mul(in.y, in.b.tan(in.x[0])))};
}

// y = csc x:  y′ = −y·cot x
template <>
inline Partials partials<Op::Csc>(const RuleInput& in) {
  return {-multiply_by(in.b.mul(in.y, in.b.cot(in.x[0])))};
}

// y = cot x:  y′ = −(1 + y²)
template <>
inline Partials partials<Op::Cot>(const RuleInput& in) {
  return {-multiply_by(one_plus_square(in.b, in.y))};
}

// y = asin x:  y′ = 1/√(1 − x²)
template <>
inline Partials partials<Op::Asin>(const RuleInput& in) {
  return {divide_by(in.b.sqrt(one_minus_square(in.b, in.x[0])))};
}

// y = acos x:  y′ = −1/√(1 − x²)
template <>
inline Partials partials<Op::Acos>(const RuleInput& in) {
  return {-divide_by(in.b.sqrt(one_minus_square(in.b, in.x[0])))};
}

// y = atan x:  y′ = 1/(1 + x²)
template <>
inline Partials partials<Op::Atan>(const RuleInput& in) {
  return {over_one_plus_square(in.b, in.x[0])};
}

// y = acos(1/x):  y′ = 1/√(|x| − 1)/√(|x| + 1)/|x|
inline Partial asec_partial(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId one = b.integer(1);
  const ValueId size = b.abs(in.x[0]);
  const ValueId first = b.div(one, b.sqrt(b.sub(size, one)));
  return multiply_and_divide(b.div(first, b.sqrt(b.add(size, one))), size);
}

template <>
inline Partials partials<Op::Asec>(const RuleInput& in) {
  return {asec_partial(in)};
}

// y = asin(1/x):  y′ = −asec′(x)
template <>
inline Partials partials<Op::Acsc>(const RuleInput& in) {
  return {-asec_partial(in)};
}

// y = acot x:  y′ = −1/(1 + x²)
template <>
inline Partials partials<Op::Acot>(const RuleInput& in) {
  return {-over_one_plus_square(in.b, in.x[0])};
}

// y = atan2(a, b), r = √(a² + b²):  ∂a = b/r/r,  ∂b = −a/r/r, and 0 at the origin: a factor, as of hypot
template <>
inline Partials partials<Op::Atan2>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId radius = b.hypot(in.x[0], in.x[1]);
  const ValueId somewhere = b.ne(radius, b.integer(0));
  const ValueId divisor = b.select(somewhere, radius, b.integer(1));
  const auto slope = [&](ValueId own, ValueId other, double at_origin) {
    return multiply_and_divide(b.select(somewhere, cosine(b, own, other, radius), b.floating(at_origin)), divisor);
  };
  return {slope(in.x[1], in.x[0], 0.0), -slope(in.x[0], in.x[1], -0.0)};
}

}  // namespace adc::passes
