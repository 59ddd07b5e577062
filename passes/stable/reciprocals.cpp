// A power in a denominator, while derivatives are made. The derivative of c/uⁿ by its denominator is −c/u²ⁿ, which
// overflows long before that of c/uⁿ by u does; the derivative of c·u⁻ⁿ has the range of the result.
#include <array>

#include "ir/signature.h"
#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

// 1/v where v is uⁿ for a constant n other than 1.
optional<ValueId> inverse_power(const Site& s, ValueId v) {
  if (s.is(v, Op::Mul) && s.arg(v, 0) == s.arg(v, 1)) return s.b.powi(s.arg(v), -2);
  if (s.is(v, Op::Powi)) {
    const std::int64_t n = s.b.function().immediate(v);
    const bool legal = n != 0 && n != 1 && ir::is_legal_immediate(Op::Powi, -n);
    return legal ? optional(s.b.powi(s.arg(v), -n)) : std::nullopt;
  }
  const Rational* p = s.is(v, Op::Pow) ? s.rational(s.arg(v, 1)) : nullptr;
  return p != nullptr ? optional(s.b.pow(s.arg(v), s.b.rational(-*p))) : std::nullopt;
}

// The reverse.
optional<ValueId> inverse_of_inverse(const Site& s, ValueId v) {
  if (s.is(v, Op::Powi)) return s.b.powi(s.arg(v), -s.b.function().immediate(v));
  const Rational* p = s.is(v, Op::Pow) ? s.rational(s.arg(v, 1)) : nullptr;
  return p != nullptr ? optional(s.b.pow(s.arg(v), s.b.rational(-*p))) : std::nullopt;
}

// Copies of a copy mark what is to be written back as it was: programs have no such thing but by name after name.
constexpr Rewrite kBefore[] = {
    {Op::Div, "c/uⁿ = c·u⁻ⁿ",
     [](const Site& s, const Form& f) -> Match {
       const Rational* c = s.rational(f.x[0]);
       const optional<ValueId> power = c != nullptr && !c->is_zero() ? inverse_power(s, f.x[1]) : std::nullopt;
       return power ? Match(s.b.copy(s.b.copy(s.b.mul(f.x[0], *power)))) : no_match();
     }},
};

constexpr Rewrite kAfter[] = {
    {Op::Copy, "c·u⁻ⁿ = c/uⁿ",
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Copy)) return no_match();
       const ValueId marked = s.arg(f.x[0]);
       const bool scaled = s.is(marked, Op::Mul) && s.rational(s.arg(marked)) != nullptr;
       const optional<ValueId> power = inverse_of_inverse(s, scaled ? s.arg(marked, 1) : marked);
       if (!power) return no_match();
       return Form(Op::Div, {scaled ? s.arg(marked) : constant(s, 1), *power});
     }},
};

}  // namespace

std::span<const Rewrite> reciprocal_rewrites(bool derived) {
  return derived ? std::span<const Rewrite>(kAfter) : std::span<const Rewrite>(kBefore);
}

}  // namespace adc::passes
