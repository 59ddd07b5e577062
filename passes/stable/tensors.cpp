#include "passes/stable/match_tensors.h"
#include "passes/stable/vanishing.h"

namespace adc::passes {
namespace {

using std::optional;

// w, which has the axes of `shape` but `axes`, for each element along those.
ValueId spread(const Site& s, ValueId w, const ir::Shape& shape, const Axes& axes) {
  if (axes.size() == shape.rank()) return w;
  return s.b.broadcast(w, extents(shape), other_axes(axes, shape.rank()));
}

// w where v is w for each element along `axes`.
optional<ValueId> unspread(const Site& s, ValueId v, const ir::Shape& shape, const Axes& axes) {
  if (shape_of(s, v).rank() == 0) return axes.size() == shape.rank() ? optional(v) : std::nullopt;
  if (!s.is(v, Op::Broadcast) || list_of(s, v, 1) != other_axes(axes, shape.rank())) return std::nullopt;
  return s.arg(v);
}

// Where v is z − w with w the same along `axes`: z and w.
struct Shifted {
  ValueId z;
  ValueId w;
};
optional<Shifted> shifted_by(const Site& s, ValueId v, const Axes& axes) {
  if (!s.is(v, Op::Sub)) return std::nullopt;
  const ir::Shape shape = shape_of(s, v);
  if (shape_of(s, s.arg(v, 0)) != shape) return std::nullopt;
  const optional<ValueId> w = unspread(s, s.arg(v, 1), shape, axes);
  return w ? optional(Shifted{s.arg(v, 0), *w}) : std::nullopt;
}

bool moves_elements(Op op) {
  constexpr std::array kOps{Op::Broadcast, Op::Transpose, Op::Reshape, Op::Slice, Op::Reverse, Op::Gather};
  return std::ranges::find(kOps, op) != kOps.end();
}

// The instruction `like` of x in place of its first operand.
ValueId repeat_on(const Site& s, ValueId like, ValueId x) {
  const ir::Function& fn = s.b.function();
  const ir::List given = fn.immediates(like);
  const Axes immediates(given.begin(), given.end());
  std::vector<ValueId> operands(fn.operands(like).begin(), fn.operands(like).end());
  operands[0] = x;
  return s.b.emit(fn.op(like), operands, immediates);
}

// z and logsumexp(z), for each element, where v is softmax(z) or some of its elements.
struct LogSoftmax {
  ValueId z;
  ValueId total;
};
optional<LogSoftmax> log_of_softmax(const Site& s, ValueId v) {
  constexpr std::size_t kMaxMoves = 8;
  std::vector<ValueId> moves;
  while (moves_elements(s.b.function().op(v)) && moves.size() < kMaxMoves) {
    moves.push_back(v);
    v = s.arg(v);
  }
  if (!s.is(v, Op::Softmax)) return std::nullopt;
  const Axes axes = list_of(s, v, 0);
  const ValueId z = s.arg(v);
  LogSoftmax result{z, spread(s, s.b.logsumexp(z, axes), shape_of(s, z), axes)};
  for (; !moves.empty(); moves.pop_back()) {
    result.z = repeat_on(s, moves.back(), result.z);
    if (shape_of(s, result.total).rank() > 0) result.total = repeat_on(s, moves.back(), result.total);
  }
  return result;
}

// Where v is Σ exp(u): u, and the axes.
struct Exponentials {
  ValueId u;
  Axes axes;
};
optional<Exponentials> sum_of_exponentials(const Site& s, ValueId v) {
  if (!s.is(v, Op::ReduceSum) || !s.is(s.arg(v), Op::Exp)) return std::nullopt;
  return Exponentials{s.arg(s.arg(v)), list_of(s, v, 0)};
}

// Where v is Σ x²: x and the axes.
optional<Exponentials> sum_of_squares(const Site& s, ValueId v) {
  if (s.is(v, Op::ReduceSum)) {
    const optional<ValueId> x = square_root_of(s, s.arg(v));
    return x ? optional(Exponentials{*x, list_of(s, v, 0)}) : std::nullopt;
  }
  if (!s.is(v, Op::Dot) || s.arg(v, 0) != s.arg(v, 1)) return std::nullopt;
  const Axes axes = list_of(s, v, 2);
  const bool all = shape_of(s, v).rank() == 0 && axes == list_of(s, v, 3);
  return all ? optional(Exponentials{s.arg(v), all_axes(shape_of(s, s.arg(v)))}) : std::nullopt;
}

Match norm_squared(const Site& s, ValueId norm) {
  const ValueId x = s.arg(norm);
  return s.b.reduce_sum(s.b.mul(x, x), list_of(s, norm, 0));
}

constexpr StableRule kRules[] = {
    {Op::Div, "exp(u)/Σ exp(u) = softmax(u)", "where the sum leaves the range", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Exp)) return no_match();
       const bool repeated = s.is(f.x[1], Op::Broadcast);
       const optional<Exponentials> sum = sum_of_exponentials(s, repeated ? s.arg(f.x[1]) : f.x[1]);
       if (!sum || sum->u != s.arg(f.x[0])) return no_match();
       if (!unspread(s, f.x[1], shape_of(s, f.x[0]), sum->axes)) return no_match();
       return s.b.softmax(sum->u, sum->axes);
     }},
    {Op::Softmax, "softmax(z − c) = softmax(z) where c is the same along the axes", "where z − c rounds", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const Axes axes(f.list(0).begin(), f.list(0).end());
       const optional<Shifted> shifted = shifted_by(s, f.x[0], axes);
       return shifted ? Match(s.b.softmax(shifted->z, axes)) : no_match();
     }},
    {Op::Log, "log Σ exp(u) = logsumexp(u)", "where the sum leaves the range", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<Exponentials> sum = sum_of_exponentials(s, f.x[0]);
       return sum ? Match(s.b.logsumexp(sum->u, sum->axes)) : no_match();
     }},
    {Op::Add, "c + logsumexp(z − c) = logsumexp(z)", "where z − c rounds", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Logsumexp)) return no_match();
       const Axes axes = list_of(s, f.x[1], 0);
       const optional<Shifted> shifted = shifted_by(s, s.arg(f.x[1]), axes);
       return shifted && shifted->w == f.x[0] ? Match(s.b.logsumexp(shifted->z, axes)) : no_match();
     }},
    {Op::Log, "log(softmax(z)) = z − logsumexp(z), also of some elements", "where softmax(z) is small or near 1",
     When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<LogSoftmax> log = log_of_softmax(s, f.x[0]);
       return log ? Match(Form(Op::Sub, {log->z, log->total})) : no_match();
     }},
    {Op::Xlogy, "t·log(softmax(z)) = t·(z − logsumexp(z)), and 0 where t = 0", "where softmax(z) is small or near 1",
     When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<LogSoftmax> log = log_of_softmax(s, f.x[1]);
       if (!log) return no_match();
       return times_logarithm(s, f.x[0], s.b.sub(log->z, log->total));
     }},
    {Op::Xlogy, "t·log(σ(u)) = −t·softplus(−u), and 0 where t = 0", "everywhere", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[1], Op::Sigmoid)) return no_match();
       return times_logarithm(s, f.x[0], s.b.neg(s.b.softplus(negated(s, s.arg(f.x[1])))));
     }},
    {Op::Dot, "Σ t·log(x) = Σ xlogy(t, x)", "0 where t = x = 0, which 0·∞ makes nan", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ir::Shape shape = shape_of(s, f.x[0]);
       const Axes axes = all_axes(shape);
       const bool pairs_all =
           shape_of(s, f.x[1]) == shape && std::ranges::equal(f.list(2), axes) && std::ranges::equal(f.list(3), axes);
       if (!pairs_all) return no_match();
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         if (!s.is(f.x[k], Op::Log)) continue;
         return s.b.reduce_sum(s.b.xlogy(f.x[1 - k], s.arg(f.x[k])), axes);
       }
       return no_match();
     }},
    {Op::Sqrt, "√Σ x² = ‖x‖", "where a square leaves the range", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<Exponentials> sum = sum_of_squares(s, f.x[0]);
       return sum && !sum->axes.empty() ? Match(s.b.norm(sum->u, sum->axes)) : no_match();
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

std::span<const StableRule> tensor_rules() { return kRules; }

}  // namespace adc::passes
