// Partials of trigonometric functions and their inverses. Included by smooth.cpp alone.
#pragma once

#include "passes/rules/smooth.h"

namespace adc::passes {

// 1 + v²
inline ValueId one_plus_square(SharingBuilder& b, ValueId v) { return b.add(b.integer(1), b.mul(v, v)); }

// √((1 − v)(1 + v)), which keeps its digits where v → ±1
inline ValueId root_of_one_minus_square(SharingBuilder& b, ValueId v) {
  const ValueId one = b.integer(1);
  return b.sqrt(b.mul(b.sub(one, v), b.add(one, v)));
}

// √(v − 1)·√(v + 1) for v ≥ 1, which neither cancels nor overflows
inline ValueId root_of_square_minus_one(SharingBuilder& b, ValueId v) {
  const ValueId one = b.integer(1);
  return b.mul(b.sqrt(b.sub(v, one)), b.sqrt(b.add(v, one)));
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

// y = asin x:  y′ = 1/√((1 − x)(1 + x))
template <>
inline Partials partials<Op::Asin>(const RuleInput& in) {
  return {divide_by(root_of_one_minus_square(in.b, in.x[0]))};
}

// y = acos x:  y′ = −1/√((1 − x)(1 + x))
template <>
inline Partials partials<Op::Acos>(const RuleInput& in) {
  return {-divide_by(root_of_one_minus_square(in.b, in.x[0]))};
}

// y = atan x:  y′ = 1/(1 + x²)
template <>
inline Partials partials<Op::Atan>(const RuleInput& in) {
  return {divide_by(one_plus_square(in.b, in.x[0]))};
}

// y = acos(1/x):  y′ = 1/(|x|·√(|x| − 1)·√(|x| + 1))
inline Partial asec_partial(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId magnitude = b.abs(in.x[0]);
  return multiply_and_divide(b.div(b.integer(1), root_of_square_minus_one(b, magnitude)), magnitude);
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
  return {-divide_by(one_plus_square(in.b, in.x[0]))};
}

// y = atan2(a, b), r = √(a² + b²):  ∂a = b/r/r,  ∂b = −a/r/r, and 0 at the origin
template <>
inline Partials partials<Op::Atan2>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId radius = b.hypot(in.x[0], in.x[1]);
  const ValueId somewhere = b.ne(radius, b.integer(0));
  return {when(somewhere, multiply_and_divide(b.div(in.x[1], radius), radius)),
          when(somewhere, -multiply_and_divide(b.div(in.x[0], radius), radius))};
}

}  // namespace adc::passes
