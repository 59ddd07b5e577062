// Partials of arithmetic, powers and roots. Included by smooth.cpp alone.
#pragma once

#include <limits>

#include "ir/signature.h"
#include "passes/rules/squares.h"
#include "passes/rules/trigonometric.h"

namespace adc::passes {

// y = −x:  y′ = −1
template <>
inline Partials partials<Op::Neg>(const RuleInput&) {
  return {minus_one()};
}

// y = a + b:  ∂a = 1,  ∂b = 1
template <>
inline Partials partials<Op::Add>(const RuleInput&) {
  return {one(), one()};
}

// y = a − b:  ∂a = 1,  ∂b = −1
template <>
inline Partials partials<Op::Sub>(const RuleInput&) {
  return {one(), minus_one()};
}

// y = a·b:  ∂a = b,  ∂b = a
template <>
inline Partials partials<Op::Mul>(const RuleInput& in) {
  return {multiply_by(in.x[1]), multiply_by(in.x[0])};
}

// y = a/b:  ∂a = 1/b,  ∂b = −y/b
template <>
inline Partials partials<Op::Div>(const RuleInput& in) {
  return {divide_by(in.x[1]), -multiply_and_divide(in.y, in.x[1])};
}

// y = a·b + c:  ∂a = b,  ∂b = a,  ∂c = 1
template <>
inline Partials partials<Op::Fma>(const RuleInput& in) {
  return {multiply_by(in.x[1]), multiply_by(in.x[0]), one()};
}

// The partial c·xⁿ.
inline Partial power_partial(const RuleInput& in, const ir::Rational& c, std::int64_t n) {
  if (n == 0) return constant(c);
  return c * multiply_by(n == 1 ? in.x[0] : in.b.powi(in.x[0], n));
}

// y = xⁿ:  y′ = n·xⁿ⁻¹, and 0 for n = 0
template <>
inline Partials partials<Op::Powi>(const RuleInput& in) {
  const std::int64_t n = in.immediate;
  if (n == 0) return {zero()};
  if (!ir::is_legal_immediate(Op::Powi, n - 1)) return {ir::Rational(n) * multiply_and_divide(in.y, in.x[0])};
  return {power_partial(in, n, n - 1)};
}

// Whether y has digits: neither 0, nor below the normal numbers, nor infinite.
inline ValueId has_digits(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId size = b.abs(in.y);
  const ValueId finite = b.lt(size, b.floating(std::numeric_limits<double>::infinity()));
  const bool single = b.function().float_type() == ir::DType::F32;
  const double least = single ? std::numeric_limits<float>::min() : std::numeric_limits<double>::min();
  return b.logical_and(b.lt(b.floating(least), size), finite);
}

// The rational that `v` is, also as a quotient of two: 1/2 is one before constants are folded.
inline std::optional<ir::Rational> exact_constant(const ir::Function& fn, ValueId v) {
  const auto rational = [&fn](ValueId x) -> std::optional<ir::Rational> {
    const bool exact = fn.is_const(x) && fn.constant(x).kind() == ir::Constant::Kind::Rational;
    return exact ? std::optional(fn.constant(x).as_rational()) : std::nullopt;
  };
  if (fn.op(v) != Op::Div) return rational(v);
  const std::optional<ir::Rational> n = rational(fn.operands(v)[0]);
  const std::optional<ir::Rational> d = n ? rational(fn.operands(v)[1]) : std::nullopt;
  return d && !d->is_zero() ? div(*n, *d) : std::nullopt;
}

// x^(c−1) for ½ ≤ c < 1, and 0 where x = 0 for a sum of squares x, which is flat there, like √x
inline ValueId guarded_power(const RuleInput& in, ValueId power) {
  SharingBuilder& b = in.b;
  if (!is_flat_at_zero(b, in.x[0])) return power;
  return b.select(b.ne(in.x[0], b.integer(0)), power, b.integer(0));
}

// y = x^c for a constant c:  y′ = c·x^(c−1) = c·y/x. c − 1 is exact where c is; for c < ½ y/x serves unless y has no
// digits, because x^(c−2) in the second derivative leaves the range long before that does.
inline Partial constant_exponent_partial(const RuleInput& in) {
  SharingBuilder& b = in.b;
  if (const std::optional<ir::Rational> exact = exact_constant(b.function(), in.x[1])) {
    const ir::Rational& c = *exact;
    if (c.is_zero()) return zero();
    if (const auto reduced = sub(c, 1)) {
      const std::optional<std::int64_t> n = reduced->to_int64();
      if (n && ir::is_legal_immediate(Op::Powi, *n)) return power_partial(in, c, *n);
      const ValueId power = b.pow(in.x[0], b.rational(*reduced));
      if (c >= ir::Rational(1)) return c * multiply_by(power);
      if (c >= ir::Rational::ratio(1, 2)) return c * multiply_by(guarded_power(in, power));
      return c * multiply_by(b.select(has_digits(in), b.div(in.y, in.x[0]), power));
    }
  }
  const ValueId reduced = b.sub(in.x[1], b.integer(1));
  return multiply_by(b.mul(in.x[1], b.pow(in.x[0], reduced)));
}

// y = a^b:  ∂a = b·a^(b−1) = b·y/a, and 0 at a = b = 0. (Elsewhere on b = 0 the product is 0 of itself, and must keep
// its own derivative by b, which is 1/a.) For ½ ≤ b ≤ 2⁵³ b − 1 is exact, and second derivatives want its digits;
// elsewhere its rounding would be multiplied by log a, so there y/a serves unless y has no digits.
inline Partial base_partial(const RuleInput& in) {
  SharingBuilder& b = in.b;
  if (b.function().is_const(in.x[1]) || exact_constant(b.function(), in.x[1])) return constant_exponent_partial(in);
  const ValueId power = b.pow(in.x[0], b.sub(in.x[1], b.integer(1)));
  const ValueId product = b.mul(in.x[1], power);
  const ValueId quotient = b.div(b.mul(in.x[1], in.y), in.x[0]);
  const ValueId from_half = b.le(b.rational(ir::Rational::ratio(1, 2)), in.x[1]);
  const ValueId exact = b.logical_and(from_half, b.le(in.x[1], b.integer(std::int64_t{1} << 53U)));
  const Partial slope = multiply_by(b.select(b.logical_or(exact, b.logical_not(has_digits(in))), product, quotient));
  const ValueId zero = b.integer(0);
  return when(b.logical_or(b.ne(in.x[0], zero), b.ne(in.x[1], zero)), slope);
}

// y = a^b:  ∂b = y·log(a), and 0 where a = 0 and b > 0
inline Partial exponent_partial(const RuleInput& in) {
  SharingBuilder& b = in.b;
  Partial slope = multiply_by(b.mul(in.y, b.log(in.x[0])));
  if (b.function().is_const(in.x[0]) && b.function().constant(in.x[0]).to_double() > 0) return slope;
  const ValueId zero = b.integer(0);
  const ValueId vanishes = b.logical_and(b.eq(in.x[0], zero), b.lt(zero, in.x[1]));
  return when(b.logical_not(vanishes), slope);
}

template <>
inline Partials partials<Op::Pow>(const RuleInput& in) {
  return {in.wanted[0] ? base_partial(in) : zero(), in.wanted[1] ? exponent_partial(in) : zero()};
}

// y = √x:  y′ = 1/(2y), and 0 where y = 0 for a sum of squares x, which is flat there: 0/0 by the norm's convention
template <>
inline Partials partials<Op::Sqrt>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ir::Rational half = ir::Rational::ratio(1, 2);
  if (!is_flat_at_zero(b, in.x[0])) return {half * divide_by(in.y)};
  const ValueId infinity = b.floating(std::numeric_limits<double>::infinity());
  return {half * divide_by(b.select(b.ne(in.y, b.integer(0)), in.y, infinity))};
}

// y = ∛x:  y′ = ⅓/y/y, +∞ at 0
template <>
inline Partials partials<Op::Cbrt>(const RuleInput& in) {
  return {ir::Rational::ratio(1, 3) * multiply_and_divide(in.b.div(in.b.integer(1), in.y), in.y)};
}

// y = √(a² + b²):  ∂a = a/y,  ∂b = b/y, and 0 at the origin: a factor, so that a nan or infinity behind it stays one
template <>
inline Partials partials<Op::Hypot>(const RuleInput& in) {
  SharingBuilder& b = in.b;
  const ValueId somewhere = b.ne(in.y, b.integer(0));
  const auto slope = [&](ValueId own, ValueId other) {
    return multiply_by(b.select(somewhere, cosine(b, own, other, in.y), b.integer(0)));
  };
  return {slope(in.x[0], in.x[1]), slope(in.x[1], in.x[0])};
}

}  // namespace adc::passes
