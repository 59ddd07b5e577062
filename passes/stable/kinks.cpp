// What is smooth though its parts are not, and roots of squares in one form.
#include <algorithm>
#include <array>

#include "passes/rules/squares.h"
#include "passes/stable/roots_in.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using std::optional;

// f(v) = f(w) for an even function f
Match even(const Site& s, const Form& f) {
  const ValueId w = without_signs(s, f.x[0]);
  return w != f.x[0] ? Match(Form(f.op, {w})) : no_match();
}

// c0 + c1·q + c2·q² where v = 0, for v² = q: an even function of √q as far as its fifth derivative there
Match even_series(const Site& s, const Form& f, const Rational& c1, const Rational& c2) {
  const std::vector<ValueId>& roots = roots_in(s, f.x[0]);
  if (roots.empty()) return no_match();
  const ValueId v = f.x[0];
  const Replacement square = product_over(s, roots.front(), v, v);
  const auto* form = std::get_if<Form>(&square);
  RewritingBuilder& b = s.b;
  const ValueId q = form != nullptr ? b.emit(form->op, {form->x[0], form->x[1]}) : std::get<ValueId>(square);
  const ValueId second = b.add(b.mul(b.rational(c1), q), b.mul(b.rational(c2), b.mul(q, q)));
  const ValueId near = b.add(constant(s, 1), second);
  return b.select(b.eq(v, constant(s, 0)), near, b.emit(f.op, {v}));
}

// The exponent of v^p where it is a constant.
optional<Rational> exponent_of(const Site& s, ValueId p) {
  if (const Rational* c = s.rational(p)) return *c;
  if (!s.is(p, Op::Div)) return std::nullopt;
  const Rational* n = s.rational(s.arg(p, 0));
  const Rational* d = n != nullptr ? s.rational(s.arg(p, 1)) : nullptr;
  return d != nullptr && !d->is_zero() ? div(*n, *d) : std::nullopt;
}

// u and n where v is uⁿ for an even n > 0.
struct EvenPower {
  ValueId u;
  std::int64_t n;
};
optional<EvenPower> even_power(const Site& s, ValueId v) {
  if (s.is(v, Op::Mul) && s.arg(v, 0) == s.arg(v, 1)) return EvenPower{s.arg(v), 2};
  if (!s.is(v, Op::Powi)) return std::nullopt;
  const std::int64_t n = s.b.function().immediate(v);
  return n > 0 && n % 2 == 0 ? optional(EvenPower{s.arg(v), n}) : std::nullopt;
}

// |u|ⁿ, smooth for even n
Form power_of_size(const Site& s, ValueId u, std::int64_t n) {
  if (n == 1) return Form(Op::Abs, {u});
  return n % 2 == 0 ? Form(Op::Powi, {u}, n) : Form(Op::Powi, {s.b.abs(u)}, n);
}

constexpr std::int64_t kMaxPower = 1 << 20;

// |w|·√(1 + (r/w)²) where r = 0, with the squares under r in place of r: hypot(r, w) is smooth there unless w = 0
Match hypot_beside_zero(const Site& s, ValueId r, ValueId w) {
  const bool root = is_root(s, r) && !is_sign_root(s, r);
  if (!root || s.b.function().shape(w).rank() > 0) return no_match();
  RewritingBuilder& b = s.b;
  ValueId sum = constant(s, 1);
  for (const Leg& leg : legs_of(s, r)) {
    const ValueId square = b.mul(b.div(leg.a, w), b.div(leg.b, w));
    sum = b.add(sum, leg.summed ? b.reduce_sum(square, all_axes(b.function().shape(square))) : square);
  }
  const ValueId zero = constant(s, 0);
  const ValueId smooth = b.logical_and(b.eq(r, zero), b.ne(w, zero));
  return b.select(smooth, b.mul(b.abs(even_argument(s, w)), b.sqrt(sum)), b.hypot(r, w));
}

constexpr int kSeries = 5;  // how often what `even_series` makes may be differentiated

constexpr StableRule kKinkRules[] = {
    {Op::Max, "max(u, −u) = |u|", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return is_negative_of(s, f.x[0], f.x[1]) ? Match(Form(Op::Abs, {f.x[0]})) : no_match();
     }},
    {Op::Min, "min(u, −u) = −|u|", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return is_negative_of(s, f.x[0], f.x[1]) ? Match(Form(Op::Neg, {s.b.abs(even_argument(s, f.x[0]))}))
                                                : no_match();
     }},
    {Op::Mul, "u·sign(u) = |u|", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return s.is(f.x[1], Op::Sign) && s.arg(f.x[1]) == f.x[0] ? Match(Form(Op::Abs, {f.x[0]})) : no_match();
     }},
    {Op::Abs, "|r| = r for r ≥ 0", "u² = 0 in |u²|", When::Always,
     [](const Site& s, const Form& f) -> Match { return is_never_negative(s, f.x[0]) ? Match(f.x[0]) : no_match(); }},
    {Op::Abs, "|−u| = |u|, |u − v| = |v − u|", "in products", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ValueId u = even_argument(s, f.x[0]);
       return u != f.x[0] ? Match(Form(Op::Abs, {u})) : no_match();
     }},
    {Op::Abs, "|c·u| = |c|·|u| for a constant c", "in products", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Mul)) return no_match();
       const Rational* c = s.rational(s.arg(f.x[0], 0));
       if (c == nullptr) return no_match();
       const ValueId size = s.b.rational(c->abs());
       return Form(Op::Mul, {size, s.b.abs(even_argument(s, s.arg(f.x[0], 1)))});
     }},
    {Op::Hypot, "hypot(|u|, v) = hypot(u, v)", "hypot = 0 in products", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ValueId u = even_argument(s, f.x[0]);
       return u != f.x[0] ? Match(Form(Op::Hypot, {u, f.x[1]})) : no_match();
     }},
    {Op::Hypot, "hypot(u, 0) = |u|", "u = 0 in products", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return s.is_rational(f.x[1], 0) ? Match(Form(Op::Abs, {f.x[0]})) : no_match();
     }},
    {Op::Norm, "‖|x|‖ = ‖x‖", "x = 0 in products", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ValueId x = even_argument(s, f.x[0]);
       return x != f.x[0] ? Match(Form(Op::Norm, std::array{x}, f.immediates())) : no_match();
     }},
    {Op::Mul, "r·r = u² for r = |u|, u² + v² for r = hypot(u, v), Σ x² for r = ‖x‖, also in f(r)·g(r)", "r = 0",
     When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> r = common_root(s, f.x[0], f.x[1]);
       return r ? Match(product_over(s, *r, f.x[0], f.x[1])) : no_match();
     }},
    {Op::Powi, "rⁿ = (r²)ⁿᐟ² for such r and an even n > 0", "r = 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const std::int64_t n = f.immediate;
       if (n <= 0 || n % 2 != 0 || roots_in(s, f.x[0]).empty()) return no_match();
       if (const ValueId u = without_signs(s, f.x[0]); u != f.x[0]) return Form(Op::Powi, {u}, n);
       const Replacement square = product_over(s, roots_in(s, f.x[0]).front(), f.x[0], f.x[0]);
       if (n == 2) return square;
       const auto* form = std::get_if<Form>(&square);
       const ValueId q = form != nullptr ? s.b.emit(form->op, {form->x[0], form->x[1]}) : std::get<ValueId>(square);
       return s.b.select(s.b.eq(f.x[0], constant(s, 0)), s.b.powi(q, n / 2), s.b.powi(f.x[0], n));
     }},
    {Op::Pow, "rⁿ with an even constant n > 0 as a number", "r = 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<Rational> p = exponent_of(s, f.x[1]);
       const optional<std::int64_t> n = p ? p->to_int64() : std::nullopt;
       if (!n || *n <= 0 || *n > kMaxPower || *n % 2 != 0 || roots_in(s, f.x[0]).empty()) return no_match();
       return Form(Op::Powi, {f.x[0]}, *n);
     }},
    {Op::Div, "f(|u|)/g(|u|) = f(u)/g(u) for odd f and g", "u = 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> r = common_root(s, f.x[0], f.x[1], true);
       if (!r) return no_match();
       return Form(Op::Div, {without_sign(s, f.x[0], *r), without_sign(s, f.x[1], *r)});
     }},
    {Op::Dot, "Σ |x|·|x| = Σ x²", "x = 0", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> r = common_root(s, f.x[0], f.x[1], true);
       if (!r) return no_match();
       const bool pairs = s.b.function().shape(*r).rank() == 0 ||
                          (std::ranges::equal(f.list(0), f.list(1)) && std::ranges::equal(f.list(2), f.list(3)) &&
                           f.list(0).size() + f.list(2).size() == s.b.function().shape(*r).rank());
       if (!pairs) return no_match();
       return Form(Op::Dot, std::array{without_sign(s, f.x[0], *r), without_sign(s, f.x[1], *r)}, f.immediates());
     }},
    {Op::Cos, "cos(|u|) = cos(u)", "u = 0", When::Always, even},
    {Op::Cosh, "cosh(|u|) = cosh(u)", "u = 0", When::Always, even},
    {Op::Sec, "sec(|u|) = sec(u)", "u = 0", When::Always, even},
    {Op::Sech, "sech(|u|) = sech(u)", "u = 0", When::Always, even},
    {Op::Expnsq, "exp(−|u|²) = exp(−u²)", "u = 0", When::Always, even},
    {Op::Sinc, "sinc(|u|) = sinc(u)", "u = 0", When::Always, even},
    {Op::Cos, "cos(r) = 1 − r²/2 + r⁴/24", "r = 0 for r = hypot(u, v), ‖x‖", When::First,
     [](const Site& s, const Form& f) { return even_series(s, f, Rational::ratio(-1, 2), Rational::ratio(1, 24)); },
     kSeries},
    {Op::Cosh, "cosh(r) = 1 + r²/2 + r⁴/24", "r = 0 for r = hypot(u, v), ‖x‖", When::First,
     [](const Site& s, const Form& f) { return even_series(s, f, Rational::ratio(1, 2), Rational::ratio(1, 24)); },
     kSeries},
    {Op::Sec, "sec(r) = 1 + r²/2 + 5·r⁴/24", "r = 0 for r = hypot(u, v), ‖x‖", When::First,
     [](const Site& s, const Form& f) { return even_series(s, f, Rational::ratio(1, 2), Rational::ratio(5, 24)); },
     kSeries},
    {Op::Sech, "sech(r) = 1 − r²/2 + 5·r⁴/24", "r = 0 for r = hypot(u, v), ‖x‖", When::First,
     [](const Site& s, const Form& f) { return even_series(s, f, Rational::ratio(-1, 2), Rational::ratio(5, 24)); },
     kSeries},
    {Op::Expnsq, "exp(−r²) = 1 − r² + r⁴/2", "r = 0 for r = hypot(u, v), ‖x‖", When::First,
     [](const Site& s, const Form& f) { return even_series(s, f, -1, Rational::ratio(1, 2)); }, kSeries},
    {Op::Sinc, "sinc(r) = 1 − r²/6 + r⁴/120", "r = 0 for r = hypot(u, v), ‖x‖", When::First,
     [](const Site& s, const Form& f) { return even_series(s, f, Rational::ratio(-1, 6), Rational::ratio(1, 120)); },
     kSeries},
    {Op::Sqrt, "√(uⁿ) = |u|ⁿᐟ² for an even n", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<EvenPower> power = even_power(s, f.x[0]);
       return power && power->n > 2 ? Match(power_of_size(s, power->u, power->n / 2)) : no_match();
     }},
    {Op::Pow, "(u²)^p = |u|^(2p) for a constant p > 0 that is not whole", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<EvenPower> power = even_power(s, f.x[0]);
       const optional<Rational> p = power && power->n == 2 ? exponent_of(s, f.x[1]) : std::nullopt;
       const bool fractional = p && *p > Rational(0) && !p->to_int64();
       const optional<Rational> n = fractional ? mul(*p, 2) : std::nullopt;
       if (!n) return no_match();
       if (n->is_one()) return Form(Op::Abs, {power->u});
       return Form(Op::Pow, {s.b.abs(power->u), s.b.rational(*n)});
     }},
    {Op::Pow, "q^½ = √q for a sum of squares q", "where a square leaves the range", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<Rational> p = exponent_of(s, f.x[1]);
       const bool half = p && *p == Rational::ratio(1, 2);
       return half && is_nonnegative(s.b.base(), f.x[0]) ? Match(Form(Op::Sqrt, {f.x[0]})) : no_match();
     }},
    {Op::Pow, "q^p = (√q)^(2p) for a sum of squares q and a constant p > 1", "q = 0", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<Rational> p = exponent_of(s, f.x[1]);
       const bool above = p && *p > Rational(1) && !p->to_int64();
       const optional<Rational> n = above ? mul(*p, 2) : std::nullopt;
       if (!n || even_power(s, f.x[0]) || !is_flat_at_zero(s.b.base(), f.x[0])) return no_match();
       RewritingBuilder& b = s.b;
       const ValueId at_zero = b.eq(f.x[0], constant(s, 0));
       return b.select(at_zero, b.pow(b.sqrt(f.x[0]), b.rational(*n)), b.pow(f.x[0], f.x[1]));
     }},
    {Op::Hypot, "hypot(r, w) = |w|·√(1 + (r/w)²)", "r = 0 for r = hypot(u, v), ‖x‖", When::First,
     [](const Site& s, const Form& f) { return hypot_beside_zero(s, f.x[0], f.x[1]); }},
};

}  // namespace

std::span<const StableRule> kink_rules() { return kKinkRules; }

}  // namespace adc::passes
