// Choices by one condition inside each other. Rules keep their left side beside the right, where it is found again when
// the result is rewritten once more: c ? better : left becomes c ? better : (c ? better : left).
#include "passes/stable/match_tensors.h"

namespace adc::passes {
namespace {

// v where c is known to hold, or not to.
ValueId given(const Site& s, ValueId c, bool holds, ValueId v, int steps) {
  if (steps == 0) return v;
  if (s.is(v, Op::Mul) && s.is(s.arg(v), Op::Const)) {
    const std::array factors{s.arg(v), s.arg(v, 1)};
    const ValueId x = given(s, c, holds, factors[1], steps - 1);
    return x == factors[1] ? v : s.b.mul(factors[0], x);
  }
  if (s.is(v, Op::Neg)) {
    const ValueId operand = s.arg(v);
    const ValueId x = given(s, c, holds, operand, steps - 1);
    return x == operand ? v : s.b.neg(x);
  }
  if (!s.is(v, Op::Select)) return v;
  if (s.arg(v) == c) {
    const ValueId chosen = s.arg(v, holds ? 1 : 2);
    return shape_of(s, chosen) == shape_of(s, v) ? given(s, c, holds, chosen, steps - 1) : v;
  }
  const ValueId condition = s.arg(v);
  const std::array sides{s.arg(v, 1), s.arg(v, 2)};
  const ValueId x = given(s, c, holds, sides[0], steps - 1);
  const ValueId y = given(s, c, holds, sides[1], steps - 1);
  return x == sides[0] && y == sides[1] ? v : s.b.select(condition, x, y);
}

constexpr Rewrite kChoiceRewrites[] = {
    {Op::Select, "c ? x : x = x",
     [](const Site& s, const Form& f) -> Match {
       const bool same = f.x[1] == f.x[2] && shape_of(s, f.x[0]).rank() <= shape_of(s, f.x[1]).rank();
       return same ? Match(f.x[1]) : no_match();
     }},
    {Op::Select,
     "c ? (c ? x : y) : z = c ? x : z,  c ? x : (c ? y : z) = c ? x : z,  and so inside other choices and behind "
     "constant factors",
     [](const Site& s, const Form& f) -> Match {
       constexpr int kSteps = 4;
       const ValueId x = given(s, f.x[0], true, f.x[1], kSteps);
       const ValueId y = given(s, f.x[0], false, f.x[2], kSteps);
       return x == f.x[1] && y == f.x[2] ? no_match() : Match(Form(Op::Select, {f.x[0], x, y}));
     }},
};

}  // namespace

std::span<const Rewrite> choice_rewrites() { return kChoiceRewrites; }

}  // namespace adc::passes
