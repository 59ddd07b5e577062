#include <bit>
#include <cstdlib>

#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

Match sigmoid_of_negated(const Site& s, ValueId u) { return Form(Op::Sigmoid, {negated(s, u)}); }

// u where v is exp(u) + exp(−u), in either order.
bool is_double_cosh(const Site& s, ValueId v, ValueId u) {
  if (!s.is(v, Op::Add)) return false;
  return opposite_exponents(s, s.arg(v, 0), s.arg(v, 1)) == u || opposite_exponents(s, s.arg(v, 1), s.arg(v, 0)) == u;
}

// u where v is 2·σ(u).
optional<ValueId> doubled_sigmoid(const Site& s, ValueId v) {
  const bool doubled = s.is(v, Op::Mul) && s.is_rational(s.arg(v), 2) && s.is(s.arg(v, 1), Op::Sigmoid);
  return doubled ? optional(s.arg(s.arg(v, 1))) : std::nullopt;
}

bool is_one_plus_exp(const Site& s, ValueId v, ValueId u) {
  const optional<ValueId> w = one_plus(s, v);
  return w && exponent(s, *w) == u;
}

// exp(u) + exp(−u) − 2 = 4·sinh²(u/2), where |u| < 1/32
Match versed_cosh(const Site& s, ValueId v, ValueId w, const Form& as_written) {
  const optional<ValueId> u = opposite_exponents(s, v, w);
  if (!u) return no_match();
  const ValueId root = s.b.sinh(scaled(s, Rational::ratio(1, 2), *u));
  const ValueId square = s.b.mul(constant(s, 4), s.b.mul(root, root));
  const ValueId left = s.b.emit(as_written.op, {as_written.x[0], as_written.x[1]});
  return s.b.select(s.b.lt(s.b.abs(*u), constant(s, 1, 32)), square, left);
}

constexpr StableRule kExponentialRules[] = {
    {Op::Div, "1/(1 + exp(u)) = σ(−u), exp(u)/(exp(u) + 1) = σ(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const std::vector<ValueId> others = other_exponents(s, f.x[0], f.x[1]);
       return others.size() == 1 && !s.is(others[0], Op::Sub) ? sigmoid_of_negated(s, others[0]) : no_match();
     }},
    {Op::Div, "exp(u)/(exp(u) + Σ exp(v)) = σ(−log Σ exp(v − u))", "u < −717 or where the sum overflows", When::First,
     [](const Site& s, const Form& f) -> Match {
       const std::vector<ValueId> others = other_exponents(s, f.x[0], f.x[1]);
       if (others.empty()) return no_match();
       const ValueId u = *exponent(s, f.x[0]);
       const ValueId large = s.b.lt(constant(s, is_single(s) ? -92 : -717), u);
       const ValueId in_range = s.b.logical_and(large, s.b.le(f.x[1], largest_number(s)));
       return s.b.select(in_range, s.b.div(f.x[0], f.x[1]), s.b.sigmoid(negated(s, log_sum_exp(s, others))));
     }},
    {Op::Powi, "(1 + exp(u))⁻¹ = σ(−u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (f.immediate != -1) return no_match();
       const optional<ValueId> w = one_plus(s, f.x[0]);
       return w && s.is(*w, Op::Exp) ? sigmoid_of_negated(s, s.arg(*w)) : no_match();
     }},
    {Op::Div, "c/(1 + exp(u)) = c·σ(−u) for a constant c", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> w = s.is(f.x[0], Op::Const) ? one_plus(s, f.x[1]) : std::nullopt;
       const optional<ValueId> u = w ? exponent(s, *w) : std::nullopt;
       return u ? Match(Form(Op::Mul, {f.x[0], s.b.sigmoid(negated(s, *u))})) : no_match();
     }},
    {Op::Sub, "2·σ(u) − 1 = tanh(u/2)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is_rational(f.x[1], 1) ? doubled_sigmoid(s, f.x[0]) : std::nullopt;
       return u ? Match(Form(Op::Tanh, {scaled(s, Rational::ratio(1, 2), *u)})) : no_match();
     }},
    {Op::Sub, "1 − 2·σ(u) = −tanh(u/2)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is_rational(f.x[0], 1) ? doubled_sigmoid(s, f.x[1]) : std::nullopt;
       return u ? Match(Form(Op::Neg, {s.b.tanh(scaled(s, Rational::ratio(1, 2), *u))})) : no_match();
     }},
    {Op::Div, "1/exp(u) = exp(−u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Exp)) return no_match();
       return Form(Op::Exp, {negated(s, s.arg(f.x[1]))});
     }},
    {Op::Powi, "exp(u)ⁿ = exp(n·u) for n = ±2ᵏ", "|u| > 354", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const bool is_exact = std::has_single_bit(static_cast<std::uint64_t>(std::abs(f.immediate)));
       if (!is_exact || !s.is(f.x[0], Op::Exp)) return no_match();
       return Form(Op::Exp, {scaled(s, f.immediate, s.arg(f.x[0]))});
     }},
    {Op::Mul, "exp(u)·exp(u) = exp(2u)", "|u| > 354", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (f.x[0] != f.x[1] || !s.is(f.x[0], Op::Exp)) return no_match();
       return Form(Op::Exp, {scaled(s, 2, s.arg(f.x[0]))});
     }},
    {Op::Sqrt, "√exp(u) = exp(u/2)", "|u| > 709", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Exp)) return no_match();
       return Form(Op::Exp, {scaled(s, Rational::ratio(1, 2), s.arg(f.x[0]))});
     }},
    {Op::Pow, "exp(u)^p = exp(u/2)^(2p) for a constant |p| < 1", "|u| > 709", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const Rational* p = s.rational(f.x[1]);
       const bool fits = p != nullptr && !p->is_zero() && p->abs() < Rational(1) && s.is(f.x[0], Op::Exp);
       const optional<Rational> twice = fits ? small_product(*p, 2) : std::nullopt;
       if (!twice) return no_match();
       const ValueId u = s.arg(f.x[0]);
       if (twice->abs().is_one()) return Form(Op::Exp, {scaled(s, *p, u)});
       return Form(Op::Pow, {s.b.exp(scaled(s, Rational::ratio(1, 2), u)), s.b.rational(*twice)});
     }},
    {Op::Sub, "1 − σ(u) = σ(−u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Sigmoid)) return no_match();
       return sigmoid_of_negated(s, s.arg(f.x[1]));
     }},
    {Op::Sub, "σ(u) − 1 = −σ(−u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[1], 1) || !s.is(f.x[0], Op::Sigmoid)) return no_match();
       return Form(Op::Neg, {s.b.sigmoid(negated(s, s.arg(f.x[0])))});
     }},
    {Op::Sub, "σ(u) − ½ = ½·tanh(u/2)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const Rational* c = s.rational(f.x[1]);
       if (c == nullptr || !(*c == Rational::ratio(1, 2)) || !s.is(f.x[0], Op::Sigmoid)) return no_match();
       return Form(Op::Mul, {f.x[1], s.b.tanh(scaled(s, *c, s.arg(f.x[0])))});
     }},
    {Op::Sub, "exp(u) − 1 = expm1(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[1], 1) || !s.is(f.x[0], Op::Exp)) return no_match();
       return Form(Op::Expm1, {s.arg(f.x[0])});
     }},
    {Op::Sub, "1 − exp(u) = −expm1(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Exp)) return no_match();
       return Form(Op::Neg, {s.b.expm1(s.arg(f.x[1]))});
     }},
    {Op::Add, "1 + expm1(u) = exp(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Expm1)) return no_match();
       return Form(Op::Exp, {s.arg(f.x[1])});
     }},
    {Op::Div, "exp(u)/expm1(u) = −1/expm1(−u)", "u > 0", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Exp) || !s.is(f.x[1], Op::Expm1) || s.arg(f.x[0]) != s.arg(f.x[1])) return no_match();
       const ValueId u = s.arg(f.x[0]);
       const ValueId better = s.b.div(constant(s, -1), s.b.expm1(negated(s, u)));
       return s.b.select(s.b.lt(constant(s, 0), u), better, s.b.div(f.x[0], f.x[1]));
     }},
    {Op::Sub, "exp(u) − exp(−u) = 2·sinh(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (s.is(f.x[0], Op::Const) || s.is(f.x[1], Op::Const)) return no_match();
       const optional<ValueId> u = opposite_exponents(s, f.x[0], f.x[1]);
       if (!u) return no_match();
       const bool flip = s.is(*u, Op::Neg);
       return Form(Op::Mul, {constant(s, flip ? -2 : 2), s.b.sinh(flip ? s.arg(*u) : *u)});
     }},
    {Op::Add, "exp(u) − 2 + exp(−u) = 4·sinh²(u/2)", "|u| < 1/32", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Sub) || !s.is_rational(s.arg(f.x[0], 1), 2)) return no_match();
       return versed_cosh(s, s.arg(f.x[0], 0), f.x[1], f);
     }},
    {Op::Sub, "exp(u) + exp(−u) − 2 = 4·sinh²(u/2)", "|u| < 1/32", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Add) || !s.is_rational(f.x[1], 2)) return no_match();
       return versed_cosh(s, s.arg(f.x[0], 0), s.arg(f.x[0], 1), f);
     }},
    {Op::Div, "sinh(u)/(exp(u) + exp(−u)) = tanh(u)/2", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Sinh) || !is_double_cosh(s, f.x[1], s.arg(f.x[0]))) return no_match();
       return Form(Op::Mul, {constant(s, 1, 2), s.b.tanh(s.arg(f.x[0]))});
     }},
    {Op::Div, "1/(exp(u) + exp(−u)) = sech(u)/2", "|u| > 709", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is_rational(f.x[0], 1) ? double_cosh(s, f.x[1]) : std::nullopt;
       return u ? Match(Form(Op::Mul, {constant(s, 1, 2), s.b.sech(*u)})) : no_match();
     }},
    {Op::Div, "expm1(2u)/expm1(u) = 1 + exp(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Expm1) || !s.is(f.x[1], Op::Expm1)) return no_match();
       const ValueId u = s.arg(f.x[1]);
       if (scaled(s, 2, u) != s.arg(f.x[0])) return no_match();
       return Form(Op::Add, {constant(s, 1), s.b.exp(u)});
     }},
    {Op::Div, "expm1(u)/(1 + exp(u)) = tanh(u/2)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const bool flip = s.is(f.x[0], Op::Neg);
       const ValueId numerator = flip ? s.arg(f.x[0]) : f.x[0];
       if (!s.is(numerator, Op::Expm1) || !is_one_plus_exp(s, f.x[1], s.arg(numerator))) return no_match();
       return Form(Op::Tanh, {scaled(s, Rational::ratio(flip ? -1 : 1, 2), s.arg(numerator))});
     }},
    {Op::Div, "sinh(u)/cosh(u) = tanh(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Sinh) || !s.is(f.x[1], Op::Cosh) || s.arg(f.x[0]) != s.arg(f.x[1])) return no_match();
       return Form(Op::Tanh, {s.arg(f.x[0])});
     }},
    {Op::Div, "cosh(u)/sinh(u) = coth(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Cosh) || !s.is(f.x[1], Op::Sinh) || s.arg(f.x[0]) != s.arg(f.x[1])) return no_match();
       return Form(Op::Coth, {s.arg(f.x[0])});
     }},
    {Op::Div, "1/cosh(u) = sech(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Cosh)) return no_match();
       return Form(Op::Sech, {s.arg(f.x[1])});
     }},
    {Op::Div, "1/sinh(u) = csch(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Sinh)) return no_match();
       return Form(Op::Csch, {s.arg(f.x[1])});
     }},
    {Op::Sub, "1 − tanh(u) = 2·σ(−2u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Tanh)) return no_match();
       return Form(Op::Mul, {constant(s, 2), s.b.sigmoid(scaled(s, -2, s.arg(f.x[1])))});
     },
     0},
    {Op::Sub, "tanh(u) − 1 = −2·σ(−2u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[1], 1) || !s.is(f.x[0], Op::Tanh)) return no_match();
       return Form(Op::Mul, {constant(s, -2), s.b.sigmoid(scaled(s, -2, s.arg(f.x[0])))});
     },
     0},
    {Op::Add, "1 + tanh(u) = 2·σ(2u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Tanh)) return no_match();
       return Form(Op::Mul, {constant(s, 2), s.b.sigmoid(scaled(s, 2, s.arg(f.x[1])))});
     },
     0},
    {Op::Sub, "1 − erf(u) = erfc(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Erf)) return no_match();
       return Form(Op::Erfc, {s.arg(f.x[1])});
     }},
    {Op::Sub, "erf(u) − 1 = −erfc(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[1], 1) || !s.is(f.x[0], Op::Erf)) return no_match();
       return Form(Op::Neg, {s.b.erfc(s.arg(f.x[0]))});
     }},
    {Op::Add, "1 + erf(u) = erfc(−u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Erf)) return no_match();
       return Form(Op::Erfc, {negated(s, s.arg(f.x[1]))});
     }},
    {Op::Sub, "1 − erfc(u) = erf(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Erfc)) return no_match();
       return Form(Op::Erf, {s.arg(f.x[1])});
     }},
    {Op::Sub, "2 − erfc(u) = erfc(−u)", "u < −1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 2) || !s.is(f.x[1], Op::Erfc)) return no_match();
       return Form(Op::Erfc, {negated(s, s.arg(f.x[1]))});
     }},
    {Op::Exp, "exp(−u²) = expnsq(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ValueId v = f.x[0];  // (−u)·u, too
       if (s.is(v, Op::Mul) && is_negative_of(s, s.arg(v, 0), s.arg(v, 1))) return Form(Op::Expnsq, {s.arg(v, 1)});
       const optional<ValueId> u = s.is(v, Op::Neg) ? square_root_of(s, s.arg(v)) : std::nullopt;
       return u ? Match(Form(Op::Expnsq, {*u})) : no_match();
     }},
};

}  // namespace

std::span<const StableRule> exponential_rules() { return kExponentialRules; }

}  // namespace adc::passes
