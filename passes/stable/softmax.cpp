// Softmax, its logarithm and sums of exponentials, as people write them by hand.
#include <ranges>

#include "ir/moves.h"
#include "passes/stable/match_tensors.h"
#include "passes/stable/vanishing.h"

namespace adc::passes {
namespace {

using std::optional;

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

// Where v is Σ exp(u): u, and the axes.
struct Exponentials {
  ValueId u;
  Axes axes;
};
optional<Exponentials> sum_of_exponentials(const Site& s, ValueId v) {
  if (!s.is(v, Op::ReduceSum) || !s.is(s.arg(v), Op::Exp)) return std::nullopt;
  return Exponentials{s.arg(s.arg(v)), list_of(s, v, 0)};
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

// What v is made of by moving elements: v itself, or the value at the end of a chain of moves, and the moves from the
// last to the first.
struct Moved {
  ValueId from;
  std::vector<ValueId> moves = {};

  [[nodiscard]] ValueId repeated_on(const Site& s, ValueId x) const {
    for (const ValueId move : moves | std::views::reverse) x = repeat_on(s, move, x);
    return x;
  }
};
bool chooses_elements(Op op) { return op == Op::Gather || ir::moves_elements(op); }
constexpr std::size_t kMaxMoves = 8;
template <class Found>
optional<Moved> moved_from(const Site& s, ValueId v, Found found) {
  Moved moved{v};
  while (!found(moved.from)) {
    if (!chooses_elements(s.b.function().op(moved.from)) || moved.moves.size() == kMaxMoves) return std::nullopt;
    moved.moves.push_back(moved.from);
    moved.from = s.arg(moved.from);
  }
  return moved;
}

// softmax(u) for single elements: where v is exp(u) or some of its elements, and the divisor Σ exp(u) one number.
optional<ValueId> elements_of_softmax(const Site& s, ValueId v, const Exponentials& sum, ValueId exponentials) {
  const bool of_exponents = s.is(v, Op::Exp);
  const ValueId start = of_exponents ? s.arg(v) : v;
  const ValueId end = of_exponents ? sum.u : exponentials;
  const optional<Moved> moved = moved_from(s, start, [&](ValueId from) { return from == end; });
  return moved ? optional(moved->repeated_on(s, s.b.softmax(sum.u, sum.axes))) : std::nullopt;
}

// log_softmax(z), or some of its elements, where v is softmax(z), or the same elements of it.
optional<ValueId> log_of_softmax(const Site& s, ValueId v) {
  const optional<Moved> moved = moved_from(s, v, [&](ValueId from) { return s.is(from, Op::Softmax); });
  if (!moved) return std::nullopt;
  return moved->repeated_on(s, s.b.log_softmax(s.arg(moved->from), list_of(s, moved->from, 0)));
}

bool is_log_softmax(const Site& s, ValueId v) {
  return moved_from(s, v, [&](ValueId from) { return s.is(from, Op::LogSoftmax); }).has_value();
}

// Where the number x stands in the list z that was joined from parts.
optional<std::int64_t> place_in_joined(const Site& s, ValueId z, ValueId x) {
  const auto is_x = [&](ValueId part) {
    return (s.is(part, Op::Reshape) && s.arg(part) == x) || (s.is(x, Op::Reshape) && s.arg(x) == part);
  };
  std::int64_t place = 0;
  std::vector<ValueId> open{z};
  while (!open.empty()) {
    const ValueId part = open.back();
    open.pop_back();
    if (s.is(part, Op::Concat)) {
      open.push_back(s.arg(part, 1));
      open.push_back(s.arg(part, 0));
    } else if (is_x(part)) {
      return place;
    } else {
      place += shape_of(s, part).elements();
    }
  }
  return std::nullopt;
}

ValueId element_of(const Site& s, ValueId list, std::int64_t place) {
  const std::int64_t stop = place + 1;
  const std::int64_t stride = 1;
  return s.b.reshape(s.b.slice(list, ir::List(&place, 1), ir::List(&stop, 1), ir::List(&stride, 1)), {});
}

// log_softmax(z), or some of its elements, where v is logsumexp(z) for each of the elements x of z.
optional<ValueId> minus_logsumexp(const Site& s, ValueId x, ValueId v) {
  const ValueId total = s.is(v, Op::Broadcast) ? s.arg(v) : v;
  if (!s.is(total, Op::Logsumexp)) return std::nullopt;
  const ValueId z = s.arg(total);
  const Axes axes = list_of(s, total, 0);
  const auto log = [&] { return s.b.log_softmax(z, axes); };
  if (x == z) return unspread(s, v, shape_of(s, z), axes) == total ? optional(log()) : std::nullopt;
  if (shape_of(s, total).rank() > 0) return std::nullopt;
  const optional<Moved> moved = moved_from(s, x, [&](ValueId from) { return from == z; });
  if (moved) return moved->repeated_on(s, log());
  constexpr std::int64_t kMostElements = 64;  // each is looked at
  const ir::Shape list = shape_of(s, z);
  const bool joined = s.is(z, Op::Concat) && list.rank() == 1 && list.elements() <= kMostElements;
  if (!joined || shape_of(s, x).rank() > 0) return std::nullopt;
  const optional<std::int64_t> place = place_in_joined(s, z, x);
  return place ? optional(element_of(s, log(), *place)) : std::nullopt;
}

// 1 − p, where p is softmax(z) or some of its elements.
optional<ValueId> complement(const Site& s, ValueId p) {
  const optional<ValueId> log = log_of_softmax(s, p);
  return log ? optional(s.b.neg(s.b.expm1(*log))) : std::nullopt;
}

bool is_sum_of(const Site& s, ValueId sum, ValueId v) { return s.is(sum, Op::ReduceSum) && s.arg(sum) == v; }
ValueId without_spread(const Site& s, ValueId v) { return s.is(v, Op::Broadcast) ? s.arg(v) : v; }

// y·(1 − p) − p·(Σy − y) where v is p·Σy for p = softmax(z): what adjoints of logarithms of softmax are made of.
optional<ValueId> minus_share_of_sum(const Site& s, ValueId y, ValueId v) {
  if (!s.is(v, Op::Mul)) return std::nullopt;
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const ValueId p = s.arg(v, k);
    const ValueId sum = s.arg(v, 1 - k);
    if (!is_sum_of(s, without_spread(s, sum), y)) continue;
    if (const optional<ValueId> rest = complement(s, p)) return s.b.sub(s.b.mul(y, *rest), s.b.mul(p, s.b.sub(sum, y)));
  }
  return std::nullopt;
}

// p for each element of y, where a sum of products p·y is written as a product or as a contraction with p.
optional<ValueId> weights_in_mean(const Site& s, ValueId sum, ValueId y) {
  if (s.is(sum, Op::ReduceSum) && s.is(s.arg(sum), Op::Mul)) {
    const ValueId product = s.arg(sum);
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}})
      if (s.arg(product, 1 - k) == y) return s.arg(product, k);
  }
  if (!s.is(sum, Op::Dot)) return std::nullopt;
  const ir::Shape shape = shape_of(s, y);
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const ValueId p = s.arg(sum, k);
    const Axes contracted = list_of(s, sum, 3 - k);
    if (s.arg(sum, 1 - k) != y || shape_of(s, p).rank() != 1 || contracted.size() != 1) continue;
    return shape.rank() == 1 ? p : s.b.broadcast(p, extents(shape), contracted);
  }
  return std::nullopt;
}

// y·(1 − p) − (Σ p·y − p·y) where v is Σ p·y for p = softmax(z): what tangents of softmax are made of.
optional<ValueId> minus_mean(const Site& s, ValueId y, ValueId v) {
  const optional<ValueId> p = weights_in_mean(s, without_spread(s, v), y);
  const optional<ValueId> rest = p ? complement(s, *p) : std::nullopt;
  if (!rest) return std::nullopt;
  return s.b.sub(s.b.mul(y, *rest), s.b.sub(v, s.b.mul(*p, y)));
}

// Where a difference is u − v or v − u, `f(u, v)` with the sign.
template <class F>
Match either_way(const Site& s, const Form& difference, F f) {
  if (const optional<ValueId> found = f(difference.x[0], difference.x[1])) return *found;
  const optional<ValueId> found = f(difference.x[1], difference.x[0]);
  return found ? Match(s.b.neg(*found)) : no_match();
}

constexpr StableRule kSoftmaxRules[] = {
    {Op::Div, "exp(u)/Σ exp(u) = softmax(u), also of some elements", "where the sum leaves the range", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const ValueId total = s.is(f.x[1], Op::Broadcast) ? s.arg(f.x[1]) : f.x[1];
       const optional<Exponentials> sum = sum_of_exponentials(s, total);
       if (!sum) return no_match();
       if (!s.is(f.x[0], Op::Exp) || sum->u != s.arg(f.x[0])) {
         if (shape_of(s, total).rank() > 0) return no_match();
         const optional<ValueId> some = elements_of_softmax(s, f.x[0], *sum, s.arg(total));
         return some ? Match(*some) : no_match();
       }
       if (!unspread(s, f.x[1], shape_of(s, f.x[0]), sum->axes)) return no_match();
       return s.b.softmax(sum->u, sum->axes);
     }},
    {Op::Softmax, "softmax(z − c) = softmax(z) where c is the same along the axes", "where z − c rounds", When::Always,
     [](const Site& s, const Form& f) -> Match {
       const Axes axes(f.list(0).begin(), f.list(0).end());
       const optional<Shifted> shifted = shifted_by(s, f.x[0], axes);
       return shifted ? Match(s.b.softmax(shifted->z, axes)) : no_match();
     }},
    {Op::LogSoftmax, "log_softmax(z − c) = log_softmax(z) where c is the same along the axes", "where z − c rounds",
     When::Always,
     [](const Site& s, const Form& f) -> Match {
       const Axes axes(f.list(0).begin(), f.list(0).end());
       const optional<Shifted> shifted = shifted_by(s, f.x[0], axes);
       return shifted ? Match(s.b.log_softmax(shifted->z, axes)) : no_match();
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
    {Op::Log, "log(softmax(z)) = log_softmax(z), also of some elements", "where softmax(z) is small or near 1",
     When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> log = log_of_softmax(s, f.x[0]);
       return log ? Match(*log) : no_match();
     }},
    {Op::Sub, "z − logsumexp(z) = log_softmax(z), also of some elements", "where softmax(z) is near 1, or z large",
     When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> log = minus_logsumexp(s, f.x[0], f.x[1]);
       return log ? Match(*log) : no_match();
     }},
    {Op::Sub, "logsumexp(z) − z = −log_softmax(z), also of some elements", "where softmax(z) is near 1, or z large",
     When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> log = minus_logsumexp(s, f.x[1], f.x[0]);
       return log ? Match(Form(Op::Neg, {*log})) : no_match();
     }},
    {Op::Exp, "exp(log_softmax(z)) = softmax(z)", "where softmax(z) is small", When::Always,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::LogSoftmax)) return no_match();
       return s.b.softmax(s.arg(f.x[0]), list_of(s, f.x[0], 0));
     }},
    {Op::Xlogy, "t·log(softmax(z)) = t·log_softmax(z), and 0 where t = 0", "where softmax(z) is small or near 1",
     When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> log = log_of_softmax(s, f.x[1]);
       return log ? Match(times_logarithm(s, f.x[0], *log)) : no_match();
     }},
    {Op::Dot, "dot(t, log_softmax(z)) = Σ (t = 0 and log_softmax(z) = −inf ? 0 : t·log_softmax(z))",
     "where log_softmax(z) = −inf, which 0·∞ makes nan", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!pairs_all(s, f)) return no_match();
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         if (!is_log_softmax(s, f.x[k])) continue;
         return s.b.reduce_sum(times_logarithm(s, f.x[1 - k], f.x[k]), all_axes(shape_of(s, f.x[0])));
       }
       return no_match();
     }},
    {Op::ReduceSum, "Σ t·log_softmax(z) = Σ (t = 0 and log_softmax(z) = −inf ? 0 : t·log_softmax(z))",
     "where log_softmax(z) = −inf, which 0·∞ makes nan", When::First,
     [](const Site& s, const Form& f) -> Match {
       if (!s.is(f.x[0], Op::Mul)) return no_match();
       const Axes axes(f.list(0).begin(), f.list(0).end());
       for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
         const ValueId y = s.arg(f.x[0], k);
         if (is_log_softmax(s, y)) return s.b.reduce_sum(times_logarithm(s, s.arg(f.x[0], 1 - k), y), axes);
       }
       return no_match();
     }},
};

constexpr StableRule kComplementRules[] = {
    {Op::Sub, "1 − softmax(z) = −expm1(log_softmax(z)), also of some elements", "where softmax(z) is near 1",
     When::Always,
     [](const Site& s, const Form& f) -> Match {
       const optional<ValueId> rest = s.is_rational(f.x[0], 1) ? complement(s, f.x[1]) : std::nullopt;
       return rest ? Match(*rest) : no_match();
     }},
    {Op::Sub, "y − p·Σy = y·(1 − p) − p·(Σy − y) for p = softmax(z)", "where p is near 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return either_way(s, f, [&](ValueId y, ValueId v) { return minus_share_of_sum(s, y, v); });
     }},
    {Op::Sub, "y − Σ p·y = y·(1 − p) − (Σ p·y − p·y) for p = softmax(z)", "where p is near 1", When::Always,
     [](const Site& s, const Form& f) -> Match {
       return either_way(s, f, [&](ValueId y, ValueId v) { return minus_mean(s, y, v); });
     }},
};

}  // namespace

std::span<const StableRule> softmax_rules() { return kSoftmaxRules; }
std::span<const StableRule> softmax_complement_rules() { return kComplementRules; }

}  // namespace adc::passes
