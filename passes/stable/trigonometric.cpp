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

constexpr StableRule kRules[] = {
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
    {Op::Div, "2·sin²(u/2)/sin(u) = tan(u/2)", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Sin) || !s.is(f.x[0], Op::Mul) || !s.is_rational(s.arg(f.x[0]), 2)) return no_match();
       const optional<ValueId> h = squared(s, s.arg(f.x[0], 1), Op::Sin);
       return h && *h == half(s, s.arg(f.x[1])) ? Match(Form(Op::Tan, {*h})) : no_match();
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
    {Op::Div, "2·sin²(u/2)/u² = ½·(sin(u/2)/(u/2))²", "|u| < 2⁻²⁷", When::First,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> u = square_root_of(s, f.x[1]);
       if (!u || !s.is(f.x[0], Op::Mul) || !s.is_rational(s.arg(f.x[0]), 2)) return no_match();
       const ValueId h = half(s, *u);
       if (squared(s, s.arg(f.x[0], 1), Op::Sin) != h) return no_match();
       const ValueId better = s.b.mul(constant(s, 1, 2), square(s, s.b.div(s.b.sin(h), h)));
       const ValueId tiny = s.b.lt(s.b.abs(*u), s.b.rational(*pow(Rational(2), -27)));
       return s.b.select(tiny, better, s.b.div(f.x[0], f.x[1]));
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

std::span<const StableRule> trigonometric_rules() { return kRules; }

}  // namespace adc::passes
