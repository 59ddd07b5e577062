// Constant factors, signs and further factors around a form that another rule knows: they are taken off, so that each
// rule serves all spellings.
#include <array>

#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

// A value as c·core·above/below.
struct Split {
  Rational c;
  ValueId core;
  optional<ValueId> above;
  optional<ValueId> below;

  [[nodiscard]] bool has_factor() const { return above || below; }
};

Split without_factor(const Site& s, ValueId v) {
  const Multiple m = multiple(s, v);
  return {m.c, m.u, std::nullopt, std::nullopt};
}

// The ways to take constants and at most one other factor off v.
std::vector<Split> splits(const Site& s, ValueId v) {
  std::vector<Split> all{without_factor(s, v)};
  const Rational c = all.front().c;
  const ValueId rest = all.front().core;
  const auto add = [&](ValueId core, optional<ValueId> above, optional<ValueId> below) {
    const Multiple m = multiple(s, core);
    if (const optional<Rational> both = small_product(c, m.c)) all.push_back({*both, m.u, above, below});
  };
  if (s.is(rest, Op::Mul) && s.arg(rest, 0) != s.arg(rest, 1)) {
    add(s.arg(rest, 0), s.arg(rest, 1), {});
    add(s.arg(rest, 1), s.arg(rest, 0), {});
  } else if (s.is(rest, Op::Div)) {
    add(s.arg(rest, 0), {}, s.arg(rest, 1));
  }
  return all;
}

// Whether v is op(a, b).
bool is_plain(const Site& s, ValueId v, Op op, ValueId a, ValueId b) {
  if (!s.is(v, op)) return false;
  const bool in_order = s.arg(v, 0) == a && s.arg(v, 1) == b;
  return in_order || (ir::info(op).is(ir::kCommutative) && s.arg(v, 0) == b && s.arg(v, 1) == a);
}

bool is_leaf(const Site& s, ValueId v) { return s.is(v, Op::Param) || s.is(v, Op::Const); }

// op(a, b), if a rule makes something else of it, times c·above/below; a side of a choice that is op(a, b) as it was
// stays as the whole was written.
Match known_form(const Site& s, const Form& f, Op op, ValueId a, ValueId b, const Split& around) {
  if (is_leaf(s, a) && is_leaf(s, b)) return no_match();
  const ValueId v = s.b.emit(op, {a, b});
  if (is_plain(s, v, op, a, b)) return no_match();
  const auto times = [&](ValueId w) {
    const ValueId product = scaled(s, around.c, w);
    if (around.above) return s.b.mul(*around.above, product);
    return around.below ? s.b.div(product, *around.below) : product;
  };
  const auto is_left = [&](ValueId w) { return is_plain(s, w, op, a, b); };
  if (!s.is(v, Op::Select) || (!is_left(s.arg(v, 1)) && !is_left(s.arg(v, 2)))) return times(v);
  const auto side = [&](ValueId w) { return is_left(w) ? s.b.emit(f.op, {f.x[0], f.x[1]}) : times(w); };
  return s.b.select(s.arg(v, 0), side(s.arg(v, 1)), side(s.arg(v, 2)));
}

bool is_trivial(const Split& split) { return split.c.is_one() && !split.has_factor(); }

Match product_of_known(const Site& s, const Form& f) {
  const std::vector<Split> left = splits(s, f.x[0]);
  const std::vector<Split> right = splits(s, f.x[1]);
  for (const Split& a : left) {
    for (const Split& b : right) {
      const optional<Rational> c = small_product(a.c, b.c);
      if (!c || (is_trivial(a) && is_trivial(b)) || (a.has_factor() && b.has_factor())) continue;
      if (s.is(a.core, Op::Const) || s.is(b.core, Op::Const)) continue;
      const Split around{*c, a.core, a.above ? a.above : b.above, a.below ? a.below : b.below};
      if (Match known = known_form(s, f, Op::Mul, a.core, b.core, around)) return known;
    }
  }
  return no_match();
}

// (c·p/q)·(d·v), where a rule has v/q
Match product_with_quotient(const Site& s, const Form& f) {
  const Multiple left = multiple(s, f.x[0]);
  const Multiple right = multiple(s, f.x[1]);
  if (!s.is(left.u, Op::Div) || s.is(right.u, Op::Const)) return no_match();
  const Multiple numerator = multiple(s, s.arg(left.u, 0));
  const Multiple denominator = multiple(s, s.arg(left.u, 1));
  const optional<Rational> c = small_product(left.c, right.c);
  const optional<Rational> d = c ? small_product(*c, numerator.c) : std::nullopt;
  const optional<Rational> e = d ? div(*d, denominator.c) : std::nullopt;
  if (!e) return no_match();
  const optional<ValueId> above = s.is_rational(numerator.u, 1) ? std::nullopt : optional(numerator.u);
  return known_form(s, f, Op::Div, right.u, denominator.u, {*e, right.u, above, std::nullopt});
}

// p and q where v is p/q, also where a rule put it into a choice.
optional<std::array<ValueId, 2>> quotient(const Site& s, ValueId v) {
  const ValueId written = s.is(v, Op::Select) ? s.arg(v, 2) : v;
  if (!s.is(written, Op::Div)) return std::nullopt;
  return std::array{s.arg(written, 0), s.arg(written, 1)};
}

// (p/q)/u where q and u are equal but for constants
Match quotient_of_quotient(const Site& s, const Form& f) {
  const Multiple above = multiple(s, f.x[0]);
  const optional<std::array<ValueId, 2>> inner = quotient(s, above.u);
  if (!inner) return no_match();
  const Multiple q = multiple(s, (*inner)[1]);
  const Multiple u = multiple(s, f.x[1]);
  const optional<Rational> below = q.u == u.u ? small_product(q.c, u.c) : std::nullopt;
  const optional<Rational> c = below ? div(above.c, *below) : std::nullopt;
  if (!c || s.is(q.u, Op::Const)) return no_match();
  return known_form(s, f, Op::Div, (*inner)[0], s.b.mul(q.u, q.u), {*c, q.u, std::nullopt, std::nullopt});
}

Match quotient_of_known(const Site& s, const Form& f) {
  const std::vector<Split> above = splits(s, f.x[0]);
  const std::vector<Split> below = splits(s, f.x[1]);
  for (const Split& a : above) {
    for (const Split& b : below) {
      const optional<Rational> c = div(a.c, b.c);
      if (!c || (is_trivial(a) && is_trivial(b)) || (a.has_factor() && b.has_factor())) continue;
      if (s.is(b.core, Op::Const) || (s.is(a.core, Op::Const) && !s.is_rational(a.core, 1))) continue;
      const Split around{*c, a.core, a.above ? a.above : b.below, a.below ? a.below : b.above};
      if (Match known = known_form(s, f, Op::Div, a.core, b.core, around)) return known;
    }
  }
  return quotient_of_quotient(s, f);
}

// c·a ± c·b = c·(a ± b)
Match sum_of_known(const Site& s, const Form& f) {
  const Multiple a = multiple(s, f.x[0]);
  const Multiple b = multiple(s, f.x[1]);
  const Rational d = f.op == Op::Sub ? -b.c : b.c;
  const bool same = a.c == d;
  if ((!same && !(a.c == -d)) || (s.is(a.u, Op::Const) && s.is(b.u, Op::Const))) return no_match();
  const Op op = same ? Op::Add : Op::Sub;
  const bool flip = !same && a.c < Rational(0);
  const ValueId first = flip ? b.u : a.u;
  const ValueId second = flip ? a.u : b.u;
  const Rational c = flip ? d : a.c;
  if (c.is_one() && op == f.op && first == f.x[0] && second == f.x[1]) return no_match();
  return known_form(s, f, op, first, second, {c, first, std::nullopt, std::nullopt});
}

constexpr StableRule kRules[] = {
    {Op::Mul, "(c·y·u)·v = c·y·(u·v) for a constant c, where a rule has u·v", "as there", When::Always,
     product_of_known},
    {Op::Mul, "(c·y/v)·u = c·y·(u/v) for a constant c, where a rule has u/v", "as there", When::Always,
     product_with_quotient},
    {Op::Div, "(c·y·u)/v = c·y·(u/v) for a constant c, where a rule has u/v", "as there", When::Always,
     quotient_of_known},
    {Op::Add, "c·u + c·v = c·(u + v) for a constant c, where a rule has u + v", "as there", When::Always, sum_of_known},
    {Op::Sub, "c·u − c·v = c·(u − v) for a constant c, where a rule has u − v", "as there", When::Always, sum_of_known},
};

}  // namespace

std::span<const StableRule> coefficient_rules() { return kRules; }

}  // namespace adc::passes
