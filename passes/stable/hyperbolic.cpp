#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

ValueId square(const Site& s, ValueId v) { return s.b.mul(v, v); }

// u where v is op(u)².
optional<ValueId> squared(const Site& s, ValueId v, Op op) {
  const optional<ValueId> root = square_root_of(s, v);
  return root && s.is(*root, op) ? optional(s.arg(*root)) : std::nullopt;
}

// u where v is op(u), w is other(u).
optional<ValueId> common_argument(const Site& s, ValueId v, Op op, ValueId w, Op other) {
  const bool same = s.is(v, op) && s.is(w, other) && s.arg(v) == s.arg(w);
  return same ? optional(s.arg(v)) : std::nullopt;
}

// ±2·sinh²(u/2) where |u| < 1/32, else the difference of cosh(u) and 1 as it was written
Match versed_cosh(const Site& s, ValueId u, std::int64_t sign, const Form& as_written) {
  const ValueId root = s.b.sinh(scaled(s, Rational::ratio(1, 2), u));
  const ValueId better = s.b.mul(constant(s, 2 * sign), square(s, root));
  const ValueId close = s.b.lt(s.b.abs(u), constant(s, 1, 32));
  return s.b.select(close, better, s.b.sub(as_written.x[0], as_written.x[1]));
}

// 4·exp(−2u)/(1 + exp(−2u))² = sech²(u) for u ≥ 0
ValueId squared_sech(const Site& s, ValueId u) {
  const ValueId e = s.b.exp(s.b.mul(constant(s, -2), u));
  return s.b.div(s.b.mul(constant(s, 4), e), square(s, s.b.add(constant(s, 1), e)));
}

// Whether v is √(u² + 1).
bool is_root_of_square_plus_one(const Site& s, ValueId v, ValueId u) {
  if (s.is(v, Op::Hypot)) {
    return (s.arg(v, 0) == u && s.is_rational(s.arg(v, 1), 1)) || (s.arg(v, 1) == u && s.is_rational(s.arg(v, 0), 1));
  }
  const optional<ValueId> w = s.is(v, Op::Sqrt) ? one_plus(s, s.arg(v)) : std::nullopt;
  return w && square_root_of(s, *w) == u;
}

bool is_root_of(const Site& s, ValueId v, const Offset& at) {
  if (!s.is(v, Op::Sqrt)) return false;
  const Offset is = offset(s, s.arg(v));
  return is.base == at.base && is.c == at.c;
}

// Whether v is √(u² − 1) or √(u − 1)·√(u + 1).
bool is_root_of_square_minus_one(const Site& s, ValueId v, ValueId u) {
  if (s.is(v, Op::Mul)) {
    const bool in_order = is_root_of(s, s.arg(v, 0), {u, -1}) && is_root_of(s, s.arg(v, 1), {u, 1});
    return in_order || (is_root_of(s, s.arg(v, 0), {u, 1}) && is_root_of(s, s.arg(v, 1), {u, -1}));
  }
  if (!s.is(v, Op::Sqrt)) return false;
  const Offset sum = offset(s, s.arg(v));
  return sum.c == Rational(-1) && square_root_of(s, sum.base) == u;
}

// Whether v and w are sums or differences of the same two values; v may have their sizes.
bool have_same_terms(const Site& s, ValueId v, ValueId w) {
  const auto is_sum = [&s](ValueId x) { return s.is(x, Op::Add) || s.is(x, Op::Sub); };
  if (!is_sum(v) || !is_sum(w)) return false;
  const auto term = [&s, v](std::size_t k) { return s.is(s.arg(v, k), Op::Abs) ? s.arg(s.arg(v, k)) : s.arg(v, k); };
  return (term(0) == s.arg(w, 0) && term(1) == s.arg(w, 1)) || (term(0) == s.arg(w, 1) && term(1) == s.arg(w, 0));
}

// The sum of a root and a number as it was written, also where a rule for such sums put it into a choice between a
// quotient by the conjugate and itself.
ValueId unguarded_sum(const Site& s, ValueId v) {
  if (!s.is(v, Op::Select)) return v;
  const ValueId better = s.arg(v, 1);
  const ValueId quotient = s.is(better, Op::Mul) ? s.arg(better, 1) : better;
  const bool guarded = s.is(quotient, Op::Div) && have_same_terms(s, s.arg(quotient, 1), s.arg(v, 2));
  return guarded ? s.arg(v, 2) : v;
}

constexpr StableRule kHyperbolicRules[] = {
    {Op::Sub, "cosh(u) − 1 = 2·sinh²(u/2)", "|u| < 1/32", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Cosh) || !s.is_rational(f.x[1], 1)) return no_match();
       return versed_cosh(s, s.arg(f.x[0]), 1, f);
     }},
    {Op::Sub, "1 − cosh(u) = −2·sinh²(u/2)", "|u| < 1/32", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Cosh) || !s.is_rational(f.x[0], 1)) return no_match();
       return versed_cosh(s, s.arg(f.x[1]), -1, f);
     }},
    {Op::Sub, "cosh²(u) − 1 = sinh²(u)", "|u| < 1/32", When::First,
     [](const Site& s, const Form& f) -> Match {
       const bool of_one = s.is_rational(f.x[1], 1);
       if (!of_one && !s.is_rational(f.x[0], 1)) return no_match();
       const optional<ValueId> u = squared(s, f.x[of_one ? 0 : 1], Op::Cosh);
       if (!u) return no_match();
       const ValueId better = square(s, s.b.sinh(*u));
       const ValueId close = s.b.lt(s.b.abs(*u), constant(s, 1, 32));
       return s.b.select(close, of_one ? better : s.b.neg(better), s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "cosh²(u) − sinh²(u) = 1", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = squared(s, f.x[0], Op::Cosh);
       if (!u || squared(s, f.x[1], Op::Sinh) != u) return no_match();
       return s.b.select(s.b.eq(*u, *u), constant(s, 1), *u);  // nan stays nan
     }},
    {Op::Sub, "sinh²(u) − cosh²(u) = −1", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = squared(s, f.x[0], Op::Sinh);
       if (!u || squared(s, f.x[1], Op::Cosh) != u) return no_match();
       return s.b.select(s.b.eq(*u, *u), constant(s, -1), *u);  // nan stays nan
     }},
    {Op::Sub, "cosh(u) − sinh(u) = exp(−u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = common_argument(s, f.x[0], Op::Cosh, f.x[1], Op::Sinh);
       return u ? Match(Form(Op::Exp, {negated(s, *u)})) : no_match();
     }},
    {Op::Sub, "sinh(u) − cosh(u) = −exp(−u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = common_argument(s, f.x[0], Op::Sinh, f.x[1], Op::Cosh);
       return u ? Match(Form(Op::Neg, {s.b.exp(negated(s, *u))})) : no_match();
     }},
    {Op::Add, "cosh(u) + sinh(u) = exp(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = common_argument(s, f.x[0], Op::Cosh, f.x[1], Op::Sinh);
       return u ? Match(Form(Op::Exp, {*u})) : no_match();
     }},
    {Op::Sub, "1 − tanh²(u) = 4·exp(−2|u|)/(1 + exp(−2|u|))²", "|u| > 4", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is_rational(f.x[0], 1) ? squared(s, f.x[1], Op::Tanh) : std::nullopt;
       if (!u) return no_match();
       const ValueId size = s.b.abs(*u);
       return s.b.select(s.b.lt(constant(s, 4), size), squared_sech(s, size), s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Div, "1/cosh²(u) = 4·exp(−2|u|)/(1 + exp(−2|u|))²", "|u| > 20", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is_rational(f.x[0], 1) ? squared(s, f.x[1], Op::Cosh) : std::nullopt;
       if (!u) return no_match();
       const ValueId size = s.b.abs(*u);
       return s.b.select(s.b.lt(constant(s, 20), size), squared_sech(s, size), s.b.div(f.x[0], f.x[1]));
     }},
    {Op::Log, "log(cosh(u)) = ½·log1p(sinh²(u)), |u| − log(2)", "|u| < 1/32, |u| > 709", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Cosh)) return no_match();
       const ValueId u = s.arg(f.x[0]);
       const ValueId size = s.b.abs(u);
       const ValueId near = s.b.mul(constant(s, 1, 2), s.b.log1p(square(s, s.b.sinh(u))));
       const ValueId far = s.b.sub(size, s.b.log(constant(s, 2)));  // exp(−2|u|) is below its last place
       const ValueId between = s.b.select(s.b.le(size, largest_exponent(s)), s.b.log(f.x[0]), far);
       return s.b.select(s.b.lt(size, constant(s, 1, 32)), near, between);
     }},
    {Op::Log, "log(u + √(u² + 1)) = asinh(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ValueId v = unguarded_sum(s, f.x[0]);
       if (!s.is(v, Op::Add)) return no_match();
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         if (is_root_of_square_plus_one(s, s.arg(v, 1 - k), s.arg(v, k))) return Form(Op::Asinh, {s.arg(v, k)});
       }
       return no_match();
     }},
    {Op::Log, "log(√(u² + 1) − u) = −asinh(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ValueId v = unguarded_sum(s, f.x[0]);
       if (!s.is(v, Op::Sub) || !is_root_of_square_plus_one(s, s.arg(v, 0), s.arg(v, 1))) return no_match();
       return Form(Op::Neg, {s.b.asinh(s.arg(v, 1))});
     }},
    {Op::Log, "log(u + √(u² − 1)) = acosh(u), with √(u² − 1) or √(u − 1)·√(u + 1)", "u ≥ 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ValueId v = unguarded_sum(s, f.x[0]);
       if (!s.is(v, Op::Add)) return no_match();
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         const ValueId u = s.arg(v, k);
         if (is_root_of_square_minus_one(s, s.arg(v, 1 - k), u)) return Form(Op::Acosh, {u});
       }
       return no_match();
     }},
    {Op::Log, "log(u − √(u² − 1)) = −acosh(u)", "u ≥ 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ValueId v = unguarded_sum(s, f.x[0]);
       if (!s.is(v, Op::Sub) || !is_root_of_square_minus_one(s, s.arg(v, 1), s.arg(v, 0))) return no_match();
       return Form(Op::Neg, {s.b.acosh(s.arg(v, 0))});
     }},
};

}  // namespace

std::span<const StableRule> hyperbolic_rules() { return kHyperbolicRules; }

}  // namespace adc::passes
