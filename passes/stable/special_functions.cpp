// Tails of the normal distribution, and sums of logarithms of gamma functions.
#include <cmath>

#include "passes/stable/linear.h"
#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

bool is_root_of(const Site& s, ValueId v, const Rational& c) {
  const Rational* square = s.is(v, Op::Sqrt) ? s.rational(s.arg(v)) : nullptr;
  return square != nullptr && *square == c;
}

// Whether v is 1/√2.
bool is_root_of_half(const Site& s, ValueId v) {
  if (is_root_of(s, v, Rational::ratio(1, 2))) return true;
  return s.is(v, Op::Div) && s.is_rational(s.arg(v), 1) && is_root_of(s, s.arg(v, 1), 2);
}

// The other factor where v is a product with √2 or, if `inverse`, with 1/√2.
optional<ValueId> times_root(const Site& s, ValueId v, bool inverse) {
  if (!s.is(v, Op::Mul)) return std::nullopt;
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const ValueId factor = s.arg(v, k);
    if (inverse ? is_root_of_half(s, factor) : is_root_of(s, factor, 2)) return s.arg(v, 1 - k);
  }
  return std::nullopt;
}

// c·v if that rounds no number.
optional<ValueId> exact_multiple(const Site& s, const Rational& c, ValueId v) {
  int exponent = 0;
  return std::fabs(std::frexp(c.to_double(), &exponent)) == 0.5 ? optional(scaled(s, c, v)) : std::nullopt;
}

// x where v is x/√2, also as x·√½ or √2·x/2.
optional<ValueId> over_root_2(const Site& s, ValueId v) {
  const auto [c, u] = multiple(s, v);
  const bool is_quotient = s.is(u, Op::Div) && is_root_of(s, s.arg(u, 1), 2);
  if (const optional<ValueId> x = is_quotient ? s.arg(u) : times_root(s, u, true)) return exact_multiple(s, c, *x);
  const optional<ValueId> x = times_root(s, u, false);
  const optional<Rational> twice = x ? small_product(c, 2) : std::nullopt;
  return twice ? exact_multiple(s, *twice, *x) : std::nullopt;
}

bool is_half(const Site& s, ValueId v) {
  const Rational* c = s.rational(v);
  return c != nullptr && *c == Rational::ratio(1, 2);
}

// u where v is erfc(u)/2.
optional<ValueId> half_of_erfc(const Site& s, ValueId v) {
  const bool product = s.is(v, Op::Mul) && is_half(s, s.arg(v));
  const bool quotient = s.is(v, Op::Div) && s.is_rational(s.arg(v, 1), 2);
  if (!product && !quotient) return std::nullopt;
  const ValueId e = s.arg(v, product ? 1 : 0);
  return s.is(e, Op::Erfc) ? optional(s.arg(e)) : std::nullopt;
}

// erfcx(u) where e is exp(u²) and c is erfc(u).
Match scaled_erfc(const Site& s, ValueId e, ValueId c) {
  if (!s.is(e, Op::Exp) || !s.is(c, Op::Erfc)) return no_match();
  const optional<ValueId> u = square_root_of(s, s.arg(e));
  return u && *u == s.arg(c) ? Match(Form(Op::Erfcx, {*u})) : no_match();
}

// A sum in which three of its terms are ±(lgamma(a) + lgamma(b) − lgamma(c)).
struct GammaTriple {
  std::vector<SignedTerm> rest;
  ValueId a;
  ValueId b;
  ValueId c;
  int sign;
};

// Whether lgamma stands in v, or in the sum that v is.
bool has_lgamma(const Site& s, ValueId v) {
  if (s.is(v, Op::Lgamma)) return true;
  return std::ranges::any_of(s.b.function().operands(v), [&](ValueId term) { return s.is(term, Op::Lgamma); });
}

// Whether arguments c, a and b belong together.
using Fits = bool (*)(const Site& s, ValueId c, ValueId a, ValueId b);

// The first such terms whose arguments fit.
optional<GammaTriple> gamma_triple(const Site& s, const Form& f, Fits fits) {
  if (!has_lgamma(s, f.x[0]) && !has_lgamma(s, f.x[1])) return std::nullopt;
  const std::vector<SignedTerm> terms = signed_terms(s, f);
  std::vector<std::size_t> gammas;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (s.is(terms[i].value, Op::Lgamma)) gammas.push_back(i);
  }
  const auto arg = [&](std::size_t i) { return s.arg(terms[i].value); };
  for (const std::size_t c : gammas) {
    for (const std::size_t a : gammas) {
      for (const std::size_t b : gammas) {
        const bool signs = a != b && terms[a].sign == terms[b].sign && terms[a].sign != terms[c].sign;
        if (!signs || !fits(s, arg(c), arg(a), arg(b))) continue;
        GammaTriple triple{{}, arg(a), arg(b), arg(c), terms[a].sign};
        for (std::size_t k = 0; k < terms.size(); ++k) {
          if (k != a && k != b && k != c) triple.rest.push_back(terms[k]);
        }
        return triple;
      }
    }
  }
  return std::nullopt;
}

// The sum with `value` in place of the triple.
Match with_rest(const Site& s, const GammaTriple& triple, ValueId value, int sign) {
  if (triple.rest.empty()) return sign > 0 ? Match(value) : Match(Form(Op::Neg, {value}));
  const ValueId rest = sum_of(s, triple.rest);
  return sign > 0 ? Form(Op::Add, {rest, value}) : Form(Op::Sub, {rest, value});
}

// c is a + b as it is written: only then is a + b known no better than a and b are.
bool is_sum(const Site& s, ValueId c, ValueId a, ValueId b) { return excess(s, c, a) == b; }

Match as_lbeta(const Site& s, const Form& f) {
  const optional<GammaTriple> t = gamma_triple(s, f, is_sum);
  return t ? with_rest(s, *t, s.b.lbeta(t->a, t->b), t->sign) : no_match();
}

// w where v is w + 1 or a constant.
optional<ValueId> less_one(const Site& s, ValueId v) {
  if (const Rational* c = s.rational(v)) {
    const optional<Rational> less = sub(*c, Rational(1));
    return less ? optional(s.b.rational(*less)) : std::nullopt;
  }
  return one_plus(s, v);
}

// c is n + 1, a is k + 1, and b is n − k + 1 or n + 1 − k, as they are written: then n, k and n − k are known no better
// than from n and k, which a sum for which n is v − 1 would have to round.
bool are_chosen(const Site& s, ValueId c, ValueId a, ValueId b) {
  const optional<ValueId> n = less_one(s, c);
  const optional<ValueId> k = n ? less_one(s, a) : std::nullopt;
  if (!k) return false;
  if (s.is(b, Op::Sub) && s.arg(b, 0) == c && s.arg(b, 1) == *k) return true;
  const optional<ValueId> rest = one_plus(s, b);
  return rest && s.is(*rest, Op::Sub) && s.arg(*rest, 0) == *n && s.arg(*rest, 1) == *k;
}

Match as_lchoose(const Site& s, const Form& f) {
  const optional<GammaTriple> t = gamma_triple(s, f, are_chosen);
  return t ? with_rest(s, *t, s.b.lchoose(*less_one(s, t->c), *less_one(s, t->a)), -t->sign) : no_match();
}

constexpr StableRule kSpecialFunctionRules[] = {
    {Op::Log, "log(erfc(u)) = log_erfc(u)", "u > 26, u ≈ 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return s.is(f.x[0], Op::Erfc) ? Match(Form(Op::LogErfc, {s.arg(f.x[0])})) : no_match();
     }},
    {Op::Log1p, "log1p(−erf(u)) = log_erfc(u), log1p(erf(u)) = log_erfc(−u)", "|u| > 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (s.is(f.x[0], Op::Erf)) return Form(Op::LogErfc, {negated(s, s.arg(f.x[0]))});
       const bool minus = s.is(f.x[0], Op::Neg) && s.is(s.arg(f.x[0]), Op::Erf);
       return minus ? Match(Form(Op::LogErfc, {s.arg(s.arg(f.x[0]))})) : no_match();
     }},
    {Op::Sub, "1 − Φ(u) = Φ(−u)", "u > 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::NormalCdf)) return no_match();
       return Form(Op::NormalCdf, {negated(s, s.arg(f.x[1]))});
     }},
    {Op::Sub, "Φ(u) − ½ = ½·erf(u/√2)", "|u| < 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const Rational* c = s.rational(f.x[1]);
       if (c == nullptr || *c != Rational::ratio(1, 2) || !s.is(f.x[0], Op::NormalCdf)) return no_match();
       const ValueId root_2 = s.b.sqrt(constant(s, 2));
       return Form(Op::Mul, {constant(s, 1, 2), s.b.erf(s.b.div(s.arg(f.x[0]), root_2))});
     }},
    {Op::Log, "log Φ(u) = log_normal_cdf(u)", "u < −37, u > 2", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return s.is(f.x[0], Op::NormalCdf) ? Match(Form(Op::LogNormalCdf, {s.arg(f.x[0])})) : no_match();
     }},
    {Op::Log1p, "log1p(−Φ(u)) = log_normal_cdf(−u)", "u > 2", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const bool minus = s.is(f.x[0], Op::Neg) && s.is(s.arg(f.x[0]), Op::NormalCdf);
       return minus ? Match(Form(Op::LogNormalCdf, {negated(s, s.arg(s.arg(f.x[0])))})) : no_match();
     }},
    {Op::Log, "log(½·erfc(−u/√2)) = log_normal_cdf(u)", "u < −37, u > 2", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = half_of_erfc(s, f.x[0]);
       const optional<ValueId> x = u ? over_root_2(s, *u) : std::nullopt;
       return x ? Match(Form(Op::LogNormalCdf, {negated(s, *x)})) : no_match();
     }},
    {Op::Log, "log(½·erfc(u)) = log_erfc(u) − log(2), log1p(−½·erfc(−u))", "u > 5, u < −2", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = half_of_erfc(s, f.x[0]);
       if (!u) return no_match();
       const ValueId other = s.b.mul(constant(s, 1, 2), s.b.erfc(negated(s, *u)));
       const ValueId right = s.b.sub(s.b.log_erfc(*u), s.b.log(constant(s, 2)));
       const ValueId middle = s.b.select(s.b.lt(constant(s, 5), *u), right, s.b.log(f.x[0]));
       return s.b.select(s.b.lt(*u, constant(s, -2)), s.b.log1p(s.b.neg(other)), middle);
     }},
    {Op::Mul, "exp(u²)·erfc(u) = erfcx(u)", "u > 26", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const Match product = scaled_erfc(s, f.x[0], f.x[1]);
       return product ? product : scaled_erfc(s, f.x[1], f.x[0]);
     }},
    {Op::Div, "erfc(u)/exp(−u²) = erfcx(u)", "u > 26", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const bool fits = s.is(f.x[0], Op::Erfc) && s.is(f.x[1], Op::Expnsq) && s.arg(f.x[0]) == s.arg(f.x[1]);
       return fits ? Match(Form(Op::Erfcx, {s.arg(f.x[0])})) : no_match();
     }},
    {Op::Div, "exp(−u²)/erfc(u) = 1/erfcx(u)", "u > 5", When::First,
     [](const Site& s, const Form& f) -> Match {
       const bool fits = s.is(f.x[0], Op::Expnsq) && s.is(f.x[1], Op::Erfc) && s.arg(f.x[0]) == s.arg(f.x[1]);
       if (!fits) return no_match();
       const ValueId u = s.arg(f.x[0]);
       const ValueId better = s.b.div(constant(s, 1), s.b.erfcx(u));
       return s.b.select(s.b.lt(constant(s, 5), u), better, s.b.div(f.x[0], f.x[1]));
     }},
    {Op::Add, "lgamma(u) − lgamma(u + v) + lgamma(v) = lbeta(u, v)", "u or v > 10", When::Always, as_lbeta},
    {Op::Sub, "lgamma(u) + lgamma(v) − lgamma(u + v) = lbeta(u, v)", "u or v > 10", When::Always, as_lbeta},
    {Op::Add, "lgamma(n + 1) + … = lchoose(n, k) in other orders", "n > 10", When::Always, as_lchoose},
    {Op::Sub, "lgamma(n + 1) − lgamma(k + 1) − lgamma(n − k + 1) = lchoose(n, k)", "n > 10", When::Always, as_lchoose},
};

constexpr StableRule kTailRules[] = {
    {Op::Erfc, "erfc(−u/√2) = 2·Φ(u)", "u < −2", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = over_root_2(s, f.x[0]);  // whose rounding counts u² times
       return u ? Match(Form(Op::Mul, {constant(s, 2), s.b.normal_cdf(negated(s, *u))})) : no_match();
     }},
};

}  // namespace

std::span<const StableRule> special_function_rules() { return kSpecialFunctionRules; }
std::span<const StableRule> tail_rules() { return kTailRules; }

}  // namespace adc::passes
