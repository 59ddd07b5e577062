// Constant factors, divisors and signs around a form that another rule knows: they are taken off once, and the other
// rules are asked for what is left, so that each serves all spellings. Nothing is made where none of them knows it.
#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "ir/constant.h"
#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

using Coefficient = Part::Coefficient;

bool is_leaf(const Site& s, ValueId v) { return s.is(v, Op::Param) || s.is(v, Op::Const); }
bool is_one(const Site& s, ValueId v) { return s.is_rational(v, 1); }

// Whether v is π, √2, 2/√π and the like.
bool is_irrational(const Site& s, ValueId v) {
  constexpr std::size_t kMostValues = 8;
  std::array<ValueId, kMostValues> open{v};
  std::size_t count = 1;
  bool found = false;
  for (std::size_t i = 0; i < count; ++i) {
    const Op op = s.b.function().op(open[i]);
    if (op == Op::Const) {
      if (!s.b.function().constant(open[i]).is_exact()) return false;
      found = found || s.rational(open[i]) == nullptr;
      continue;
    }
    if (op != Op::Sqrt && op != Op::Mul && op != Op::Div && op != Op::Neg) return false;
    found = found || op == Op::Sqrt;
    for (const ValueId operand : s.b.function().operands(open[i])) {
      if (count == kMostValues) return false;
      open[count++] = operand;
    }
  }
  return found;
}

optional<Coefficient> product_of(const Coefficient& a, const Coefficient& b) {
  const optional<Rational> c = small_product(a.c, b.c);
  if (!c) return std::nullopt;
  Coefficient product{*c, a.above, a.below};
  product.above.insert(product.above.end(), b.above.begin(), b.above.end());
  for (const ValueId divisor : b.below) product.below.push_back(divisor);
  std::erase_if(product.above, [&](ValueId factor) {
    const auto same = std::ranges::find(product.below, factor);
    if (same == product.below.end()) return false;
    product.below.erase(same);
    return true;
  });
  return product;
}

optional<Coefficient> quotient_of(const Coefficient& a, const Coefficient& b) {
  if (b.is_one()) return a;
  const optional<Rational> inverse = div(Rational(1), b.c);
  return inverse ? product_of(a, {*inverse, b.below, b.above}) : std::nullopt;
}

// Whether v may be a constant times something else.
bool may_have_factor(const Site& s, ValueId v) {
  const Op op = s.b.function().op(v);
  return op == Op::Mul || op == Op::Div || op == Op::Neg || op == Op::Const || op == Op::Sqrt;
}

Part found_part(const Site& s, ValueId v) {
  constexpr std::size_t kMostFactors = 16;
  Part part{{}, v};
  for (std::size_t i = 0; i < kMostFactors; ++i) {
    const Multiple m = multiple(s, part.rest);
    const optional<Rational> c = small_product(part.by.c, m.c);
    if (!c) return part;
    part.by.c = *c;
    part.rest = m.u;
    const bool product = s.is(m.u, Op::Mul);
    const std::size_t k = product && is_irrational(s, s.arg(m.u, 0)) ? 0 : 1;
    if (product && is_irrational(s, s.arg(m.u, k))) {
      part.by.above.push_back(s.arg(m.u, k));
      part.rest = s.arg(m.u, 1 - k);
    } else if (s.is(m.u, Op::Div) && is_irrational(s, s.arg(m.u, 1))) {
      part.by.below.push_back(s.arg(m.u, 1));
      part.rest = s.arg(m.u);
    } else {
      break;
    }
  }
  if (!is_irrational(s, part.rest)) return part;
  part.by.above.push_back(part.rest);
  part.rest = s.b.integer(1);
  return part;
}

// v as a constant times the rest; looked for once, since each rule below asks for it.
const Part& part_of(const Site& s, ValueId v) {
  Facts& facts = s.b.base().facts();
  if (facts.part_of.size() <= ir::index(v)) facts.part_of.resize(s.b.function().size());
  if (facts.part_of[ir::index(v)] == 0) {
    facts.parts.push_back(may_have_factor(s, v) ? found_part(s, v) : Part{{}, v});
    facts.part_of[ir::index(v)] = static_cast<std::uint32_t>(facts.parts.size());
  }
  return facts.parts[facts.part_of[ir::index(v)] - 1];
}

// The constant that a coefficient is.
ValueId value_of(const Site& s, const Coefficient& by) {
  ValueId value = s.b.rational(by.c);
  for (const ValueId factor : by.above) value = is_one(s, value) ? factor : s.b.mul(value, factor);
  for (const ValueId divisor : by.below) value = s.b.div(value, divisor);
  return value;
}

ValueId times(const Site& s, const Coefficient& by, ValueId v) {
  if (by.is_rational()) return scaled(s, by.c, v);
  const Part& part = part_of(s, v);
  const optional<Coefficient> all = product_of(by, part.by);
  return all ? s.b.mul(value_of(s, *all), part.rest) : s.b.mul(value_of(s, by), v);
}

// Whether v is op(a, b).
bool is_plain(const Site& s, ValueId v, const Form& f) {
  if (!s.is(v, f.op)) return false;
  const bool in_order = s.arg(v, 0) == f.x[0] && s.arg(v, 1) == f.x[1];
  return in_order || (ir::info(f.op).is(ir::kCommutative) && s.arg(v, 0) == f.x[1] && s.arg(v, 1) == f.x[0]);
}

// Whether v is small wherever it is a number.
bool is_bounded(const Site& s, ValueId v, int steps = 4) {
  constexpr std::array kBounded{Op::Sinc, Op::Sin,  Op::Sigmoid,   Op::Tanh, Op::Sech,
                                Op::Erf,  Op::Erfc, Op::NormalCdf, Op::Tan};
  for (const Op op : kBounded) {
    if (s.is(v, op)) return true;
  }
  if (s.rational(v) != nullptr) return true;
  if (steps == 0 || (!s.is(v, Op::Mul) && !s.is(v, Op::Neg))) return false;
  for (const ValueId operand : s.b.function().operands(v)) {
    if (!is_bounded(s, operand, steps - 1)) return false;
  }
  return true;
}

// Whether a product with the coefficient may be a number where the other factor is too large for one.
bool may_shrink(const Site& s, const Coefficient& by) {
  const auto is_large = [&](ValueId factor) { return s.is(factor, Op::Const); };  // π or e
  return by.c.abs() < Rational(1) || !by.below.empty() || !std::ranges::all_of(by.above, is_large);
}

// A form as it was written, and as a coefficient times a further factor times a bare form.
struct Around {
  const Form& written;
  const Form& bare;
  Coefficient by;
  optional<ValueId> further;
};

// by·further·v, or the form as it was written where v is what was asked for, or too large.
ValueId put_around(const Site& s, const Around& around, ValueId v) {
  const auto written = [&] { return s.b.emit(around.written.op, {around.written.x[0], around.written.x[1]}); };
  if (is_plain(s, v, around.bare)) return written();
  const ValueId product = times(s, around.by, v);
  const ValueId all = around.further ? s.b.mul(*around.further, product) : product;
  // A difference is as small as its terms, but for cosh(u) − sinh(u).
  const bool is_exponential = s.is(v, Op::Exp) || (s.is(v, Op::Neg) && s.is(s.arg(v), Op::Exp));
  const bool is_difference = around.written.op == Op::Sub && !is_exponential;
  if (is_difference || !may_shrink(s, around.by) || is_bounded(s, v)) return all;
  const ValueId infinity = s.b.floating(std::numeric_limits<double>::infinity());
  return s.b.select(s.b.lt(s.b.abs(v), infinity), all, written());
}

// What a rule makes of the bare form with the rest around it, on each side of a choice.
Match known_form(const Site& s, const Around& around) {
  if (is_leaf(s, around.bare.x[0]) && is_leaf(s, around.bare.x[1])) return no_match();
  const optional<ValueId> known = s.b.rewritten(around.bare);
  if (!known || is_plain(s, *known, around.bare)) return no_match();
  if (!s.is(*known, Op::Select)) return put_around(s, around, *known);
  const ValueId condition = s.arg(*known);
  const std::array sides{s.arg(*known, 1), s.arg(*known, 2)};
  const ValueId first = put_around(s, around, sides[0]);  // in order, that two runs of the pass be one
  return s.b.select(condition, first, put_around(s, around, sides[1]));
}

Match product_of_known(const Site& s, const Form& f) {
  if (!may_have_factor(s, f.x[0]) && !may_have_factor(s, f.x[1])) return no_match();
  const Part& a = part_of(s, f.x[0]);
  const Part& b = part_of(s, f.x[1]);
  const bool is_itself = a.rest == f.x[0] && b.rest == f.x[1];
  if (is_itself || is_one(s, a.rest) || is_one(s, b.rest)) return no_match();
  const optional<Coefficient> by = product_of(a.by, b.by);
  return by ? known_form(s, {f, Form(Op::Mul, {a.rest, b.rest}), *by, {}}) : no_match();
}

// (c·p/q)·(d·u)
Match product_with_quotient(const Site& s, const Form& f) {
  if (!may_have_factor(s, f.x[0]) || is_leaf(s, f.x[1])) return no_match();
  const Part& a = part_of(s, f.x[0]);
  const Part& u = part_of(s, f.x[1]);
  if (!s.is(a.rest, Op::Div) || is_leaf(s, u.rest)) return no_match();
  const Part& p = part_of(s, s.arg(a.rest, 0));
  const Part& q = part_of(s, s.arg(a.rest, 1));
  const optional<Coefficient> above = product_of(a.by, u.by);
  const optional<Coefficient> ratio = quotient_of(p.by, q.by);
  const optional<Coefficient> by = above && ratio ? product_of(*above, *ratio) : std::nullopt;
  if (!by) return no_match();
  const optional<ValueId> further = is_one(s, p.rest) ? std::nullopt : optional(p.rest);
  return known_form(s, {f, Form(Op::Div, {u.rest, q.rest}), *by, further});
}

// (c·p/q)/(d·q), also where a rule put p/q into a choice; rules for squares know squares above them.
Match quotient_by_square(const Site& s, const Form& f) {
  const Part& above = part_of(s, f.x[0]);
  const ValueId inner = s.is(above.rest, Op::Select) ? s.arg(above.rest, 2) : above.rest;
  if (!s.is(inner, Op::Div)) return no_match();
  const Part& p = part_of(s, s.arg(inner, 0));
  const Part& q = part_of(s, s.arg(inner, 1));
  const Part& u = part_of(s, f.x[1]);
  if (q.rest != u.rest || is_one(s, q.rest) || !square_root_of(s, p.rest)) return no_match();
  const optional<Coefficient> numerator = product_of(above.by, p.by);
  const optional<Coefficient> denominator = product_of(q.by, u.by);
  const optional<Coefficient> by = numerator && denominator ? quotient_of(*numerator, *denominator) : std::nullopt;
  return by ? known_form(s, {f, Form(Op::Div, {p.rest, s.b.mul(q.rest, q.rest)}), *by, {}}) : no_match();
}

Match quotient_of_known(const Site& s, const Form& f) {
  const Part& a = part_of(s, f.x[0]);
  const Part& b = part_of(s, f.x[1]);
  const bool is_itself = a.rest == f.x[0] && b.rest == f.x[1];
  if (!is_itself && !is_one(s, b.rest)) {
    const optional<Coefficient> by = quotient_of(a.by, b.by);
    const Match known = by ? known_form(s, {f, Form(Op::Div, {a.rest, b.rest}), *by, {}}) : no_match();
    if (known) return known;
  }
  return quotient_by_square(s, f);
}

// The two terms of a sum; 2/u is 2·(1/u) where the other is such a quotient or a constant, too.
std::array<Part, 2> terms_of(const Site& s, const Form& f) {
  std::array<Part, 2> terms{part_of(s, f.x[0]), part_of(s, f.x[1])};
  const auto is_quotient = [&](const Part& term) { return s.is(term.rest, Op::Div) || is_one(s, term.rest); };
  if (is_quotient(terms[0]) && is_quotient(terms[1])) {
    for (Part& term : terms) {
      if (!s.is(term.rest, Op::Div)) continue;
      const Part& p = part_of(s, s.arg(term.rest));
      const optional<Coefficient> by = p.by.is_one() ? std::nullopt : product_of(term.by, p.by);
      if (by) term = {*by, s.b.div(p.rest, s.arg(term.rest, 1))};
    }
  }
  if (f.op == Op::Sub) terms[1].by = terms[1].by.negative();
  return terms;
}

// by·(u − v), or −by·(v − u) where rules know that alone.
Match known_difference(const Site& s, const Form& f, const Coefficient& by, ValueId u, ValueId v) {
  const bool is_itself = by.is_one() && f.op == Op::Sub && f.x[0] == u && f.x[1] == v;
  const Match known = is_itself ? no_match() : known_form(s, {f, Form(Op::Sub, {u, v}), by, {}});
  return known ? known : known_form(s, {f, Form(Op::Sub, {v, u}), by.negative(), {}});
}

// by·(u + v)
Match known_sum(const Site& s, const Form& f, const Coefficient& by, ValueId u, ValueId v) {
  const bool is_itself = by.is_one() && f.op == Op::Add && f.x[0] == u && f.x[1] == v;
  return is_itself ? no_match() : known_form(s, {f, Form(Op::Add, {u, v}), by, {}});
}

Match sum_of_known(const Site& s, const Form& f) {
  if (is_leaf(s, f.x[0]) && is_leaf(s, f.x[1])) return no_match();
  const bool has_factors = may_have_factor(s, f.x[0]) || may_have_factor(s, f.x[1]);
  if (!has_factors && f.op == Op::Add) return no_match();
  const std::array<Part, 2> terms = terms_of(s, f);
  const std::size_t at = is_one(s, terms[0].rest) ? 1 : 0;  // a term that is no constant
  const Part& u = terms[at];
  const Part& v = terms[1 - at];
  const optional<Coefficient> ratio = is_one(s, u.rest) ? std::nullopt : quotient_of(v.by, u.by);
  if (!ratio || ratio->c.is_zero()) return no_match();
  const bool is_difference = ratio->c.is_negative();
  const bool is_number = is_one(s, v.rest);
  if (!is_number && (!ratio->c.abs().is_one() || !ratio->is_rational())) return no_match();
  const ValueId other = is_number ? value_of(s, is_difference ? ratio->negative() : *ratio) : v.rest;
  if (!is_difference) return known_sum(s, f, u.by, u.rest, other);
  return at == 0 ? known_difference(s, f, u.by, u.rest, other) : known_difference(s, f, u.by.negative(), other, u.rest);
}

// c·(exp(u) + exp(−u)) = 2c·cosh(u) for c < 1, which keeps a result in the range
Match part_of_cosh(const Site& s, const Coefficient& by, ValueId sum) {
  const optional<ValueId> u = may_shrink(s, by) ? double_cosh(s, sum) : std::nullopt;
  const optional<Coefficient> twice = u ? product_of(by, {2, {}, {}}) : std::nullopt;
  return twice ? Match(times(s, *twice, s.b.cosh(*u))) : no_match();
}

constexpr StableRule kCoefficientRules[] = {
    {Op::Mul, "c·(exp(u) + exp(−u)) = 2c·cosh(u) for a constant c < 1", "|u| > 709", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!may_have_factor(s, f.x[0])) return no_match();
       const Part& a = part_of(s, f.x[0]);
       if (!is_one(s, a.rest)) return no_match();
       const Part& b = part_of(s, f.x[1]);
       const optional<Coefficient> by = product_of(a.by, b.by);
       return by ? part_of_cosh(s, *by, b.rest) : no_match();
     }},
    {Op::Div, "c·(exp(u) + exp(−u))/d = 2c/d·cosh(u) for constants c/d < 1", "|u| > 709", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!may_have_factor(s, f.x[1])) return no_match();
       const Part& b = part_of(s, f.x[1]);
       if (!is_one(s, b.rest)) return no_match();
       const Part& a = part_of(s, f.x[0]);
       const optional<Coefficient> by = quotient_of(a.by, b.by);
       return by ? part_of_cosh(s, *by, a.rest) : no_match();
     }},
    {Op::Div, "c·sinh(u)/d = c/d·sinh(u) for constants c and d", "|u| > 709", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!may_have_factor(s, f.x[1])) return no_match();
       const Part& b = part_of(s, f.x[1]);
       if (!is_one(s, b.rest)) return no_match();
       const Part& a = part_of(s, f.x[0]);
       const bool fits = s.is(a.rest, Op::Sinh) && !a.by.is_one();
       const optional<Coefficient> by = fits ? quotient_of(a.by, b.by) : std::nullopt;
       return by ? Match(times(s, *by, a.rest)) : no_match();
     }},
    {Op::Mul, "(c·u)·(d·v) = c·d·(u·v) for constants c and d, where a rule has u·v", "as there", When::Always,
     product_of_known},
    {Op::Mul, "(c·p/q)·(d·u) = c·d·p·(u/q) for constants c and d, where a rule has u/q", "as there", When::Always,
     product_with_quotient},
    {Op::Div, "(c·u)/(d·v) = c/d·(u/v) for constants c and d, where a rule has u/v", "as there", When::Always,
     quotient_of_known},
    {Op::Add, "c·u + c·v = c·(u + v) for a constant c, where a rule has u + v", "as there", When::Always, sum_of_known},
    {Op::Sub, "c·u − c·v = c·(u − v) for a constant c, where a rule has u − v or v − u", "as there", When::Always,
     sum_of_known},
};

}  // namespace

std::span<const StableRule> coefficient_rules() { return kCoefficientRules; }

}  // namespace adc::passes
