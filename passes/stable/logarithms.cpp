#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

// The argument of exp in v = exp(u).
optional<ValueId> argument(const Site& s, ValueId v, Op op) { return s.is(v, op) ? optional(s.arg(v)) : std::nullopt; }

Match minus_softplus(const Site& s, ValueId u) { return Form(Op::Neg, {s.b.softplus(u)}); }

// The ratio exp(u)/(exp(u) + Σ exp(v)) that the rule for such ratios put into a choice, or the value itself.
ValueId unguarded_ratio(const Site& s, ValueId value) {
  const bool guarded = s.is(value, Op::Select) && s.is(s.arg(value, 1), Op::Div) && s.is(s.arg(value, 2), Op::Sigmoid);
  if (!guarded) return value;
  const ValueId ratio = s.arg(value, 1);
  const std::vector<ValueId> others = other_exponents(s, s.arg(ratio, 0), s.arg(ratio, 1));
  const bool same = !others.empty() && negated(s, log_sum_exp(s, others)) == s.arg(s.arg(value, 2));
  return same ? ratio : value;
}

// log(Σ exp(v)/exp(u))
std::optional<ValueId> log_of_inverse_ratio(const Site& s, ValueId ratio) {
  if (!s.is(ratio, Op::Div)) return std::nullopt;
  const ValueId sum = s.arg(ratio, 1);
  const std::vector<ValueId> others = other_exponents(s, s.arg(ratio, 0), sum);
  if (!others.empty()) return s.b.softplus(log_sum_exp(s, others));
  const optional<ValueId> u = s.is(sum, Op::Add) ? exponent(s, s.arg(ratio, 0)) : std::nullopt;
  std::vector<ValueId> v = u ? exponents_of_sum(s, sum) : std::vector<ValueId>{};
  for (ValueId& other : v) other = difference(s, other, *u);
  return v.empty() ? std::nullopt : optional(log_sum_exp(s, v));
}

// log(1 − exp(u)) = log1p(−exp(u)) for u < −7/10, else log(−expm1(u))
Match log_one_minus_exp(const Site& s, ValueId u) {
  const ValueId small = s.b.lt(u, s.b.rational(Rational::ratio(-7, 10)));
  return s.b.select(small, s.b.log1p(s.b.neg(s.b.exp(u))), s.b.log(s.b.neg(s.b.expm1(u))));
}

struct Quotient {
  ValueId u;
  int sign;
};

// u and 1 where v is (1 + u)/(1 − u); −1 for the reciprocal.
optional<Quotient> mirrored_quotient(const Site& s, ValueId v) {
  if (!s.is(v, Op::Div)) return std::nullopt;
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const optional<ValueId> u = one_plus(s, s.arg(v, k));
    if (u && one_minus(s, s.arg(v, 1 - k)) == u) return Quotient{*u, k == 0 ? 1 : -1};
  }
  return std::nullopt;
}

// c and x where v is log(x + c) and w is log(x), c > 0.
optional<Offset> shifted_logarithms(const Site& s, ValueId v, ValueId w) {
  if (!s.is(w, Op::Log)) return std::nullopt;
  const ValueId x = s.arg(w);
  if (s.is(v, Op::Log1p) && s.arg(v) == x) return Offset{x, 1};
  if (!s.is(v, Op::Log)) return std::nullopt;
  const Offset shifted = offset(s, s.arg(v));
  return shifted.base == x && Rational(0) < shifted.c ? optional(shifted) : std::nullopt;
}

// v/u and 1 where a quotient is (u + v)/u; −1 for the reciprocal.
struct Growth {
  ValueId ratio;
  int sign;
};
optional<Growth> growth_by_quotient(const Site& s, ValueId quotient) {
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const ValueId sum = s.arg(quotient, k);
    const ValueId u = s.arg(quotient, 1 - k);
    if (s.is(u, Op::Const)) continue;
    const Offset shifted = offset(s, sum);
    const bool by_constant = shifted.base == u && !shifted.c.is_zero();
    const optional<ValueId> v = by_constant ? optional(s.b.rational(shifted.c)) : excess(s, sum, u);
    if (v) return Growth{s.b.div(*v, u), k == 0 ? 1 : -1};
  }
  return std::nullopt;
}

// Whether v = 0 follows from p = 0, but for nan: v is p, −p, |p|, p·z or p/z, or p is √v or ∛v.
bool vanishes_with(const Site& s, ValueId v, ValueId p) {
  if (v == p || (!s.is(p, Op::Neg) && is_negative_of(s, v, p))) return true;
  if ((s.is(p, Op::Sqrt) || s.is(p, Op::Cbrt)) && s.arg(p) == v) return true;
  if (s.is(v, Op::Neg) || s.is(v, Op::Abs) || s.is(v, Op::Div)) return s.arg(v) == p;
  return s.is(v, Op::Mul) && (s.arg(v, 0) == p || s.arg(v, 1) == p);
}

// c where p is c·(1 + w) = c + c·w as a sum with a constant.
optional<Rational> multiple_of_one_plus(const Site& s, ValueId p, ValueId w) {
  if (s.is(p, Op::Add)) {
    const Offset sum = offset(s, p);
    return !sum.c.is_zero() && scaled(s, sum.c, w) == sum.base ? optional(sum.c) : std::nullopt;
  }
  if (!s.is(p, Op::Sub)) return std::nullopt;
  const Rational* less = s.rational(s.arg(p, 1));
  if (less != nullptr && !less->is_zero() && scaled(s, -*less, w) == s.arg(p)) return -*less;
  const Rational* c = s.rational(s.arg(p));
  return c != nullptr && !c->is_zero() && scaled(s, -*c, w) == s.arg(p, 1) ? optional(*c) : std::nullopt;
}

// A product with a logarithm as it was written, also where a rule put it into a choice for where 0 meets −∞.
ValueId unguarded_product(const Site& s, ValueId v) {
  const bool guarded = s.is(v, Op::Select) && s.is(s.arg(v), Op::Eq) && s.is(s.arg(v, 2), Op::Mul);
  return guarded ? s.arg(v, 2) : v;
}

// Whether v is the product of w and u + 1.
bool is_product_of(const Site& s, ValueId value, ValueId w, ValueId u) {
  const ValueId v = unguarded_product(s, value);
  if (!s.is(v, Op::Mul)) return false;
  return (s.arg(v, 0) == w && one_plus(s, s.arg(v, 1)) == u) || (s.arg(v, 1) == w && one_plus(s, s.arg(v, 0)) == u);
}

// Whether c·(p·z) overflows only where (c·p)·z does.
bool scales_first(const Site& s, ValueId c) {
  const Rational* value = s.rational(c);
  return value != nullptr && Rational(1) <= value->abs();
}

constexpr StableRule kLogarithmRules[] = {
    {Op::Log, "log(exp(u)) = u", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match { return s.is(f.x[0], Op::Exp) ? Match(s.arg(f.x[0])) : no_match(); }},
    {Op::Log, "log Σ exp(u) = logaddexp(u, …), with softplus(u) = logaddexp(0, u)",
     "everywhere; exp(0) may be written 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Add)) return no_match();
       const std::vector<ValueId> u = exponents_of_sum(s, f.x[0]);
       return u.empty() ? no_match() : Match(log_sum_exp(s, u));
     }},
    {Op::Log, "log(exp(u)/Σ exp(v)) = −log Σ exp(v − u)", "everywhere; exp(0) may be written 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> inverse = log_of_inverse_ratio(s, unguarded_ratio(s, f.x[0]));
       return inverse ? Match(Form(Op::Neg, {*inverse})) : no_match();
     }},
    {Op::Log, "log σ(u) = −softplus(−u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = argument(s, f.x[0], Op::Sigmoid);
       return u ? minus_softplus(s, negated(s, *u)) : no_match();
     }},
    {Op::Log1p, "log1p(−σ(u)) = −softplus(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> v = argument(s, f.x[0], Op::Neg);
       const optional<ValueId> u = v ? argument(s, *v, Op::Sigmoid) : std::nullopt;
       return u ? minus_softplus(s, *u) : no_match();
     }},
    {Op::Log1p, "log1p(exp(u)) = softplus(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = argument(s, f.x[0], Op::Exp);
       return u ? Match(Form(Op::Softplus, {*u})) : no_match();
     }},
    {Op::Log1p, "log1p(expm1(u)) = u", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match { return s.is(f.x[0], Op::Expm1) ? Match(s.arg(f.x[0])) : no_match(); }},
    {Op::Log, "log(−expm1(u)) = log1p(−exp(u))", "u < −7/10", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> v = argument(s, f.x[0], Op::Neg);
       const optional<ValueId> u = v ? argument(s, *v, Op::Expm1) : std::nullopt;
       return u ? log_one_minus_exp(s, *u) : no_match();
     }},
    {Op::Log1p, "log1p(−exp(u)) = log(−expm1(u))", "u ≥ −7/10", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> v = argument(s, f.x[0], Op::Neg);
       const optional<ValueId> u = v ? argument(s, *v, Op::Exp) : std::nullopt;
       return u ? log_one_minus_exp(s, *u) : no_match();
     }},
    {Op::Log, "log((1 + u)/(1 − u)) = 2·atanh(u), log((1 − u)/(1 + u)) = −2·atanh(u)", "|u| < 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<Quotient> q = mirrored_quotient(s, f.x[0]);
       return q ? Match(Form(Op::Mul, {constant(s, q->sign > 0 ? 2 : -2), s.b.atanh(q->u)})) : no_match();
     }},
    {Op::Log, "log(u/(1 − u)) = 2·atanh(2u − 1)", "1/4 < u < 3/4", When::First,
     [](const Site& s, const Form& f) -> Match {
       const bool odds = s.is(f.x[0], Op::Div) && one_minus(s, s.arg(f.x[0], 1)) == s.arg(f.x[0]);
       if (!odds || s.is(s.arg(f.x[0]), Op::Const)) return no_match();
       const ValueId u = s.arg(f.x[0]);
       const ValueId better = s.b.mul(constant(s, 2), s.b.atanh(s.b.sub(scaled(s, 2, u), constant(s, 1))));
       const ValueId middle = s.b.logical_and(s.b.lt(constant(s, 1, 4), u), s.b.lt(u, constant(s, 3, 4)));
       return s.b.select(middle, better, s.b.log(f.x[0]));
     }},
    {Op::Log1p, "log1p(2u/(1 − u)) = 2·atanh(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is(f.x[0], Op::Div) ? one_minus(s, s.arg(f.x[0], 1)) : std::nullopt;
       if (!u || s.is(*u, Op::Const) || scaled(s, 2, *u) != s.arg(f.x[0])) return no_match();
       return Form(Op::Mul, {constant(s, 2), s.b.atanh(*u)});
     }},
    {Op::Log, "log((u + v)/u) = log1p(v/u)", "−1/2 ≤ v/u ≤ 1", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<Growth> growth = s.is(f.x[0], Op::Div) ? growth_by_quotient(s, f.x[0]) : std::nullopt;
       if (!growth) return no_match();
       const ValueId better = s.b.log1p(growth->ratio);
       const ValueId above = s.b.le(constant(s, -1, 2), growth->ratio);
       const ValueId near = s.b.logical_and(above, s.b.le(growth->ratio, constant(s, 1)));
       return s.b.select(near, growth->sign > 0 ? better : s.b.neg(better), s.b.log(f.x[0]));
     }},
    {Op::Log, "log(√u) = ½·log(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Sqrt)) return no_match();
       const ValueId u = s.arg(f.x[0]);
       const optional<ValueId> w = one_plus(s, u);
       return Form(Op::Mul, {constant(s, 1, 2), w ? s.b.log1p(*w) : s.b.log(u)});
     }},
    {Op::Log, "log(uⁿ) = n·log(u) for odd n, n·log(|u|) for even n", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const bool square = s.is(f.x[0], Op::Mul) && s.arg(f.x[0]) == s.arg(f.x[0], 1);
       if (!square && !s.is(f.x[0], Op::Powi)) return no_match();
       const std::int64_t n = square ? 2 : s.b.function().immediate(f.x[0]);
       if (n == 0) return no_match();
       const ValueId u = s.arg(f.x[0]);
       return Form(Op::Mul, {constant(s, n), s.b.log(n % 2 == 0 ? s.b.abs(u) : u)});
     }},
    {Op::Log, "log(1 + u) = log1p(u)", "u > −1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = one_plus(s, f.x[0]);
       return u ? Match(Form(Op::Log1p, {*u})) : no_match();
     }},
    {Op::Log, "log(1 − u) = log1p(−u)", "u < 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = one_minus(s, f.x[0]);
       return u ? Match(Form(Op::Log1p, {negated(s, *u)})) : no_match();
     }},
    {Op::Log, "log(1/u) = −log(u)", "u > 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const bool reciprocal = (s.is(f.x[0], Op::Div) && s.is_rational(s.arg(f.x[0], 0), 1)) ||
                               (s.is(f.x[0], Op::Powi) && s.b.function().immediate(f.x[0]) == -1);
       if (!reciprocal) return no_match();
       return Form(Op::Neg, {s.b.log(s.arg(f.x[0], s.is(f.x[0], Op::Div) ? 1 : 0))});
     }},
    {Op::Sub, "log(u + c) − log(u) = log1p(c/u) for a constant c > 0", "u ≥ c", When::First,
     [](const Site& s, const Form& f) -> Match {
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         const optional<Offset> x = shifted_logarithms(s, f.x[k], f.x[1 - k]);
         if (!x) continue;
         const ValueId c = s.b.rational(x->c);
         const ValueId better = s.b.log1p(s.b.div(c, x->base));
         return s.b.select(s.b.le(c, x->base), k == 0 ? better : s.b.neg(better), s.b.sub(f.x[0], f.x[1]));
       }
       return no_match();
     }},
    {Op::Sub, "(u + 1)·log(u + 1) − u·log(u) = log1p(u) + u·log1p(1/u)", "u ≥ 1", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Xlogy) || s.arg(f.x[1], 0) != s.arg(f.x[1], 1)) return no_match();
       const ValueId u = s.arg(f.x[1]);
       if (!is_product_of(s, f.x[0], s.b.log1p(u), u)) return no_match();
       const ValueId rest = s.b.mul(u, s.b.log1p(s.b.div(constant(s, 1), u)));
       const ValueId far = s.b.logical_and(s.b.le(constant(s, 1), u), s.b.le(u, largest_number(s)));
       return s.b.select(far, s.b.add(s.b.log1p(u), rest), s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "softplus(u) − softplus(−u) = u", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Softplus) || !s.is(f.x[1], Op::Softplus)) return no_match();
       const ValueId u = s.arg(f.x[0]);
       return is_negative_of(s, s.arg(f.x[1]), u) ? Match(u) : no_match();
     }},
    {Op::Mul, "p·log(q) = xlogy(p, q) where q vanishes with p", "p = 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Log) || s.is(f.x[0], Op::Const)) return no_match();
       const ValueId q = s.arg(f.x[1]);
       return vanishes_with(s, q, f.x[0]) ? Match(Form(Op::Xlogy, {f.x[0], q})) : no_match();
     }},
    {Op::Mul, "(−p)·log(q) = −xlogy(p, q) where q vanishes with p", "p = 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Log) || !s.is(f.x[0], Op::Neg)) return no_match();
       const ValueId p = s.arg(f.x[0]);
       const ValueId q = s.arg(f.x[1]);
       return vanishes_with(s, q, p) ? Match(Form(Op::Neg, {s.b.xlogy(p, q)})) : no_match();
     }},
    {Op::Mul, "(c·p)·log(q) = xlogy(c·p, q) where q vanishes with p", "p = 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Log) || !s.is(f.x[0], Op::Mul)) return no_match();
       const ValueId q = s.arg(f.x[1]);
       for (const std::size_t k : {std::size_t{1}, std::size_t{0}}) {
         const ValueId p = s.arg(f.x[0], k);
         if (vanishes_with(s, q, p) && !s.is(p, Op::Const))
           return scales_first(s, s.arg(f.x[0], 1 - k)) ? Form(Op::Mul, {s.arg(f.x[0], 1 - k), s.b.xlogy(p, q)})
                                                        : Form(Op::Xlogy, {f.x[0], q});
       }
       return no_match();
     }},
    {Op::Mul, "p·(c·log(q)) = c·xlogy(p, q) for a constant c where q vanishes with p", "p = 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Mul) || !s.is(s.arg(f.x[1], 1), Op::Log)) return no_match();
       const ValueId c = s.arg(f.x[1], 0);
       const ValueId q = s.arg(s.arg(f.x[1], 1));
       if (!scales_first(s, c) || s.is(f.x[0], Op::Const) || !vanishes_with(s, q, f.x[0])) return no_match();
       return Form(Op::Mul, {c, s.b.xlogy(f.x[0], q)});
     }},
    {Op::Mul, "p·log1p(w) = c·xlogy(1 + w, 1 + w) where p = c·(1 + w) for a constant c", "p = 0", When::First,
     [](const Site& s, const Form& f) -> Match {
       const ValueId p = f.x[0];
       if (!s.is(f.x[1], Op::Log1p)) return no_match();
       const optional<Rational> c = multiple_of_one_plus(s, p, s.arg(f.x[1]));
       if (!c) return no_match();
       const ValueId q = c->is_one() ? p : s.b.add(constant(s, 1), s.arg(f.x[1]));
       return s.b.select(s.b.eq(p, constant(s, 0)), scaled(s, *c, s.b.xlogy(q, q)), s.b.mul(p, f.x[1]));
     }},
    {Op::Mul, "p·(log(q) − v) = xlogy(p, q) − p·v, with + alike, where q vanishes with p", "p = 0", When::First,
     [](const Site& s, const Form& f) -> Match {
       const ValueId p = f.x[0];
       const bool is_sum = s.is(f.x[1], Op::Add) || s.is(f.x[1], Op::Sub);
       if (!is_sum || s.is(p, Op::Const)) return no_match();
       const std::array terms{s.arg(f.x[1], 0), s.arg(f.x[1], 1)};
       const Op op = s.b.function().op(f.x[1]);
       for (const ValueId term : terms) {
         if (!s.is(term, Op::Log) || !vanishes_with(s, s.arg(term), p)) continue;
         const auto times = [&](ValueId v) { return v == term ? s.b.xlogy(p, s.arg(term)) : s.b.mul(p, v); };
         const ValueId at_zero = s.b.emit(op, {times(terms[0]), times(terms[1])});
         return s.b.select(s.b.eq(p, constant(s, 0)), at_zero, s.b.mul(p, f.x[1]));
       }
       return no_match();
     }},
    {Op::Mul, "pⁿ·log(p) = xlogy(pⁿ, p) for n > 0", "p = 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Log) || !s.is(f.x[0], Op::Powi)) return no_match();
       const bool vanishes = s.b.function().immediate(f.x[0]) > 0 && s.arg(f.x[0]) == s.arg(f.x[1]);
       return vanishes ? Match(Form(Op::Xlogy, {f.x[0], s.arg(f.x[1])})) : no_match();
     }},
};

}  // namespace

std::span<const StableRule> logarithm_rules() { return kLogarithmRules; }

}  // namespace adc::passes
