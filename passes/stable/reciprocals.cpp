// A power in a denominator, where derivatives are to be taken. The derivative of c/uⁿ by its denominator is −c/u²ⁿ,
// which overflows long before that of c/uⁿ by u does; the derivative of c·u⁻ⁿ has the range of the result.
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

constexpr Rewrite kReciprocalRewrites[] = {
    {Op::Div, "c/uⁿ = c·u⁻ⁿ",
     [](const Site& s, const Form& f) -> Match {
       const Rational* c = s.rational(f.x[0]);
       const optional<ValueId> power = c != nullptr && !c->is_zero() ? inverse_power(s, f.x[1]) : std::nullopt;
       return power ? Match(Form(Op::Mul, {f.x[0], *power})) : no_match();
     }},
};

}  // namespace

std::span<const Rewrite> reciprocal_rewrites() { return kReciprocalRewrites; }

}  // namespace adc::passes
