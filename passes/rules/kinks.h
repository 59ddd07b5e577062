// Partials of ops that are not smooth everywhere; the column `kink` of ops.def states the conventions. Included by
// smooth.cpp alone.
#pragma once

#include <limits>

#include "passes/rules/smooth.h"
#include "passes/rules/ties.h"

namespace adc::passes {

// y = |x|:  y′ = sign x
template <>
inline Partials partials<Op::Abs>(const RuleInput& in) {
  return {multiply_by(in.b.sign(in.x[0]))};
}

// The operand that is the result has partial 1; a tie gives ½ to each; nan where the result is nan. Where an operand
// chooses itself, each of the m values that an operand's may be and the n that the other's may be have one share.
inline Partials choice_partials(const RuleInput& in, Op choice, ValueId first_loses, ValueId second_loses) {
  SharingBuilder& b = in.b;
  const ValueId nan = b.floating(std::numeric_limits<double>::quiet_NaN());
  const ValueId sure = b.select(b.eq(in.y, in.y), b.integer(1), nan);
  const ValueId m = tie_count(b, in.x[0], choice);
  const ValueId n = tie_count(b, in.x[1], choice);
  const auto part = [&](ValueId own, ValueId other) {
    const bool is_half = is_one(b, own) && is_one(b, other);
    const ValueId share = is_half ? b.rational(ir::Rational::ratio(1, 2)) : b.div(own, b.add(own, other));
    return multiply_by(b.select(b.eq(in.x[0], in.x[1]), share, sure));
  };
  return {when(b.logical_not(first_loses), part(m, n)), when(b.logical_not(second_loses), part(n, m))};
}

// y = min(a, b):  ∂a = 1 where a < b, ½ where a = b, else 0
template <>
inline Partials partials<Op::Min>(const RuleInput& in) {
  return choice_partials(in, Op::Min, in.b.lt(in.x[1], in.x[0]), in.b.lt(in.x[0], in.x[1]));
}

// y = max(a, b):  ∂a = 1 where a > b, ½ where a = b, else 0
template <>
inline Partials partials<Op::Max>(const RuleInput& in) {
  return choice_partials(in, Op::Max, in.b.lt(in.x[0], in.x[1]), in.b.lt(in.x[1], in.x[0]));
}

// y = a − b·⌊a/b⌋:  ∂a = 1,  ∂b = −⌊a/b⌋ = −(a − y)/b, which rounds to the right integer also where a/b rounds up to
// the next; where that is 0, y is a and knows nothing of b
template <>
inline Partials partials<Op::Mod>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  if (!in.wanted[1]) return {one()};
  const ValueId quotient = b.round(b.div(b.sub(in.x[0], in.y), in.x[1]));
  return {one(), when(b.ne(quotient, b.integer(0)), -multiply_by(quotient))};
}

// y = |a|·sgn b, sgn(±0) = ±1:  ∂a = sign a·sgn b,  ∂b = 0
template <>
inline Partials partials<Op::Copysign>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  return {multiply_by(b.mul(b.sign(in.x[0]), b.copysign(b.integer(1), in.x[1])))};
}

}  // namespace adc::passes
