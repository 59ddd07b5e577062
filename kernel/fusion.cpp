#include "kernel/fusion.h"

#include <algorithm>
#include <array>
#include <limits>

#include "ir/moves.h"
#include "ir/view.h"

namespace adc::kernel {
namespace {

using ir::List;
using ir::Op;
using ir::Shape;
using ir::ValueId;
using ir::View;

/// What may be computed again in each step that needs it (weighted cost per element).
constexpr std::uint32_t kCheap = 4;
/// Smaller products, and products with vectors, are loops.
constexpr double kSmallProduct = 16 * 16 * 16;

/// libxsmm counts in 32 bits.
constexpr std::int64_t kFarthest = std::numeric_limits<std::int32_t>::max();

bool only_moves(Op op) { return op == Op::Copy || op == Op::StopGradient || ir::moves_elements(op); }

bool is_always_stored(const ir::Function& fn, ValueId id) {
  switch (fn.op(id)) {
    case Op::Param:
    case Op::Const:
    case Op::Iota: return false;
    case Op::Dot:
    case Op::ReduceSum:
    case Op::ReduceMax:
    case Op::ReduceMin:
    case Op::Prod:
    case Op::Argmax:
    case Op::ScatterAdd:
    case Op::Concat: return true;
    case Op::Pad: return std::ranges::any_of(fn.list(id, 2), [](std::int64_t interior) { return interior > 0; });
    default: return fn.shape(id).rank() == 0;
  }
}

/// An operand of a product: the value that is stored, and the operand as a view of it.
struct Access {
  ValueId stored;
  View view;
};

Access whole(const ir::Function& fn, ValueId id) { return {id, ir::view_of(fn.shape(id))}; }

Access access(const ir::Function& fn, ValueId operand) {
  std::vector<ValueId> moves;
  ValueId base = operand;
  for (; only_moves(fn.op(base)) && moves.size() < kMaxBody; base = fn.operands(base)[0]) moves.push_back(base);
  if (fn.op(base) == Op::Const || fn.op(base) == Op::Iota) return whole(fn, operand);
  Access result = whole(fn, base);
  for (std::size_t i = moves.size(); i-- > 0;) {
    if (fn.op(moves[i]) == Op::StopGradient) continue;
    const std::optional<View> view = ir::view_through(fn, moves[i], result.view);
    result = view ? Access{result.stored, *view} : whole(fn, moves[i]);
  }
  return result;
}

bool contains(List list, std::size_t axis) {
  return std::ranges::find(list, static_cast<std::int64_t>(axis)) != list.end();
}

/// Axes that can be walked through by one index.
struct Run {
  std::int64_t extent = 1;
  std::int64_t stride = 0;
};

std::optional<Run> run_of(const View& view, List axes) {
  Run run;
  for (std::size_t i = axes.size(); i-- > 0;) {
    const auto axis = static_cast<std::size_t>(axes[i]);
    if (view.shape[axis] == 1) continue;
    if (run.extent == 1)
      run.stride = view.strides[axis];
    else if (view.strides[axis] != run.stride * run.extent)
      return std::nullopt;
    run.extent *= view.shape[axis];
  }
  return run;
}

std::optional<std::array<Run, 3>> runs_of(const View& view, List batch, List contracted) {
  std::vector<std::int64_t> free;
  for (std::size_t axis = 0; axis < view.shape.rank(); ++axis) {
    if (!contains(batch, axis) && !contains(contracted, axis)) free.push_back(static_cast<std::int64_t>(axis));
  }
  const std::array<std::optional<Run>, 3> runs = {run_of(view, batch), run_of(view, free), run_of(view, contracted)};
  if (!runs[0] || !runs[1] || !runs[2]) return std::nullopt;
  const auto is_matrix = [](const Run& x, const Run& y) {
    return (x.extent == 1 || x.stride == 1) && (y.extent == 1 || y.stride >= x.extent) && y.stride <= kFarthest;
  };
  if (!is_matrix(*runs[1], *runs[2]) && !is_matrix(*runs[2], *runs[1])) return std::nullopt;
  return std::array{*runs[0], *runs[1], *runs[2]};
}

struct Side {
  ValueId stored;
  std::int64_t offset;
  std::array<Run, 3> runs;  ///< batch, free, contracted
};

std::optional<Side> side(const ir::Function& fn, ValueId dot, std::size_t k) {
  const ValueId operand = fn.operands(dot)[k];
  for (const Access& way : {access(fn, operand), whole(fn, operand)}) {
    const auto runs = runs_of(way.view, fn.list(dot, k), fn.list(dot, k + 2));
    const bool can_be_stored = !fn.is_const(way.stored) && fn.op(way.stored) != Op::Iota;
    if (runs && can_be_stored) return Side{way.stored, way.view.offset, *runs};
  }
  return std::nullopt;
}

class Decisions {
 public:
  explicit Decisions(const ir::Function& fn)
      : fn_(fn), cost_(fn.size()), must_(fn.size()), moved_(fn.size()), joined_(fn.size()), home_(fn.size(), kNone) {
    result_.stored.assign(fn.size(), false);
    result_.is_product.assign(fn.size(), false);
  }

  Fusion run() {
    measure();
    for (const ir::Output& output : fn_.outputs()) {
      if (fn_.op(output.value) != Op::Param) must_[index(output.value)] = true;
    }
    for (std::size_t i = fn_.size(); i-- > 0;) decide(ir::value_id(i));
    return std::move(result_);
  }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::uint32_t kMany = kNone - 1;
  static constexpr std::uint32_t kDear = 1000;

  /// The cost of each value from those that are stored in any case; values whose trees grow too large are stored.
  void measure() {
    std::vector<std::uint32_t> size(fn_.size(), 0);
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      const ValueId id = ir::value_id(i);
      if (fn_.op(id) == Op::Param || fn_.is_const(id)) continue;
      std::uint32_t cost = only_moves(fn_.op(id)) ? 0 : std::max<std::uint32_t>(ir::info(fn_.op(id)).cost, 1);
      std::uint32_t nodes = 1;
      for (const ValueId operand : fn_.operands(id)) {
        cost += cost_[index(operand)];
        nodes += size[index(operand)];
      }
      if (nodes > kMaxBody && fn_.op(id) != Op::Iota) must_[i] = true;
      if (must_[i] || is_always_stored(fn_, id)) continue;  // nothing for its users to compute
      cost_[i] = std::min(cost, kDear);
      size[i] = nodes;
    }
  }

  void decide(ValueId id) {
    const bool is_live = must_[index(id)] || home_[index(id)] != kNone;
    if (!is_live || fn_.op(id) == Op::Param) return;
    const bool is_needed_often = home_[index(id)] == kMany && cost_[index(id)] > kCheap;
    const bool is_leaf = fn_.is_const(id) || fn_.op(id) == Op::Iota;
    const bool is_part = joined_[index(id)] && home_[index(id)] != kMany;
    const bool is_stored = must_[index(id)] || (!is_leaf && !is_part && (is_needed_often || is_always_stored(fn_, id)));
    result_.stored[index(id)] = is_stored;
    const std::uint32_t home = is_stored ? static_cast<std::uint32_t>(index(id)) : home_[index(id)];
    demand_arrays(id);
    if (result_.is_product[index(id)]) return;  // it reads the arrays, and nothing of what lies between
    for (const ValueId operand : fn_.operands(id)) {
      std::uint32_t& other = home_[index(operand)];
      if (!ir::is_elementwise(fn_.op(id))) moved_[index(operand)] = true;  // needed at other places
      const bool is_shared = other != kNone && (other != home || moved_[index(operand)]);
      other = is_shared ? kMany : home;
    }
  }

  void demand_arrays(ValueId id) {
    if (fn_.op(id) == Op::Dot) return demand_factors(id);
    if (fn_.op(id) == Op::Concat) return join(id);
    if (fn_.op(id) == Op::Gather) return demand(access(fn_, fn_.operands(id)[0]).stored);
    if (fn_.op(id) == Op::Broadcast) return demand_unless_cheap(fn_.operands(id)[0]);
    if (fn_.op(id) == Op::Reshape && !merged_axes(fn_.shape(fn_.operands(id)[0]), fn_.shape(id)))
      demand(fn_.operands(id)[0]);
  }

  // A concatenation along the same axis that nothing else needs is written where it goes.
  void join(ValueId concat) {
    for (const ValueId x : fn_.operands(concat)) {
      joined_[index(x)] = fn_.op(x) == Op::Concat && std::ranges::equal(fn_.list(x, 0), fn_.list(concat, 0));
    }
  }

  void demand_factors(ValueId dot) {
    const auto product = as_matrix_product(fn_, dot);
    result_.is_product[index(dot)] = product.has_value();
    if (!product) {
      for (const ValueId x : fn_.operands(dot)) demand_unless_cheap(x);
      return;
    }
    demand(ir::value_id(product->a.array));
    demand(ir::value_id(product->b.array));
  }

  void demand(ValueId id) {
    if (fn_.op(id) != Op::Param) must_[index(id)] = true;
  }
  void demand_unless_cheap(ValueId id) {
    if (cost_[index(id)] > kCheap) demand(id);
  }

  const ir::Function& fn_;
  Fusion result_;
  std::vector<std::uint32_t> cost_;
  std::vector<bool> must_;
  std::vector<bool> moved_;          // something needs its elements at other places
  std::vector<bool> joined_;         // a part of a concatenation, and one itself
  std::vector<std::uint32_t> home_;  // the stored value that needs this one, or kNone, kMany
};

}  // namespace

std::optional<std::vector<std::vector<std::size_t>>> merged_axes(const Shape& operand, const Shape& result) {
  std::vector<std::vector<std::size_t>> groups(operand.rank());
  std::size_t next = 0;
  const auto skip_ones = [&] {
    while (next < result.rank() && result[next] == 1) ++next;
  };
  for (std::size_t axis = 0; axis < operand.rank(); ++axis) {
    std::int64_t extent = 1;
    for (skip_ones(); extent < operand[axis] && next < result.rank(); skip_ones()) {
      extent *= result[next];
      groups[axis].push_back(next++);
    }
    if (extent != operand[axis]) return std::nullopt;
  }
  return groups;
}

std::optional<MatrixProduct> as_matrix_product(const ir::Function& fn, ValueId dot) {
  const std::optional<Side> a = side(fn, dot, 0);
  const std::optional<Side> b = side(fn, dot, 1);
  if (!a || !b) return std::nullopt;
  const auto& [batch, rows, terms] = a->runs;
  const std::int64_t columns = b->runs[1].extent;
  const double products =
      static_cast<double>(rows.extent) * static_cast<double>(columns) * static_cast<double>(terms.extent);
  if (products <= kSmallProduct || batch.extent == 0 || rows.extent == 1 || columns == 1 || columns > kFarthest ||
      terms.extent == 1)
    return std::nullopt;
  return MatrixProduct{
      .batch = batch.extent,
      .m = rows.extent,
      .n = columns,
      .k = terms.extent,
      .a = {static_cast<ArrayId>(index(a->stored)), a->offset, batch.stride, rows.stride, terms.stride},
      .b = {static_cast<ArrayId>(index(b->stored)), b->offset, b->runs[0].stride, b->runs[2].stride, b->runs[1].stride},
      .c = static_cast<ArrayId>(index(dot))};
}

Fusion fuse(const ir::Function& fn) { return Decisions(fn).run(); }

}  // namespace adc::kernel
