#include "passes/tensors/contract_sums.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "ir/builder.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

// Products of more factors, one inside the other, are taken as they are.
constexpr int kMaxDepth = 32;

Axes united(const Axes& a, const Axes& b) {
  Axes all;
  std::ranges::set_union(a, b, std::back_inserter(all));
  return all;
}
Axes common(const Axes& a, const Axes& b) {
  Axes both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}
Axes without(const Axes& a, const Axes& b) {
  Axes rest;
  std::ranges::set_difference(a, b, std::back_inserter(rest));
  return rest;
}

// Where these of the axes are among `axes`.
Axes positions(const Axes& of, const Axes& axes) {
  Axes result;
  for (const std::int64_t axis : of) result.push_back(std::ranges::find(axes, axis) - axes.begin());
  return result;
}

// A value over those axes of a product that it depends on.
struct Factor {
  ValueId value;
  Axes axes;
};

// Σ ±x·y over the axes `summed` of `product`.
struct Sum {
  ValueId product;
  bool negative;
  Axes summed;
};

class Contraction {
 public:
  Contraction(const ir::Function& fn, std::size_t max_instructions)
      : fn_(fn),
        uses_(fn.size()),
        is_target_(fn.size()),
        b_(fn.name(), fn.float_type(), max_instructions),
        to_(fn.size()) {
    for (std::size_t i = 0; i < fn.size(); ++i) {
      for (const ValueId operand : fn.operands(ir::value_id(i))) ++uses_[ir::index(operand)];
      if (fn.op(ir::value_id(i)) == Op::Diff) is_target_[ir::index(fn.operands(ir::value_id(i))[1])] = true;
    }
    for (const ir::Output& output : fn.outputs()) ++uses_[ir::index(output.value)];
    for (const auto& [value, name] : fn.bindings()) ++uses_[ir::index(value)];
  }

  ir::Function run() {
    std::vector<ValueId> operands;
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      const ValueId id = ir::value_id(i);
      b_.set_span(fn_.span(id));
      if (const std::optional<Sum> sum = contractible(id)) {
        to_[i] = build(*sum);
        continue;
      }
      operands.clear();
      for (const ValueId operand : fn_.operands(id)) operands.push_back(to_[ir::index(operand)]);
      to_[i] = b_.clone(fn_, id, operands);
    }
    for (const auto& [value, name] : fn_.bindings()) b_.bind(to_[ir::index(value)], name);
    for (const ir::Output& output : fn_.outputs()) b_.output(to_[ir::index(output.value)], output.name, output.role);
    return b_.finish();
  }

 private:
  [[nodiscard]] bool is_inner(ValueId id, Op op) const { return fn_.op(id) == op && uses_[ir::index(id)] == 1; }
  [[nodiscard]] bool is_repeated(ValueId id) const { return fn_.op(id) == Op::Broadcast && !is_target_[ir::index(id)]; }

  [[nodiscard]] std::optional<Sum> contractible(ValueId id) const {
    if (fn_.op(id) != Op::ReduceSum) return std::nullopt;
    Sum sum{fn_.operands(id)[0], false, {fn_.list(id, 0).begin(), fn_.list(id, 0).end()}};
    for (; is_inner(sum.product, Op::Neg); sum.product = fn_.operands(sum.product)[0]) sum.negative = !sum.negative;
    std::ranges::sort(sum.summed);
    if (!is_inner(sum.product, Op::Mul) || !is_gain(sum) || multiplies_logarithm(sum)) return std::nullopt;
    return sum;
  }

  // The factors share a summed axis, together they have all, and one lacks an axis or all axes go.
  [[nodiscard]] bool is_gain(const Sum& sum) const {
    const std::size_t rank = fn_.shape(sum.product).rank();
    const Axes x = axes_of(fn_.operands(sum.product)[0], rank, kMaxDepth);
    const Axes y = axes_of(fn_.operands(sum.product)[1], rank, kMaxDepth);
    if (common(common(x, y), sum.summed).empty() || united(x, y).size() < rank) return false;
    return x.size() < rank || y.size() < rank || sum.summed.size() == rank;
  }

  // p·log(q), element by element, has limits where q vanishes with p, which the level stable knows of products.
  [[nodiscard]] bool multiplies_logarithm(const Sum& sum) const {
    const std::size_t rank = fn_.shape(sum.product).rank();
    std::vector<Factor> factors;
    std::vector<ValueId> open{sum.product};
    while (!open.empty() && factors.size() < kMaxDepth) {
      ValueId id = open.back();
      open.pop_back();
      if (is_inner(id, Op::Mul) || is_inner(id, Op::Neg)) {
        open.insert(open.end(), fn_.operands(id).begin(), fn_.operands(id).end());
        continue;
      }
      const Axes axes = axes_of(id, rank, 1);
      if (is_repeated(id)) id = fn_.operands(id)[0];
      factors.push_back({id, axes});
    }
    return std::ranges::any_of(factors, [&](const Factor& log) {
      return fn_.op(log.value) == Op::Log && std::ranges::any_of(factors, [&](const Factor& other) {
               return other.value != log.value && other.axes == log.axes;
             });
    });
  }

  // The axes of a product of `rank` axes that a factor of it depends on.
  [[nodiscard]] Axes axes_of(ValueId id, std::size_t rank, int depth) const {
    if (fn_.shape(id).rank() == 0) return {};
    if (is_repeated(id)) return {fn_.list(id, 1).begin(), fn_.list(id, 1).end()};
    if (depth > 0 && is_inner(id, Op::Neg)) return axes_of(fn_.operands(id)[0], rank, depth - 1);
    if (depth > 0 && is_inner(id, Op::Mul))
      return united(axes_of(fn_.operands(id)[0], rank, depth - 1), axes_of(fn_.operands(id)[1], rank, depth - 1));
    return axis_range(0, rank);
  }

  // --- building ---------------------------------------------------------------------------------------------------

  Factor build_factor(ValueId id, const ir::Shape& shape, int depth) {
    if (fn_.shape(id).rank() > 0 && is_repeated(id))
      return {to_[ir::index(fn_.operands(id)[0])], axes_of(id, shape.rank(), depth)};
    if (depth > 0 && is_inner(id, Op::Neg)) {
      const Factor x = build_factor(fn_.operands(id)[0], shape, depth - 1);
      return {b_.neg(x.value), x.axes};
    }
    if (depth > 0 && is_inner(id, Op::Mul)) {
      const Factor x = build_factor(fn_.operands(id)[0], shape, depth - 1);
      const Factor y = build_factor(fn_.operands(id)[1], shape, depth - 1);
      const Axes axes = united(x.axes, y.axes);
      const ValueId lhs = spread(x, axes, shape);
      return {b_.mul(lhs, spread(y, axes, shape)), axes};
    }
    return {to_[ir::index(id)], axes_of(id, shape.rank(), depth)};
  }

  ValueId spread(const Factor& x, const Axes& axes, const ir::Shape& shape) {
    if (x.axes.empty() || x.axes == axes) return x.value;
    return b_.broadcast(x.value, extents(shape, axes), positions(x.axes, axes));
  }

  ValueId build(const Sum& sum) {
    const ir::Shape& shape = fn_.shape(sum.product);
    const Factor x = build_factor(fn_.operands(sum.product)[0], shape, kMaxDepth);
    const Factor y = build_factor(fn_.operands(sum.product)[1], shape, kMaxDepth);
    const Axes both = common(x.axes, y.axes);
    const Axes contracted = common(both, sum.summed);
    const Axes batch = without(both, sum.summed);
    ValueId result = b_.dot(x.value, y.value,
                            {.lhs_contracted = positions(contracted, x.axes),
                             .rhs_contracted = positions(contracted, y.axes),
                             .lhs_batch = positions(batch, x.axes),
                             .rhs_batch = positions(batch, y.axes)});
    Axes axes = joined(joined(batch, without(x.axes, both)), without(y.axes, both));
    if (const Axes lone = without(sum.summed, both); !lone.empty()) {
      result = b_.reduce_sum(result, positions(lone, axes));
      std::erase_if(axes, [&](std::int64_t axis) { return has_axis(lone, axis); });
    }
    if (!std::ranges::is_sorted(axes)) {
      Axes sorted = axes;
      std::ranges::sort(sorted);
      result = b_.transpose(result, positions(sorted, axes));
    }
    return sum.negative ? b_.neg(result) : result;
  }

  const ir::Function& fn_;
  std::vector<std::uint32_t> uses_;
  std::vector<bool> is_target_;  // what something is derived for
  ir::Builder b_;
  std::vector<ValueId> to_;
};

}  // namespace

ir::Function contract_sums(const ir::Function& fn, std::size_t max_instructions) {
  const auto is_sum = [](const ir::Inst& inst) { return inst.op == Op::ReduceSum; };
  if (std::ranges::none_of(fn.insts(), is_sum)) return fn;
  return Contraction(fn, max_instructions).run();
}

}  // namespace adc::passes
