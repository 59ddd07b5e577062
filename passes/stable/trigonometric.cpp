#include <cmath>

#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

ValueId square(const Site& s, ValueId v) { return s.b.mul(v, v); }

ValueId half(const Site& s, ValueId u) { return scaled(s, Rational::ratio(1, 2), u); }

// u where v is op(u)².
optional<ValueId> squared(const Site& s, ValueId v, Op op) {
  const optional<ValueId> root = square_root_of(s, v);
  return root && s.is(*root, op) ? optional(s.arg(*root)) : std::nullopt;
}

// u where v is 1/op(u) or reciprocal(u).
optional<ValueId> inverse_of(const Site& s, ValueId v, Op op, Op reciprocal) {
  if (s.is(v, reciprocal)) return s.arg(v);
  const bool inverse = s.is(v, Op::Div) && s.is_rational(s.arg(v), 1) && s.is(s.arg(v, 1), op);
  return inverse ? optional(s.arg(s.arg(v, 1))) : std::nullopt;
}

// u where v is cot(u), 1/tan(u) or cos(u)/sin(u).
optional<ValueId> cotangent_of(const Site& s, ValueId v) {
  if (const optional<ValueId> u = inverse_of(s, v, Op::Tan, Op::Cot)) return u;
  const bool quotient = s.is(v, Op::Div) && s.is(s.arg(v), Op::Cos) && s.is(s.arg(v, 1), Op::Sin);
  return quotient && s.arg(s.arg(v)) == s.arg(s.arg(v, 1)) ? optional(s.arg(s.arg(v))) : std::nullopt;
}

// a where v is a·u, which may be u or a constant times it.
optional<ValueId> ratio_to(const Site& s, ValueId v, ValueId u) {
  const Multiple angle = multiple(s, v);
  const Multiple below = multiple(s, u);
  const optional<Rational> c = below.c.is_zero() ? std::nullopt : div(angle.c, below.c);
  if (c && angle.u == below.u) return s.b.rational(*c);
  if (!c || !s.is(angle.u, Op::Mul)) return std::nullopt;
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    if (s.arg(angle.u, k) == below.u) return scaled(s, *c, s.arg(angle.u, 1 - k));
  }
  return std::nullopt;
}

// a·v for a that `ratio_to` found
ValueId scaled_by(const Site& s, ValueId a, ValueId v) {
  const Rational* c = s.rational(a);
  return c != nullptr ? scaled(s, *c, v) : s.b.mul(a, v);
}

// Whether a product with v is exact.
bool is_power_of_two(const Site& s, ValueId v) {
  const Rational* c = s.rational(v);
  int exponent = 0;
  return c != nullptr && std::fabs(std::frexp(c->to_double(), &exponent)) == 0.5;
}

// Whether v is 2w.
bool is_double(const Site& s, ValueId v, ValueId w) {
  const optional<ValueId> ratio = ratio_to(s, v, w);
  return ratio && s.is_rational(*ratio, 2);
}

// Whether v is π/2.
bool is_right_angle(const Site& s, ValueId v) {
  const auto is_pi = [&s](ValueId c) {
    return s.is(c, Op::Const) && s.b.function().constant(c).kind() == ir::Constant::Kind::Pi;
  };
  if (s.is(v, Op::Div)) return is_pi(s.arg(v)) && s.is_rational(s.arg(v, 1), 2);
  const Rational* c = s.is(v, Op::Mul) ? s.rational(s.arg(v)) : nullptr;
  return c != nullptr && *c == Rational::ratio(1, 2) && is_pi(s.arg(v, 1));
}

// Where v is op(x + e) and w is op(x): x and e.
struct Shift {
  ValueId x;
  ValueId e;
};
optional<Shift> shift(const Site& s, const Form& f, Op op) {
  if (!s.is(f.x[0], op) || !s.is(f.x[1], op)) return std::nullopt;
  const ValueId x = s.arg(f.x[1]);
  const optional<ValueId> e = excess(s, s.arg(f.x[0]), x);
  return e ? optional(Shift{x, *e}) : std::nullopt;
}

// `better` where |e| ≤ 1/1024, else the difference as it was written.
Match where_close(const Site& s, ValueId e, ValueId better, const Form& as_written) {
  const ValueId close = s.b.le(s.b.abs(e), s.b.rational(Rational::ratio(1, 1024)));
  return s.b.select(close, better, s.b.sub(as_written.x[0], as_written.x[1]));
}

constexpr StableRule kTrigonometricRules[] = {
    {Op::Sub, "1 − cos(u) = 2·sin²(u/2)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[0], 1) || !s.is(f.x[1], Op::Cos)) return no_match();
       return Form(Op::Mul, {s.b.integer(2), square(s, s.b.sin(half(s, s.arg(f.x[1]))))});
     }},
    {Op::Sub, "cos(u) − 1 = −2·sin²(u/2)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is_rational(f.x[1], 1) || !s.is(f.x[0], Op::Cos)) return no_match();
       return Form(Op::Mul, {s.b.integer(-2), square(s, s.b.sin(half(s, s.arg(f.x[0]))))});
     }},
    {Op::Sub, "cos²(u) − 1 = −sin²(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is_rational(f.x[1], 1) ? squared(s, f.x[0], Op::Cos) : std::nullopt;
       return u ? Match(Form(Op::Neg, {square(s, s.b.sin(*u))})) : no_match();
     }},
    {Op::Sub, "sin²(u) − 1 = −cos²(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is_rational(f.x[1], 1) ? squared(s, f.x[0], Op::Sin) : std::nullopt;
       return u ? Match(Form(Op::Neg, {square(s, s.b.cos(*u))})) : no_match();
     }},
    {Op::Sub, "1/cos(u) − 1 = 2·sin²(u/2)/cos(u)", "|u| ≤ 1/32", When::First,
     [](const Site& s, const Form& f) -> Match {
       const bool of_one = s.is_rational(f.x[1], 1);
       if (!of_one && !s.is_rational(f.x[0], 1)) return no_match();
       const optional<ValueId> u = inverse_of(s, f.x[of_one ? 0 : 1], Op::Cos, Op::Sec);
       if (!u) return no_match();
       const ValueId better =
           s.b.div(s.b.mul(constant(s, of_one ? 2 : -2), square(s, s.b.sin(half(s, *u)))), s.b.cos(*u));
       return s.b.select(s.b.le(s.b.abs(*u), constant(s, 1, 32)), better, s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "1/sin(u) − 1/tan(u) = tan(u/2), with csc(u), cot(u) or cos(u)/sin(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = inverse_of(s, f.x[0], Op::Sin, Op::Csc);
       return u && cotangent_of(s, f.x[1]) == u ? Match(Form(Op::Tan, {half(s, *u)})) : no_match();
     }},
    {Op::Sub, "tan(u) − sin(u) = 2·tan(u)·sin²(u/2)", "|u| ≤ 1/32", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Tan) || !s.is(f.x[1], Op::Sin) || s.arg(f.x[0]) != s.arg(f.x[1])) return no_match();
       const ValueId u = s.arg(f.x[0]);
       const ValueId better = s.b.mul(s.b.mul(constant(s, 2), f.x[0]), square(s, s.b.sin(half(s, u))));
       return s.b.select(s.b.le(s.b.abs(u), constant(s, 1, 32)), better, s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "cos(a·u) − cos(b·u) = 2·sin((b − a)/2·u)·sin((a + b)/2·u) for constants a and b", "|a·u|, |b·u| ≤ 1/16",
     When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Cos) || !s.is(f.x[1], Op::Cos)) return no_match();
       const Multiple p = multiple(s, s.arg(f.x[0]));
       const Multiple q = multiple(s, s.arg(f.x[1]));
       const optional<Rational> sum = p.u == q.u ? add(p.c, q.c) : std::nullopt;
       const optional<Rational> gap = sum ? sub(q.c, p.c) : std::nullopt;
       const optional<Rational> mean = gap ? mul(*sum, Rational::ratio(1, 2)) : std::nullopt;
       const optional<Rational> reach = mean ? mul(*gap, Rational::ratio(1, 2)) : std::nullopt;
       if (!reach || sum->is_zero() || gap->is_zero()) return no_match();
       const ValueId product = s.b.mul(s.b.sin(scaled(s, *reach, p.u)), s.b.sin(scaled(s, *mean, p.u)));
       const ValueId limit = constant(s, 1, 16);
       const ValueId first_small = s.b.le(s.b.abs(s.arg(f.x[0])), limit);
       const ValueId small = s.b.logical_and(first_small, s.b.le(s.b.abs(s.arg(f.x[1])), limit));
       return s.b.select(small, s.b.mul(constant(s, 2), product), s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Div, "sin²(u/2)/sin(u) = tan(u/2)/2", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> h = s.is(f.x[1], Op::Sin) ? squared(s, f.x[0], Op::Sin) : std::nullopt;
       if (!h || !is_double(s, s.arg(f.x[1]), *h)) return no_match();
       return Form(Op::Mul, {constant(s, 1, 2), s.b.tan(*h)});
     }},
    {Op::Div, "sin(u)/(1 + cos(u)) = tan(u/2)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> c = s.is(f.x[0], Op::Sin) ? one_plus(s, f.x[1]) : std::nullopt;
       if (!c || !s.is(*c, Op::Cos) || s.arg(*c) != s.arg(f.x[0])) return no_match();
       return Form(Op::Tan, {half(s, s.arg(*c))});
     }},
    {Op::Sub, "1 − cos²(u) = sin²(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is_rational(f.x[0], 1) ? squared(s, f.x[1], Op::Cos) : std::nullopt;
       return u ? Match(square(s, s.b.sin(*u))) : no_match();
     }},
    {Op::Sub, "1 − sin²(u) = cos²(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = s.is_rational(f.x[0], 1) ? squared(s, f.x[1], Op::Sin) : std::nullopt;
       return u ? Match(square(s, s.b.cos(*u))) : no_match();
     }},
    {Op::Div, "sin²(a·u)/u² = a²·sinc²(a·u), as (1 − cos(u))/u² becomes", "|u| < 1", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> h = squared(s, f.x[0], Op::Sin);
       const optional<ValueId> u = h ? square_root_of(s, f.x[1]) : std::nullopt;
       const optional<ValueId> a = u ? ratio_to(s, *h, *u) : std::nullopt;
       if (!a) return no_match();
       const ValueId better = s.b.mul(square(s, *a), square(s, s.b.sinc(*h)));
       return s.b.select(s.b.lt(s.b.abs(*u), constant(s, 1)), better, s.b.div(f.x[0], f.x[1]));
     }},
    {Op::Div, "sin²(a·u)/u = a·sin(a·u)·sinc(a·u), as (1 − cos(u))/u becomes", "|u| < 1", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> h = squared(s, f.x[0], Op::Sin);
       const optional<ValueId> a = h && !s.is(f.x[1], Op::Const) ? ratio_to(s, *h, f.x[1]) : std::nullopt;
       if (!a) return no_match();
       const ValueId better = s.b.mul(*a, s.b.mul(s.b.sin(*h), s.b.sinc(*h)));
       return s.b.select(s.b.lt(s.b.abs(f.x[1]), constant(s, 1)), better, s.b.div(f.x[0], f.x[1]));
     }},
    {Op::Div, "sin(a·u)/u = a·sinc(a·u)", "|a·u| < 1", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Sin) || s.is(f.x[1], Op::Const)) return no_match();
       const ValueId angle = s.arg(f.x[0]);
       const optional<ValueId> a = ratio_to(s, angle, f.x[1]);
       if (!a) return no_match();
       const ValueId better = scaled_by(s, *a, s.b.sinc(angle));
       if (is_power_of_two(s, *a)) return better;
       return s.b.select(s.b.lt(s.b.abs(angle), constant(s, 1)), better, s.b.div(f.x[0], f.x[1]));
     }},
    {Op::Sub, "π/2 − asin(u) = acos(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!is_right_angle(s, f.x[0]) || !s.is(f.x[1], Op::Asin)) return no_match();
       return Form(Op::Acos, {s.arg(f.x[1])});
     }},
    {Op::Sub, "π/2 − acos(u) = asin(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!is_right_angle(s, f.x[0]) || !s.is(f.x[1], Op::Acos)) return no_match();
       return Form(Op::Asin, {s.arg(f.x[1])});
     }},
    {Op::Sub, "π/2 − atan(u) = atan2(1, u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!is_right_angle(s, f.x[0]) || !s.is(f.x[1], Op::Atan)) return no_match();
       return Form(Op::Atan2, {constant(s, 1), s.arg(f.x[1])});
     }},
    {Op::Sub, "asin(u) − π/2 = −acos(u), acos(u) − π/2 = −asin(u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!is_right_angle(s, f.x[1])) return no_match();
       if (s.is(f.x[0], Op::Asin)) return Form(Op::Neg, {s.b.acos(s.arg(f.x[0]))});
       return s.is(f.x[0], Op::Acos) ? Match(Form(Op::Neg, {s.b.asin(s.arg(f.x[0]))})) : no_match();
     }},
    {Op::Sub, "atan(u) − π/2 = −atan2(1, u)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!is_right_angle(s, f.x[1]) || !s.is(f.x[0], Op::Atan)) return no_match();
       return Form(Op::Neg, {s.b.atan2(constant(s, 1), s.arg(f.x[0]))});
     }},
    {Op::Sub, "atan(u + v) − atan(u) = atan2(v, u·(u + v) + 1)", "|u|, |v| < 2²⁵⁰", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<Shift> at = shift(s, f, Op::Atan);
       if (!at) return no_match();
       const ValueId product = s.b.mul(at->x, s.arg(f.x[0]));
       const ValueId better = s.b.atan2(at->e, s.b.add(product, s.b.integer(1)));
       const ValueId limit = s.b.rational(*pow(Rational(2), 250));
       const ValueId near = s.b.lt(s.b.abs(at->x), limit);
       const bool is_constant = s.is(at->e, Op::Const);
       const ValueId in_range = is_constant ? near : s.b.logical_and(near, s.b.lt(s.b.abs(at->e), limit));
       return s.b.select(in_range, better, s.b.sub(f.x[0], f.x[1]));
     }},
    {Op::Sub, "sin(u + v) − sin(u) = 2·sin(v/2)·cos(u + v/2)", "|v| ≤ 1/1024", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<Shift> at = shift(s, f, Op::Sin);
       if (!at) return no_match();
       const ValueId h = half(s, at->e);
       const ValueId chord = s.b.mul(s.b.integer(2), s.b.sin(h));
       return where_close(s, at->e, s.b.mul(chord, s.b.cos(s.b.add(at->x, h))), f);
     }},
    {Op::Sub, "cos(u + v) − cos(u) = −2·sin(v/2)·sin(u + v/2)", "|v| ≤ 1/1024", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<Shift> at = shift(s, f, Op::Cos);
       if (!at) return no_match();
       const ValueId h = half(s, at->e);
       const ValueId chord = s.b.mul(s.b.integer(-2), s.b.sin(h));
       return where_close(s, at->e, s.b.mul(chord, s.b.sin(s.b.add(at->x, h))), f);
     }},
    {Op::Sub, "tan(u + v) − tan(u) = sin(v)/(cos(u)·cos(u + v))", "|v| ≤ 1/1024", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<Shift> at = shift(s, f, Op::Tan);
       if (!at) return no_match();
       const ValueId cosines = s.b.mul(s.b.cos(at->x), s.b.cos(s.arg(f.x[0])));
       return where_close(s, at->e, s.b.div(s.b.sin(at->e), cosines), f);
     }},
};

}  // namespace

std::span<const StableRule> trigonometric_rules() { return kTrigonometricRules; }

}  // namespace adc::passes
