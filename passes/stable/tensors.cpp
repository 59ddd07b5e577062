#include "passes/stable/match_tensors.h"
#include "passes/stable/vanishing.h"

namespace adc::passes {

using std::optional;

optional<ValueId> unspread(const Site& s, ValueId v, const ir::Shape& shape, const Axes& axes) {
  if (shape_of(s, v).rank() == 0) return axes.size() == shape.rank() ? optional(v) : std::nullopt;
  if (!s.is(v, Op::Broadcast) || list_of(s, v, 1) != other_axes(axes, shape.rank())) return std::nullopt;
  return s.arg(v);
}

bool pairs_all(const Site& s, const Form& dot) {
  const ir::Shape shape = shape_of(s, dot.x[0]);
  const Axes axes = all_axes(shape);
  return shape_of(s, dot.x[1]) == shape && std::ranges::equal(dot.list(2), axes) &&
         std::ranges::equal(dot.list(3), axes);
}

namespace {

// Where v is Σ x²: x and the axes.
struct SquaresOf {
  ValueId x;
  Axes axes;
};
optional<SquaresOf> sum_of_squares(const Site& s, ValueId v) {
  if (s.is(v, Op::ReduceSum)) {
    const optional<ValueId> x = square_root_of(s, s.arg(v));
    return x ? optional(SquaresOf{*x, list_of(s, v, 0)}) : std::nullopt;
  }
  if (!s.is(v, Op::Dot) || s.arg(v, 0) != s.arg(v, 1)) return std::nullopt;
  const Axes axes = list_of(s, v, 2);
  const bool all = shape_of(s, v).rank() == 0 && axes == list_of(s, v, 3);
  return all ? optional(SquaresOf{s.arg(v), all_axes(shape_of(s, s.arg(v)))}) : std::nullopt;
}

Match norm_squared(const Site& s, ValueId norm) {
  const ValueId x = s.arg(norm);
  return s.b.reduce_sum(s.b.mul(x, x), list_of(s, norm, 0));
}

constexpr StableRule kTensorRules[] = {
    {Op::Xlogy, "t·log(σ(u)) = −t·softplus(−u), and 0 where t = 0", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Sigmoid)) return no_match();
       return times_logarithm(s, f.x[0], s.b.neg(s.b.softplus(negated(s, s.arg(f.x[1])))));
     }},
    {Op::Dot, "Σ t·log(x) = Σ xlogy(t, x)", "0 where t = x = 0, which 0·∞ makes nan", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!pairs_all(s, f)) return no_match();
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         if (!s.is(f.x[k], Op::Log)) continue;
         return s.b.reduce_sum(s.b.xlogy(f.x[1 - k], s.arg(f.x[k])), all_axes(shape_of(s, f.x[0])));
       }
       return no_match();
     }},
    {Op::Sqrt, "√Σ x² = ‖x‖", "where a square leaves the range", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<SquaresOf> sum = sum_of_squares(s, f.x[0]);
       return sum && !sum->axes.empty() ? Match(s.b.norm(sum->x, sum->axes)) : no_match();
     }},
    {Op::Powi, "‖x‖² = Σ x²", "everywhere, with fewer operations", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return f.immediate == 2 && s.is(f.x[0], Op::Norm) ? norm_squared(s, f.x[0]) : no_match();
     }},
    {Op::Mul, "‖x‖·‖x‖ = Σ x²", "everywhere, with fewer operations", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return f.x[0] == f.x[1] && s.is(f.x[0], Op::Norm) ? norm_squared(s, f.x[0]) : no_match();
     }},
};

}  // namespace

std::span<const StableRule> tensor_rules() { return kTensorRules; }

}  // namespace adc::passes
