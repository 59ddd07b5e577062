#include <cstdlib>

#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

// |v| < 2ⁿ
ValueId is_below(const Site& s, ValueId v, int n) { return s.b.lt(s.b.abs(v), range_bound(s, n)); }

// 2⁻ⁿ < |v| < 2ⁿ
ValueId is_between(const Site& s, ValueId v, int n) {
  return s.b.logical_and(s.b.lt(range_bound(s, -n), s.b.abs(v)), is_below(s, v, n));
}

// |v| ≤ |u|/1024
ValueId is_small_beside(const Site& s, ValueId v, ValueId u) {
  return s.b.le(s.b.abs(v), s.b.mul(constant(s, 1, 1024), s.b.abs(u)));
}

// |v| ≤ 1/1024
ValueId is_small(const Site& s, ValueId v) { return s.b.le(s.b.abs(v), constant(s, 1, 1024)); }

// `better` where `condition` holds, else the form as it was written
Match where(const Site& s, ValueId condition, ValueId better, const Form& as_written) {
  return s.b.select(condition, better, s.b.emit(as_written.op, {as_written.x[0], as_written.x[1]}));
}

ValueId signed_value(const Site& s, ValueId v, bool negative) { return negative ? negated(s, v) : v; }

// u where v is c + u or c − (−u).
optional<ValueId> beside(const Site& s, ValueId v, const optional<Rational>& c) {
  if (!c) return std::nullopt;
  const auto is_c = [&](ValueId w) { return s.rational(w) != nullptr && *s.rational(w) == *c; };
  const auto usable = [&](ValueId w) { return !s.is(w, Op::Const); };
  if (s.is(v, Op::Add)) {
    if (is_c(s.arg(v, 0)) && usable(s.arg(v, 1))) return s.arg(v, 1);
    if (is_c(s.arg(v, 1)) && usable(s.arg(v, 0))) return s.arg(v, 0);
  }
  return s.is(v, Op::Sub) && is_c(s.arg(v, 0)) && usable(s.arg(v, 1)) ? optional(negated(s, s.arg(v, 1)))
                                                                      : std::nullopt;
}

// u where v is 1 + u or 1 − (−u).
optional<ValueId> beside_one(const Site& s, ValueId v) { return beside(s, v, Rational(1)); }

// The place of the constant 1 in a difference.
optional<std::size_t> place_of_one(const Site& s, const Form& f) {
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    if (s.is_rational(f.x[k], 1)) return k;
  }
  return std::nullopt;
}

// p·log(1 + w) as p, log(1 + w) and w where v is (1 + w)^p; for a constant base c of v = c^p, w is 0.
struct GrowthFactor {
  ValueId p;
  ValueId logarithm;
  optional<ValueId> w;
};
optional<GrowthFactor> growth_factor(const Site& s, ValueId value) {
  const ValueId v = unguarded_power(s, value);
  const bool integer = s.is(v, Op::Powi);
  if (!integer && !s.is(v, Op::Pow)) return std::nullopt;
  const ValueId p = integer ? constant(s, s.b.function().immediate(v)) : s.arg(v, 1);
  const Rational* c = s.rational(s.arg(v));
  if (c != nullptr) return Rational(0) < *c ? optional(GrowthFactor{p, s.b.log(s.arg(v)), {}}) : std::nullopt;
  const optional<ValueId> w = beside_one(s, s.arg(v));
  return w ? optional(GrowthFactor{p, s.b.log1p(*w), w}) : std::nullopt;
}

// v as uⁿ.
struct IntegerPower {
  ValueId u;
  std::int64_t n;
};
optional<IntegerPower> integer_power(const Site& s, ValueId v) {
  if (s.is(v, Op::Mul) && s.is_rational(s.arg(v), 1)) v = s.arg(v, 1);
  if (s.is(v, Op::Powi)) return IntegerPower{s.arg(v), s.b.function().immediate(v)};
  if (s.is(v, Op::Mul) && s.arg(v) == s.arg(v, 1)) return IntegerPower{s.arg(v), 2};
  const bool inverse = s.is(v, Op::Div) && s.is_rational(s.arg(v), 1) && s.is(s.arg(v, 1), Op::Powi);
  return inverse ? optional(IntegerPower{s.arg(s.arg(v, 1)), -s.b.function().immediate(s.arg(v, 1))}) : std::nullopt;
}

// e where v is w + e.
optional<ValueId> step(const Site& s, ValueId v, ValueId w) {
  if (const optional<ValueId> e = excess(s, v, w)) return e;
  const Offset at = offset(s, v);
  return at.base == w && !at.c.is_zero() ? optional(s.b.rational(at.c)) : std::nullopt;
}

// The place `at` of uⁿ beside (u + e)ⁿ.
struct ShiftedPower {
  ValueId u;
  ValueId e;
  std::int64_t n;
  std::size_t at;
};
optional<ShiftedPower> shifted_power(const Site& s, const Form& f) {
  const optional<IntegerPower> p = integer_power(s, f.x[0]);
  const optional<IntegerPower> q = p ? integer_power(s, f.x[1]) : std::nullopt;
  if (!q || p->n != q->n) return std::nullopt;
  if (const optional<ValueId> e = step(s, p->u, q->u)) return ShiftedPower{q->u, *e, p->n, 1};
  const optional<ValueId> e = step(s, q->u, p->u);
  return e ? optional(ShiftedPower{p->u, *e, p->n, 0}) : std::nullopt;
}

// d where v is n/d.
optional<ValueId> divisor_under(const Site& s, ValueId v, std::int64_t n) {
  if (n == 1 && s.is(v, Op::Powi) && s.b.function().immediate(v) == -1) return s.arg(v);
  return s.is(v, Op::Div) && s.is_rational(s.arg(v), n) ? optional(s.arg(v, 1)) : std::nullopt;
}

// 1/(u + 1) + 1/(u − 1) − 2/u = 2/(u·(u² − 1)) where that neither overflows nor is at a pole
Match second_difference(const Site& s, ValueId v, ValueId w, ValueId middle, const Form& as_written) {
  const optional<ValueId> u = divisor_under(s, middle, 2);
  const optional<ValueId> p = u ? divisor_under(s, v, 1) : std::nullopt;
  const optional<ValueId> q = p ? divisor_under(s, w, 1) : std::nullopt;
  if (!q) return no_match();
  const Offset x = offset(s, *p);
  const Offset y = offset(s, *q);
  if (x.base != *u || y.base != *u || !x.c.abs().is_one() || !(y.c == -x.c)) return no_match();
  const ValueId product = s.b.mul(*u, s.b.sub(s.b.mul(*u, *u), constant(s, 1)));
  const ValueId in_range = s.b.logical_and(is_below(s, *u, 300), s.b.ne(product, constant(s, 0)));
  return where(s, in_range, s.b.div(constant(s, 2), product), as_written);
}

// hypot(u, v) ± u, where u has the other sign than ±1 and |v| ≤ |u|/32: v·(v/(hypot(u, v) + |u|)), negated if asked
Match short_leg(const Site& s, ValueId radius, ValueId u, const Form& as_written, bool adds, bool negative) {
  if (!s.is(radius, Op::Hypot) || (s.arg(radius, 0) != u && s.arg(radius, 1) != u)) return no_match();
  if (adds && is_never_negative(s, u)) return no_match();  // nothing cancels
  const ValueId v = s.arg(radius, s.arg(radius, 0) == u ? 1 : 0);
  const ValueId zero = constant(s, 0);
  const ValueId cancels = adds ? s.b.lt(u, zero) : s.b.lt(zero, u);
  const ValueId close = s.b.le(s.b.abs(v), s.b.mul(constant(s, 1, 32), s.b.abs(u)));
  const ValueId in_range = s.b.logical_and(s.b.logical_and(cancels, close), is_below(s, u, 1000));
  const ValueId sum = s.b.add(radius, s.b.abs(u));  // ±u would be rewritten in turn
  return where(s, in_range, signed_value(s, s.b.mul(v, s.b.div(v, sum)), negative), as_written);
}

constexpr StableRule kDifferenceRules[] = {
    {Op::Sub, "√(c² + u) − c = u/(√(c² + u) + c) for a constant c > 0", "u ≤ 3c²", When::First,
     [](const Site& s, const Form& f) -> Match {
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         const ValueId root = f.x[1 - k];
         if (s.rational(f.x[k]) == nullptr || !s.is(root, Op::Sqrt)) continue;
         const Rational c = *s.rational(f.x[k]);
         const optional<Rational> square = Rational(0) < c ? mul(c, c) : std::nullopt;
         const optional<ValueId> u = beside(s, s.arg(root), square);
         const optional<Rational> bound = u ? mul(*square, Rational(3)) : std::nullopt;
         if (!bound) continue;
         const ValueId better = s.b.div(signed_value(s, *u, k == 0), s.b.add(root, f.x[k]));
         return where(s, s.b.le(*u, s.b.rational(*bound)), better, f);
       }
       return no_match();
     }},
    {Op::Sub, "√(c + u) − √(c − u) = 2u/(√(c + u) + √(c − u)) for a constant c", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Sqrt) || !s.is(f.x[1], Op::Sqrt)) return no_match();
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         const ValueId less = s.arg(f.x[1 - k]);
         const Rational* c = s.is(less, Op::Sub) ? s.rational(s.arg(less)) : nullptr;
         if (c == nullptr || !s.is(s.arg(f.x[k]), Op::Add)) continue;
         if (beside(s, s.arg(f.x[k]), *c) != s.arg(less, 1)) continue;
         return Form(Op::Div, {scaled(s, k == 0 ? 2 : -2, s.arg(less, 1)), s.b.add(f.x[0], f.x[1])});
       }
       return no_match();
     }},
    {Op::Sub, "1/(1 + u) − 1 = −u/(1 + u)", "|u| ≤ 1", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<std::size_t> k = place_of_one(s, f);
       const optional<ValueId> sum = k ? divisor_under(s, f.x[1 - *k], 1) : std::nullopt;
       const optional<ValueId> u = sum ? beside_one(s, *sum) : std::nullopt;
       if (!u) return no_match();
       const ValueId better = s.b.div(signed_value(s, *u, *k == 1), *sum);
       return where(s, s.b.le(s.b.abs(*u), constant(s, 1)), better, f);
     }},
    {Op::Sub, "1/√(1 + u) − 1 = −u/(√(1 + u)·(√(1 + u) + 1))", "|u| ≤ 1/512", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<std::size_t> k = place_of_one(s, f);
       const optional<ValueId> root = k ? divisor_under(s, f.x[1 - *k], 1) : std::nullopt;
       const optional<ValueId> u = root && s.is(*root, Op::Sqrt) ? beside_one(s, s.arg(*root)) : std::nullopt;
       if (!u) return no_match();
       const ValueId divisor = s.b.mul(*root, s.b.add(*root, constant(s, 1)));
       return where(s, s.b.le(s.b.abs(*u), constant(s, 1, 512)), s.b.div(signed_value(s, *u, *k == 1), divisor), f);
     }},
    {Op::Sub, "1 − u/√(u² + c) = c/(√(u² + c)·(√(u² + c) + u)) for a constant c", "u > 32·√|c|, u < 2⁵⁰⁰", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<std::size_t> k = place_of_one(s, f);
       if (!k || !s.is(f.x[1 - *k], Op::Div) || !s.is(s.arg(f.x[1 - *k], 1), Op::Sqrt)) return no_match();
       const ValueId u = s.arg(f.x[1 - *k]);
       const ValueId root = s.arg(f.x[1 - *k], 1);
       const Offset sum = offset(s, s.arg(root));
       const optional<Rational> limit = mul(sum.c.abs(), Rational(1024));
       if (sum.c.is_zero() || !limit || square_root_of(s, sum.base) != u) return no_match();
       const ValueId near = s.b.logical_and(s.b.lt(constant(s, 0), u), s.b.lt(s.b.rational(*limit), sum.base));
       const ValueId divisor = s.b.mul(root, s.b.add(root, u));
       const ValueId better = s.b.div(s.b.rational(*k == 0 ? sum.c : -sum.c), divisor);
       return where(s, s.b.logical_and(near, is_below(s, u, 500)), better, f);
     }},
    {Op::Pow, "(1 + u)^p = exp(p·log1p(u))", "|u| ≤ 1/1024, |p·u| ≤ 1, |p| ≥ 32", When::First,
     [](const Site& s, const Form& f) -> Match {
       constexpr std::int64_t kLeast = 32;
       const Rational* p = s.rational(f.x[1]);
       const optional<ValueId> u = beside_one(s, f.x[0]);
       if (!u || (p != nullptr && p->abs() < Rational(kLeast))) return no_match();
       const ValueId exponent = s.b.mul(f.x[1], s.b.log1p(*u));
       const ValueId near = s.b.logical_and(is_small(s, *u), s.b.le(s.b.abs(exponent), constant(s, 1)));
       const ValueId many = s.b.le(constant(s, kLeast), s.b.abs(f.x[1]));
       return where(s, s.b.logical_and(near, many), s.b.exp(exponent), f);
     }},
    {Op::Sub, "∛u − ∛v = (u − v)/(∛u² + ∛u·∛v + ∛v²) where u − v is a constant", "|v| > 1024·|u − v|", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Cbrt) || !s.is(f.x[1], Op::Cbrt)) return no_match();
       const Offset u = offset(s, s.arg(f.x[0]));
       const Offset v = offset(s, s.arg(f.x[1]));
       const optional<Rational> c = u.base == v.base ? sub(u.c, v.c) : std::nullopt;
       const optional<Rational> limit = c ? mul(c->abs(), 1024) : std::nullopt;
       if (!limit || c->is_zero()) return no_match();
       const ValueId squares = s.b.add(s.b.mul(f.x[0], f.x[1]), s.b.mul(f.x[1], f.x[1]));
       const ValueId better = s.b.div(s.b.rational(*c), s.b.add(s.b.mul(f.x[0], f.x[0]), squares));
       return where(s, s.b.lt(s.b.rational(*limit), s.b.abs(s.arg(f.x[1]))), better, f);
     }},
    {Op::Sub, "(u + c)² − c² = u·(u + 2c), c² − (u + c)² = −u·(u + 2c) for a constant c", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const bool flip = s.rational(f.x[0]) != nullptr;
       const Rational* square = s.rational(f.x[flip ? 0 : 1]);
       const optional<ValueId> root = square != nullptr ? square_root_of(s, f.x[flip ? 1 : 0]) : std::nullopt;
       if (!root) return no_match();
       const Offset at = offset(s, *root);
       const optional<Rational> own = mul(at.c, at.c);
       const optional<Rational> twice = mul(at.c, 2);
       if (at.c.is_zero() || !own || !(*own == *square) || !twice) return no_match();
       const ValueId product = s.b.mul(at.base, s.b.add(at.base, s.b.rational(*twice)));
       return flip ? Match(Form(Op::Neg, {product})) : Match(product);
     }},
    {Op::Sub, "(u + v)² − u² = 2·(v·(u + v/2))", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ShiftedPower> p = shifted_power(s, f);
       if (!p || p->n != 2) return no_match();
       const ValueId middle = s.b.add(p->u, scaled(s, Rational::ratio(1, 2), p->e));
       return Form(Op::Mul, {constant(s, p->at == 1 ? 2 : -2), s.b.mul(p->e, middle)});
     }},
    {Op::Sub, "(u + v)ⁿ − uⁿ = uⁿ·expm1(n·log1p(v/u)) for a constant integer n",
     "|n·v| ≤ |u|/1024, where uⁿ⁺² and uⁿ⁻² are far from the ends of the range", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ShiftedPower> p = shifted_power(s, f);
       constexpr std::int64_t kLargest = 64;
       if (!p || p->n == 0 || std::abs(p->n) > kLargest) return no_match();
       const ValueId n = constant(s, p->n);
       const ValueId ratio = s.b.expm1(s.b.mul(n, s.b.log1p(s.b.div(p->e, p->u))));
       const ValueId normal = is_between(s, p->u, static_cast<int>(900 / (std::abs(p->n) + 2)));
       const ValueId small = is_small_beside(s, s.b.mul(n, p->e), p->u);
       const ValueId better = signed_value(s, s.b.mul(f.x[p->at], ratio), p->at == 0);
       return where(s, s.b.logical_and(normal, small), better, f);
     }},
    {Op::Sub, "(1 + u)^p − 1 = expm1(p·log1p(u)), cᵖ − 1 = expm1(p·log(c)) for a constant c > 0",
     "|u| ≤ 1/1024 and |p·log(1 + u)| ≤ 1/1024", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<std::size_t> k = place_of_one(s, f);
       const optional<GrowthFactor> growth = k ? growth_factor(s, f.x[1 - *k]) : std::nullopt;
       if (!growth) return no_match();
       const ValueId exponent = s.b.mul(growth->p, growth->logarithm);
       const ValueId small = is_small(s, exponent);
       const ValueId in_range = growth->w ? s.b.logical_and(small, is_small(s, *growth->w)) : small;
       return where(s, in_range, signed_value(s, s.b.expm1(exponent), *k == 0), f);
     }},
    {Op::Sub, "exp(u + v) − exp(u) = exp(u)·expm1(v)", "|v| ≤ 1/1024, u < 709", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Exp) || !s.is(f.x[1], Op::Exp)) return no_match();
       const ValueId u = s.arg(f.x[1]);
       const optional<ValueId> v = excess(s, s.arg(f.x[0]), u);
       if (!v) return no_match();
       const ValueId in_range = s.b.logical_and(is_small(s, *v), s.b.lt(u, largest_exponent(s)));
       return where(s, in_range, s.b.mul(f.x[1], s.b.expm1(*v)), f);
     }},
    {Op::Sub, "log(u + v) − log(u) = log1p(v/u)", "|v| ≤ u/1024", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Log) || !s.is(f.x[1], Op::Log)) return no_match();
       const ValueId u = s.arg(f.x[1]);
       const optional<ValueId> v = excess(s, s.arg(f.x[0]), u);
       if (!v) return no_match();
       const ValueId in_range = s.b.logical_and(s.b.lt(constant(s, 0), u), is_small_beside(s, *v, u));
       return where(s, in_range, s.b.log1p(s.b.div(*v, u)), f);
     }},
    {Op::Sub, "1/(u + v) − 1/u = −v/(u·(u + v))", "|v| ≤ |u|/1024, 2⁻⁵⁰⁰ < |u| < 2⁵⁰⁰", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> sum = divisor_under(s, f.x[0], 1);
       const optional<ValueId> u = sum ? divisor_under(s, f.x[1], 1) : std::nullopt;
       const optional<ValueId> v = u ? excess(s, *sum, *u) : std::nullopt;
       if (!v || s.is(*v, Op::Const)) return no_match();
       const ValueId better = s.b.div(negated(s, *v), s.b.mul(*u, *sum));
       return where(s, s.b.logical_and(is_between(s, *u, 500), is_small_beside(s, *v, *u)), better, f);
     }},
    {Op::Add, "1/(u + 1) − 2/u + 1/(u − 1) = 2/(u·(u² − 1))", "|u| < 2³⁰⁰", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Sub)) return no_match();
       return second_difference(s, s.arg(f.x[0], 0), f.x[1], s.arg(f.x[0], 1), f);
     }},
    {Op::Sub, "1/(u + 1) + 1/(u − 1) − 2/u = 2/(u·(u² − 1))", "|u| < 2³⁰⁰", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Add)) return no_match();
       return second_difference(s, s.arg(f.x[0], 0), s.arg(f.x[0], 1), f.x[1], f);
     }},
    {Op::Sub, "hypot(u, v) − u = v²/(hypot(u, v) + u)", "u > 0, |v| ≤ u/32", When::First,
     [](const Site& s, const Form& f) -> Match { return short_leg(s, f.x[0], f.x[1], f, false, false); }},
    {Op::Sub, "u − hypot(u, v) = −v²/(hypot(u, v) + u)", "u > 0, |v| ≤ u/32", When::First,
     [](const Site& s, const Form& f) -> Match { return short_leg(s, f.x[1], f.x[0], f, false, true); }},
    {Op::Add, "hypot(u, v) + u = v²/(hypot(u, v) − u)", "u < 0, |v| ≤ |u|/32", When::First,
     [](const Site& s, const Form& f) -> Match { return short_leg(s, f.x[0], f.x[1], f, true, false); }},
};

}  // namespace

std::span<const StableRule> difference_rules() { return kDifferenceRules; }

}  // namespace adc::passes
