// Partials of hyperbolic functions and their inverses. Included by smooth.cpp alone.
#pragma once

#include "passes/rules/trigonometric.h"

namespace adc::passes {

inline ValueId square(SharingBuilder& b, ValueId v) { return b.mul(v, v); }

// y = sinh x:  y′ = cosh x
template <>
inline Partials partials<Op::Sinh>(const RuleInput& in) {
  return {multiply_by(in.b.cosh(in.x[0]))};
}

// y = cosh x:  y′ = sinh x
template <>
inline Partials partials<Op::Cosh>(const RuleInput& in) {
  return {multiply_by(in.b.sinh(in.x[0]))};
}

// y = tanh x:  y′ = sech² x; 1 − y² is 0 from x = 20 on
template <>
inline Partials partials<Op::Tanh>(const RuleInput& in) {
  return {multiply_by(square(in.b, in.b.sech(in.x[0])))};
}

// y = sech x:  y′ = −y·tanh x
template <>
inline Partials partials<Op::Sech>(const RuleInput& in) {
  return {-multiply_by(in.b.mul(in.y, in.b.tanh(in.x[0])))};
}

// y = csch x:  y′ = −y·coth x
template <>
inline Partials partials<Op::Csch>(const RuleInput& in) {
  return {-multiply_by(in.b.mul(in.y, in.b.coth(in.x[0])))};
}

// y = coth x:  y′ = −csch² x
template <>
inline Partials partials<Op::Coth>(const RuleInput& in) {
  return {-multiply_by(square(in.b, in.b.csch(in.x[0])))};
}

// y = asinh x:  y′ = 1/√(1 + x²)
template <>
inline Partials partials<Op::Asinh>(const RuleInput& in) {
  return {divide_by(in.b.hypot(in.b.integer(1), in.x[0]))};
}

// y = acosh x:  y′ = 1/√(x − 1)/√(x + 1)
template <>
inline Partials partials<Op::Acosh>(const RuleInput& in) {
  return {over_root_of_square_minus_one(in.b, in.x[0])};
}

// y = atanh x:  y′ = 1/(1 − x²)
template <>
inline Partials partials<Op::Atanh>(const RuleInput& in) {
  return {divide_by(one_minus_square(in.b, in.x[0]))};
}

// y = acosh(1/x):  y′ = −1/(x·√(1 − x²))
template <>
inline Partials partials<Op::Asech>(const RuleInput& in) {
  return {-divide_by(in.b.mul(in.x[0], in.b.sqrt(one_minus_square(in.b, in.x[0]))))};
}

// y = asinh(1/x):  y′ = −1/(|x|·√(1 + x²))
template <>
inline Partials partials<Op::Acsch>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId one = b.integer(1);
  return {-multiply_and_divide(b.div(one, b.hypot(one, in.x[0])), b.abs(in.x[0]))};
}

// y = atanh(1/x):  y′ = 1/((1 − x)(1 + x)); the product would overflow for large x
template <>
inline Partials partials<Op::Acoth>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId one = b.integer(1);
  return {multiply_and_divide(b.div(one, b.sub(one, in.x[0])), b.add(one, in.x[0]))};
}

}  // namespace adc::passes
