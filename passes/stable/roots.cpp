#include <algorithm>

#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

// w and q where v is √(w² + q) or √(w² − q), q negated then; q is small beside w² where the test holds.
struct NearRoot {
  ValueId w;
  ValueId q;
  bool negative;
};

// v = √(w² ± q) for this very w, up to its sign.
optional<NearRoot> near_root(const Site& s, ValueId v, ValueId w) {
  if (!s.is(v, Op::Sqrt)) return std::nullopt;
  const ValueId sum = s.arg(v);
  if (!s.is(sum, Op::Add) && !s.is(sum, Op::Sub)) return std::nullopt;
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const optional<ValueId> root = square_root_of(s, s.arg(sum, k));
    const bool same = root && (*root == w || is_negative_of(s, *root, w));
    if (same && (k == 0 || s.is(sum, Op::Add))) return NearRoot{w, s.arg(sum, 1 - k), s.is(sum, Op::Sub)};
  }
  return std::nullopt;
}

// √(w² ± q) − w = ±q/(√(w² ± q) + w) where 0 < w < 2⁵⁰⁰ and |q| < w²/1024; `sign` −1 for the opposite.
Match conjugate(const Site& s, ValueId root, ValueId w, int sign, const Form& as_written) {
  const optional<NearRoot> found = near_root(s, root, w);
  if (!found) return no_match();
  RewritingBuilder& b = s.b;
  const ValueId limit = b.mul(constant(s, 1, 1024), b.mul(w, w));
  const ValueId in_range = b.logical_and(b.lt(constant(s, 0), w), b.lt(w, range_bound(s, 500)));
  const ValueId close = b.logical_and(in_range, b.lt(b.abs(found->q), limit));
  const ValueId size = b.abs(s.is(w, Op::Neg) ? s.arg(w) : w);  // a sum with ±w would be rewritten in turn
  const ValueId better = b.div(found->negative == (sign > 0) ? negated(s, found->q) : found->q, b.add(root, size));
  return b.select(close, better, b.emit(as_written.op, {as_written.x[0], as_written.x[1]}));
}

// The factors of a product: a constant, and at most eight others.
struct Factors {
  Rational c = 1;
  std::vector<ValueId> others;
};
optional<Factors> factors_of(const Site& s, ValueId v) {
  constexpr std::size_t kMaxFactors = 8;
  Factors factors;
  std::vector<ValueId> open{v};
  while (!open.empty()) {
    const ValueId factor = open.back();
    open.pop_back();
    if (s.is(factor, Op::Mul)) {
      open.insert(open.end(), {s.arg(factor, 1), s.arg(factor, 0)});
    } else if (const Rational* c = s.rational(factor)) {
      const optional<Rational> product = mul(factors.c, *c);
      if (!product) return std::nullopt;
      factors.c = *product;
    } else {
      factors.others.push_back(factor);
    }
    if (open.size() + factors.others.size() > kMaxFactors) return std::nullopt;
  }
  return factors;
}

// q/d where each factor of d but a constant is one of q, and there is one: what is left of q, and the constant.
struct Cancelled {
  Rational c;
  ValueId rest;
};
optional<Cancelled> cancelled(const Site& s, ValueId q, ValueId d) {
  optional<Factors> numerator = factors_of(s, q);
  const optional<Factors> denominator = numerator ? factors_of(s, d) : std::nullopt;
  if (!denominator || denominator->others.empty()) return std::nullopt;
  for (const ValueId factor : denominator->others) {
    const auto at = std::ranges::find(numerator->others, factor);
    if (at == numerator->others.end()) return std::nullopt;
    numerator->others.erase(at);
  }
  const optional<Rational> c = div(numerator->c, denominator->c);
  if (!c || numerator->others.empty()) return std::nullopt;
  ValueId product = numerator->others.front();
  for (std::size_t i = 1; i < numerator->others.size(); ++i) product = s.b.mul(product, numerator->others[i]);
  return Cancelled{*c, product};
}

// a − b where that is a constant other than 0.
optional<Rational> constant_distance(const Site& s, ValueId a, ValueId b) {
  const Offset x = offset(s, a);
  const Offset y = offset(s, b);
  if (x.base != y.base || x.c == y.c) return std::nullopt;
  return sub(x.c, y.c);
}

// n and d where v is n/d for a constant n.
struct Reciprocal {
  Rational n;
  ValueId d;
};
optional<Reciprocal> reciprocal(const Site& s, ValueId v) {
  if (s.is(v, Op::Powi) && s.b.function().immediate(v) == -1) return Reciprocal{1, s.arg(v)};
  if (!s.is(v, Op::Div)) return std::nullopt;
  const Rational* n = s.rational(s.arg(v, 0));
  return n != nullptr ? optional(Reciprocal{*n, s.arg(v, 1)}) : std::nullopt;
}

// u where v is u/r, also where a choice guards it.
optional<ValueId> leg_over(const Site& s, ValueId v, ValueId r) {
  constexpr int kMaxGuards = 2;
  for (int i = 0; i < kMaxGuards && s.is(v, Op::Select); ++i) v = s.arg(v, s.is(s.arg(v, 2), Op::Const) ? 1 : 2);
  return s.is(v, Op::Div) && s.arg(v, 1) == r ? optional(s.arg(v)) : std::nullopt;
}

// (u + a)·(u + b) as one fused operation, for {a, b} = {0, ±1} or {−1, 1}.
optional<ValueId> fused_product(const Site& s, const Offset& x, const Offset& y) {
  const Rational& c = x.c.is_zero() ? y.c : x.c;
  const ValueId square = s.b.mul(x.base, x.base);
  if (x.c.is_zero() || y.c.is_zero()) {
    if (c.is_one()) return s.b.add(square, x.base);
    return c == Rational(-1) ? optional(s.b.sub(square, x.base)) : std::nullopt;
  }
  return c.abs().is_one() && y.c == -x.c ? optional(s.b.sub(square, constant(s, 1))) : std::nullopt;
}

// p, x and c where {v, w} is {(x + c)^p, x^p}, in this order.
struct Powers {
  ValueId x;
  ValueId p;
  Rational c;
};
optional<Powers> neighbouring_powers(const Site& s, ValueId value, ValueId other) {
  const ValueId v = unguarded_power(s, value);
  const ValueId w = unguarded_power(s, other);
  if (!s.is(v, Op::Pow) || !s.is(w, Op::Pow) || s.arg(v, 1) != s.arg(w, 1)) return std::nullopt;
  const optional<Rational> c = constant_distance(s, s.arg(v), s.arg(w));
  return c ? optional(Powers{s.arg(w), s.arg(v, 1), *c}) : std::nullopt;
}

constexpr StableRule kRootRules[] = {
    {Op::Sqrt, "√(u²) = |u|", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = square_root_of(s, f.x[0]);
       return u ? Match(Form(Op::Abs, {*u})) : no_match();
     }},
    {Op::Sqrt, "√(u² + v²) = hypot(u, v)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Add)) return no_match();
       const optional<ValueId> u = square_root_of(s, s.arg(f.x[0], 0));
       const optional<ValueId> v = square_root_of(s, s.arg(f.x[0], 1));
       return u && v ? Match(Form(Op::Hypot, {*u, *v})) : no_match();
     }},
    {Op::Sqrt, "√(u² + v² + w²) = hypot(hypot(u, v), w)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Add)) return no_match();
       const ValueId sum = s.arg(f.x[0], 0);
       const optional<ValueId> w = square_root_of(s, s.arg(f.x[0], 1));
       if (!w || !s.is(sum, Op::Add)) return no_match();
       const optional<ValueId> u = square_root_of(s, s.arg(sum, 0));
       const optional<ValueId> v = square_root_of(s, s.arg(sum, 1));
       return u && v ? Match(Form(Op::Hypot, {s.b.hypot(*u, *v), *w})) : no_match();
     }},
    {Op::Sub, "1/r − (u/r)²/r = (v/r)²/r for r = hypot(u, v)", "|v| ≤ |u|/32", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<Reciprocal> inverse = reciprocal(s, f.x[0]);
       const bool is_guarded = s.is(f.x[1], Op::Select) && s.is_rational(s.arg(f.x[1], 2), 0);  // by r ≠ 0
       const ValueId square = is_guarded ? s.arg(f.x[1], 1) : f.x[1];
       const bool is_candidate = inverse && inverse->n.is_one() && s.is(inverse->d, Op::Hypot) && s.is(square, Op::Mul);
       if (!is_candidate || !s.is(s.arg(square, 1), Op::Div)) return no_match();
       const ValueId r = inverse->d;
       const optional<ValueId> u = leg_over(s, s.arg(square), r);
       const ValueId rest = s.arg(square, 1);
       if (!u || s.arg(rest, 1) != r || leg_over(s, s.arg(rest), r) != u) return no_match();
       if (s.arg(r, 0) != *u && s.arg(r, 1) != *u) return no_match();
       const ValueId v = s.arg(r, s.arg(r, 0) == *u ? 1 : 0);
       const ValueId sine = s.b.div(v, r);
       const ValueId near = s.b.le(s.b.abs(v), s.b.mul(constant(s, 1, 32), s.b.abs(*u)));
       const ValueId close = is_guarded ? s.b.logical_and(s.arg(f.x[1]), near) : near;
       return s.b.select(close, s.b.div(s.b.mul(sine, sine), r), s.b.sub(f.x[0], f.x[1]));
     },
     0},
    {Op::Sub, "√u − √v = (u − v)/(√u + √v) where u − v is a constant", "u ≥ 16·|u − v|", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Sqrt) || !s.is(f.x[1], Op::Sqrt)) return no_match();
       const optional<Rational> c = constant_distance(s, s.arg(f.x[0]), s.arg(f.x[1]));
       const optional<Rational> limit = c ? mul(c->abs(), 16) : std::nullopt;
       if (!limit) return no_match();
       const ValueId better = s.b.div(s.b.rational(*c), s.b.add(f.x[0], f.x[1]));
       return s.b.select(s.b.le(s.b.rational(*limit), s.arg(f.x[0])), better, s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "√(u + v) − √u = v/(√(u + v) + √u)", "|v| ≤ u/1024", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Sqrt) || !s.is(f.x[1], Op::Sqrt)) return no_match();
       const ValueId u = s.arg(f.x[1]);
       const optional<ValueId> v = excess(s, s.arg(f.x[0]), u);
       if (!v) return no_match();
       const ValueId close =
           s.b.logical_and(s.b.lt(constant(s, 0), u), s.b.le(s.b.abs(*v), s.b.mul(constant(s, 1, 1024), u)));
       return s.b.select(close, s.b.div(*v, s.b.add(f.x[0], f.x[1])), s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "√(w² + q) − w = q/(√(w² + q) + w)", "0 < w < 2⁵⁰⁰, |q| < w²/1024", When::First,
     [](const Site& s, const Form& f) -> Match { return conjugate(s, f.x[0], f.x[1], 1, f); }},
    {Op::Sub, "w − √(w² + q) = −q/(√(w² + q) + w)", "0 < w < 2⁵⁰⁰, |q| < w²/1024", When::First,
     [](const Site& s, const Form& f) -> Match { return conjugate(s, f.x[1], f.x[0], -1, f); }},
    {Op::Add, "√(u² + q) + u = q/(√(u² + q) − u)", "−2⁵⁰⁰ < u < 0, |q| < u²/1024", When::First,
     [](const Site& s, const Form& f) -> Match {
       const bool fits = near_root(s, f.x[0], f.x[1]).has_value() && !is_never_negative(s, f.x[1]);
       return fits ? conjugate(s, f.x[0], s.b.neg(f.x[1]), 1, f) : no_match();
     }},
    {Op::Div, "(w − √(w² − 4a·c))/(2a) = 2c/(√(w² − 4a·c) + w)", "0 < w < 2⁵⁰⁰, |4a·c| < w²/1024", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Select) || !s.is(s.arg(f.x[0], 1), Op::Div)) return no_match();
       const ValueId better = s.arg(f.x[0], 1);
       if (!s.is(s.arg(better, 1), Op::Add) || !s.is(s.arg(f.x[0], 2), Op::Sub)) return no_match();
       const optional<Cancelled> quotient = cancelled(s, s.arg(better, 0), f.x[1]);
       if (!quotient) return no_match();
       const ValueId as_written = s.b.div(s.arg(f.x[0], 2), f.x[1]);
       const ValueId root = scaled(s, quotient->c, s.b.div(quotient->rest, s.arg(better, 1)));
       return s.b.select(s.arg(f.x[0]), root, as_written);
     }},
    {Op::Sub, "1/√u − 1/√(u + 1) = 1/(√u·√(u + 1)·(√u + √(u + 1)))", "u > 1024", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<Reciprocal> p = reciprocal(s, f.x[0]);
       const optional<Reciprocal> q = reciprocal(s, f.x[1]);
       if (!p || !q || !(p->n == q->n) || !s.is(p->d, Op::Sqrt) || !s.is(q->d, Op::Sqrt)) return no_match();
       const Offset u = offset(s, s.arg(p->d));
       const Offset v = offset(s, s.arg(q->d));
       const optional<Rational> c = u.base == v.base ? sub(v.c, u.c) : std::nullopt;
       const optional<Rational> n = c && c->abs().is_one() ? mul(*c, p->n) : std::nullopt;
       if (!n) return no_match();
       RewritingBuilder& b = s.b;
       const ValueId product = b.mul(b.mul(p->d, q->d), b.add(p->d, q->d));
       return b.select(b.lt(constant(s, 1024), s.arg(p->d)), b.div(b.rational(*n), product), b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "1/u − 1/(u + 1) = 1/(u² + u), 1/(u − 1) − 1/(u + 1) = 2/(u² − 1)", "|u| < 2⁵⁰⁰", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<Reciprocal> p = reciprocal(s, f.x[0]);
       const optional<Reciprocal> q = p ? reciprocal(s, f.x[1]) : std::nullopt;
       if (!q || !(p->n == q->n)) return no_match();
       const Offset u = offset(s, p->d);
       const Offset v = offset(s, q->d);
       const optional<Rational> c = u.base == v.base ? sub(v.c, u.c) : std::nullopt;
       const optional<Rational> n = c ? mul(*c, p->n) : std::nullopt;
       if (!n || n->is_zero()) return no_match();
       const optional<ValueId> product = fused_product(s, u, v);
       if (!product) return no_match();
       const ValueId small = s.b.lt(s.b.abs(u.base), range_bound(s, 500));
       const ValueId in_range = s.b.logical_and(small, s.b.ne(*product, constant(s, 0)));  // a pole keeps its sign
       return s.b.select(in_range, s.b.div(s.b.rational(*n), *product), s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "(u + c)^p − u^p = u^p·expm1(p·log1p(c/u)) for a constant c", "1024·|c| ≤ u < 2¹⁰⁰⁰ and |p·c| ≤ u/1024",
     When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<Powers> found = neighbouring_powers(s, f.x[0], f.x[1]);
       if (!found) return no_match();
       RewritingBuilder& b = s.b;
       const optional<Rational> limit = mul(found->c.abs(), Rational(1024));
       if (!limit) return no_match();
       const ValueId ratio = b.expm1(b.mul(found->p, b.log1p(b.div(b.rational(found->c), found->x))));
       const ValueId below = b.lt(found->x, range_bound(s, 1000));
       const ValueId reach = b.mul(b.rational(*limit), b.abs(found->p));
       const ValueId above = b.logical_and(b.le(b.rational(*limit), found->x), b.le(reach, found->x));
       const ValueId far = b.logical_and(above, below);
       return b.select(far, b.mul(f.x[1], ratio), b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "u² − v² = (u − v)·(u + v)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = square_root_of(s, f.x[0]);
       const optional<ValueId> v = u ? square_root_of(s, f.x[1]) : std::nullopt;
       if (!v || s.is(*v, Op::Const) || s.is(*u, Op::Const)) return no_match();
       return Form(Op::Mul, {s.b.sub(*u, *v), s.b.add(*u, *v)});
     },
     0},
};

}  // namespace

std::span<const StableRule> root_rules() { return kRootRules; }

}  // namespace adc::passes
