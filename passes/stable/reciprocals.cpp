// A power in a denominator, where derivatives are to be taken. The derivative of c/uⁿ by its denominator is −c/u²ⁿ,
// which overflows long before that of c/uⁿ by u does; the derivative of c·u⁻ⁿ has the range of the result. Where
// nothing is to be differentiated any more c/uⁿ is one rounding less, and the value's own form, which derivatives then
// share.
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

constexpr Rewrite kValues[] = {
    {Op::Mul, "c·u⁻ⁿ = c/uⁿ",
     [](const Site& s, const Form& f) -> Match {
       if (s.rational(f.x[0]) == nullptr || !s.is(f.x[1], Op::Powi)) return no_match();
       const std::int64_t n = s.b.function().immediate(f.x[1]);
       if (n >= -1 || !ir::is_legal_immediate(Op::Powi, -n)) return no_match();
       return Form(Op::Div, {f.x[0], s.b.powi(s.arg(f.x[1]), -n)});
     }},
};

constexpr Rewrite kDerived[] = {
    {Op::Div, "c/uⁿ = c·u⁻ⁿ",
     [](const Site& s, const Form& f) -> Match {
       const Rational* c = s.rational(f.x[0]);
       const optional<ValueId> power = c != nullptr && !c->is_zero() ? inverse_power(s, f.x[1]) : std::nullopt;
       return power ? Match(Form(Op::Mul, {f.x[0], *power})) : no_match();
     }},
};

}  // namespace

std::span<const Rewrite> reciprocal_rewrites(bool derives) {
  return derives ? std::span<const Rewrite>(kDerived) : std::span<const Rewrite>(kValues);
}

}  // namespace adc::passes
