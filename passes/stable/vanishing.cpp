#include "passes/stable/vanishing.h"

#include <limits>

namespace adc::passes {
namespace {

using std::optional;

// −√t where t = 0: 0 with the derivatives −∞, ∞, … that t·log(t) has there; −1 elsewhere.
ValueId steep_zero(const Site& s, ValueId t) {
  const ValueId zero = s.b.integer(0);
  const ValueId positive = s.b.add(t, zero);  // +0 for both zeros
  return s.b.neg(s.b.sqrt(s.b.select(s.b.eq(t, zero), positive, s.b.integer(1))));
}

struct Multiple {
  ValueId z;
  int sign;
};
// z and 1 where q is p·z, z and −1 where it is p/z.
optional<Multiple> multiple_of(const Site& s, ValueId q, ValueId p) {
  if (s.is(q, Op::Div)) return s.arg(q) == p ? optional(Multiple{s.arg(q, 1), -1}) : std::nullopt;
  if (!s.is(q, Op::Mul)) return std::nullopt;
  if (s.arg(q, 0) == p) return Multiple{s.arg(q, 1), 1};
  return s.arg(q, 1) == p ? optional(Multiple{s.arg(q, 0), 1}) : std::nullopt;
}

// A form of p·log(q) for where q vanishes with p, if derivatives by what p and q are made of need more there than xlogy
// tells, which knows of no z:
//     p·log(p·z) = p·log(p) + p·log|z|      ∂z = p/z, whence ∂p∂z = 1/z also where p = 0
//     u·v·log(u·v) with ∂v = 0 where u = 0
optional<ValueId> at_zero(const Site& s, ValueId p, ValueId q) {
  if (const optional<Multiple> multiple = multiple_of(s, q, p)) {
    const ValueId rest = s.b.xlogy(p, s.b.abs(multiple->z));
    return multiple->sign > 0 ? s.b.add(steep_zero(s, p), rest) : s.b.sub(steep_zero(s, p), rest);
  }
  if (q != p || !s.is(p, Op::Mul) || s.is(s.arg(p), Op::Const)) return std::nullopt;
  const ValueId u = s.arg(p, 0);
  const ValueId v = s.arg(p, 1);
  return s.b.add(s.b.mul(v, steep_zero(s, u)), s.b.mul(u, steep_zero(s, v)));
}

// xlogy(a, q) with those derivatives, where q vanishes with a, or with a factor p of a = c·p.
Match with_limit(const Site& s, ValueId a, ValueId q) {
  const ValueId zero = constant(s, 0);
  const auto choice = [&](ValueId p, ValueId limit) {
    const ValueId vanishes = s.b.logical_and(s.b.eq(p, zero), s.b.eq(q, zero));
    return s.b.select(vanishes, limit, s.b.xlogy(a, q));
  };
  if (const optional<ValueId> limit = at_zero(s, a, q)) return choice(a, *limit);
  if (!s.is(a, Op::Mul)) return no_match();
  for (const std::size_t k : {std::size_t{1}, std::size_t{0}}) {
    const ValueId p = s.arg(a, k);
    const optional<ValueId> limit = s.is(p, Op::Const) ? std::nullopt : at_zero(s, p, q);
    if (limit) return choice(p, s.b.mul(s.arg(a, 1 - k), *limit));
  }
  return no_match();
}

// n where v is pⁿ, written as a power or as a product of a few p; else 0.
std::int64_t power_of(const Site& s, ValueId v, ValueId p) {
  constexpr std::int64_t kMostPowers = 8;
  if (s.is(v, Op::Powi)) return s.arg(v) == p ? s.b.function().immediate(v) : 0;
  for (std::int64_t n = 1; n <= kMostPowers; ++n) {
    if (v == p) return n;
    if (!s.is(v, Op::Mul)) return 0;
    if (s.arg(v, 1) != p && s.arg(v, 0) != p) return 0;
    v = s.arg(v, s.arg(v, 1) == p ? 0 : 1);
  }
  return 0;
}

// The value keeps its bits. Values alone have no use for the choices, which cost something.
constexpr Rewrite kVanishingRewrites[] = {
    {Op::Xlogy, "xlogy(p, p·z) with the derivatives of p·log(p) + p·log|z| where p = 0",
     [](const Site& s, const Form& f) -> Match {
       return s.is(f.x[0], Op::Const) ? no_match() : with_limit(s, f.x[0], f.x[1]);
     }},
    {Op::Xlogy, "xlogy(pⁿ, p) with the derivatives of −p^(n − ½) where p = 0: 0 below the order n ≥ 3, −∞ in it",
     [](const Site& s, const Form& f) -> Match {
       const ValueId p = f.x[1];
       const std::int64_t n = power_of(s, f.x[0], p);
       if (n < 3) return no_match();  // for n = 2 it has the first two by itself
       const ValueId flat = s.b.pow(p, s.b.rational(*sub(Rational(n), Rational::ratio(1, 2))));
       return s.b.select(s.b.eq(p, constant(s, 0)), s.b.neg(flat), s.b.xlogy(f.x[0], p));
     }},
};

}  // namespace

std::span<const Rewrite> vanishing_rewrites() { return kVanishingRewrites; }

ValueId times_logarithm(const Site& s, ValueId t, ValueId v) {
  const ValueId infinite = s.b.eq(v, s.b.floating(-std::numeric_limits<double>::infinity()));
  const ValueId meets = s.b.logical_and(s.b.eq(t, s.b.integer(0)), infinite);
  // By z, p·log(p) of p = softmax(z) is flat where z = −∞.
  const bool is_flat = s.is(t, Op::Softmax) && s.is(v, Op::LogSoftmax) && s.arg(t) == s.arg(v);
  return s.b.select(meets, is_flat ? s.b.integer(0) : steep_zero(s, t), s.b.mul(t, v));
}

}  // namespace adc::passes
