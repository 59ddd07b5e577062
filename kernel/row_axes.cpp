#include "kernel/row_axes.h"

#include <algorithm>

#include "ir/moves.h"
#include "kernel/fusion.h"

namespace adc::kernel {
namespace {

using ir::List;
using ir::Op;
using ir::ValueId;
using Kind = RowAxis::Kind;
using Known = std::optional<RowAxis>;

constexpr RowAxis kFree{};
constexpr RowAxis kZero{Kind::Zero};
constexpr RowAxis kSum{Kind::Sum};
constexpr RowAxis kSome{Kind::Some};
constexpr RowAxis kFlat{Kind::Flat};
RowAxis rows(std::size_t axis) { return {Kind::Rows, axis}; }

std::optional<std::size_t> place_in(List list, std::size_t axis) {
  const auto found = std::ranges::find(list, static_cast<std::int64_t>(axis));
  if (found == list.end()) return std::nullopt;
  return static_cast<std::size_t>(found - list.begin());
}

/// How many of `axes` are before `axis`.
std::size_t before(List axes, std::size_t axis) {
  return static_cast<std::size_t>(
      std::ranges::count_if(axes, [&](std::int64_t one) { return one < static_cast<std::int64_t>(axis); }));
}

class Finder {
 public:
  Finder(const ir::Function& fn, const std::vector<bool>& inputs) : fn_(fn), inputs_(inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i]) tile_ = fn.shape(ir::value_id(i))[0];
    }
  }

  std::optional<std::vector<RowAxis>> run() {
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      const Known known = find(ir::value_id(i));
      if (!known) return std::nullopt;
      known_.push_back(*known);
      is_numbered_.push_back(is_numbered(ir::value_id(i)));
    }
    return std::move(known_);
  }

 private:
  [[nodiscard]] ValueId operand(ValueId id, std::size_t k) const { return fn_.operands(id)[k]; }
  [[nodiscard]] const RowAxis& of(ValueId id, std::size_t k) const { return known_[index(operand(id, k))]; }

  /// Whether the numbers of rows go into a value.
  [[nodiscard]] bool is_numbered(ValueId id) const {
    if (fn_.op(id) == Op::Iota) return fn_.list(id, 1)[0] == 0 && fn_.shape(id)[0] == tile_;
    return std::ranges::any_of(fn_.operands(id), [&](ValueId x) { return is_numbered_[index(x)]; });
  }

  /// Of what depends on no rows.
  [[nodiscard]] RowAxis free(ValueId id) const {
    if (fn_.is_const(id)) {
      const bool is_number = fn_.constant(id).kind() != ir::Constant::Kind::Bool;
      return is_number && fn_.constant(id).to_double() == 0 ? kZero : kFree;
    }
    return ir::keeps_elements(fn_.op(id)) ? of(id, 0) : kFree;
  }

  Known find(ValueId id) {
    const Op op = fn_.op(id);
    if (op == Op::Param) return inputs_[index(id)] ? rows(0) : kFree;
    const bool is_free = std::ranges::all_of(fn_.operands(id), [&](ValueId x) { return known_[index(x)].is_free(); });
    if (is_free) return free(id);
    if (ir::is_elementwise(op)) return elementwise(id);
    const bool has_some = std::ranges::any_of(fn_.operands(id), [&](ValueId x) { return known_[index(x)] == kSome; });
    if (has_some && fn_.operands(id).size() > 1) return std::nullopt;
    const bool is_flat = std::ranges::any_of(fn_.operands(id), [&](ValueId x) { return known_[index(x)] == kFlat; });
    if (is_flat) return flat(id);
    switch (op) {
      case Op::Dot: return dot(id);
      case Op::Gather: return gather(id);
      case Op::ScatterAdd: return scatter(id);
      case Op::Concat: return concat(id);
      case Op::ReduceSum: return reduced(id, true);
      case Op::ReduceMax:
      case Op::ReduceMin:
      case Op::Prod:
      case Op::Argmax: return reduced(id, false);
      default: return moved(id);
    }
  }

  // --- elements -----------------------------------------------------------------------------------------------------

  Known elementwise(ValueId id) const {
    const auto& operands = fn_.operands(id);
    const auto is_of_all = [&](ValueId x) { return known_[index(x)] == kSum || known_[index(x)] == kSome; };
    if (std::ranges::any_of(operands, is_of_all))
      return is_some(id) ? Known(kSome) : linear(id) ? Known(kSum) : std::nullopt;
    Known result;
    for (const ValueId x : operands) {
      const RowAxis& one = known_[index(x)];
      if (one.is_free()) continue;
      if (result && *result != one) return std::nullopt;
      result = one;
    }
    return result;
  }

  /// Whether an op of sums is linear in them.
  [[nodiscard]] bool linear(ValueId id) const {
    const auto is_sum = [&](std::size_t k) { return of(id, k).is_sum(); };
    const auto is_free = [&](std::size_t k) { return of(id, k).is_free(); };
    switch (fn_.op(id)) {
      case Op::Neg:
      case Op::Copy:
      case Op::StopGradient: return is_sum(0);
      case Op::Add:
      case Op::Sub: return is_sum(0) && is_sum(1);
      case Op::Mul: return (is_sum(0) && is_free(1)) || (is_free(0) && is_sum(1));
      case Op::Div: return is_sum(0) && is_free(1);
      case Op::Fma: return ((is_sum(0) && is_free(1)) || (is_free(0) && is_sum(1))) && is_sum(2);
      case Op::Select:
        return (is_free(0) && is_sum(1) && is_sum(2)) || (of(id, 0) == kSome && is_sum(1) && of(id, 2) == kZero);
      default: return false;
    }
  }

  /// 0 < Σ of what is not negative, and what there is of one or another.
  [[nodiscard]] bool is_some(ValueId id) const {
    const Op op = fn_.op(id);
    if (op == Op::Lt) return of(id, 0) == kZero && of(id, 1) == kSum;
    return op == Op::Or && of(id, 0) == kSome && of(id, 1) == kSome;
  }

  // --- axes ---------------------------------------------------------------------------------------------------------

  Known reduced(ValueId id, bool is_sum) const {
    const RowAxis x = of(id, 0);
    const List axes = fn_.list(id, 0);
    if (x.kind != Kind::Rows) return is_sum && x == kSum ? Known(kSum) : std::nullopt;
    if (!place_in(axes, x.axis)) return rows(x.axis - before(axes, x.axis));
    return is_sum ? Known(kSum) : std::nullopt;
  }

  /// The axis that axis `axis` of operand k is in the result, if it stays.
  [[nodiscard]] std::optional<std::size_t> axis_of_dot(ValueId id, std::size_t k, std::size_t axis) const {
    const List batch = fn_.list(id, k);
    const List contracted = fn_.list(id, k + 2);
    if (place_in(contracted, axis)) return std::nullopt;
    if (const auto at = place_in(batch, axis)) return at;
    const std::size_t free = axis - before(batch, axis) - before(contracted, axis);
    if (k == 0) return batch.size() + free;
    const std::size_t of_first = fn_.shape(operand(id, 0)).rank() - batch.size() - contracted.size();
    return batch.size() + of_first + free;
  }

  Known dot(ValueId id) const {
    const RowAxis x = of(id, 0);
    const RowAxis y = of(id, 1);
    if (x == kSum || y == kSum) return x.is_free() || y.is_free() ? Known(kSum) : std::nullopt;
    if (x.is_free() || y.is_free()) {
      const std::size_t k = x.is_free() ? 1 : 0;
      const auto at = axis_of_dot(id, k, of(id, k).axis);
      return at ? rows(*at) : kSum;
    }
    const auto first = place_in(fn_.list(id, 2), x.axis);
    if (first && first == place_in(fn_.list(id, 3), y.axis)) return kSum;
    const auto both = place_in(fn_.list(id, 0), x.axis);
    return both && both == place_in(fn_.list(id, 1), y.axis) ? Known(rows(*both)) : std::nullopt;
  }

  // The axes of the positions stand in the place of the one along which they lead.
  Known gather(ValueId id) const {
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    const RowAxis x = of(id, 0);
    const RowAxis positions = of(id, 1);
    if (positions.kind == Kind::Rows) return x.is_free() ? Known(rows(axis + positions.axis)) : std::nullopt;
    if (!positions.is_free()) return std::nullopt;
    if (x == kSum) return kSum;
    if (x.axis == axis) return std::nullopt;
    return rows(x.axis < axis ? x.axis : x.axis - 1 + fn_.shape(operand(id, 1)).rank());
  }

  // What is done along the merged axis.
  Known flat(ValueId id) const {
    const ir::Shape& shape = fn_.shape(id);
    switch (fn_.op(id)) {
      case Op::Reshape:
        if (shape.rank() == 0 || shape[0] % tile_ != 0) return std::nullopt;
        if (shape[0] == tile_) return rows(0);
        return shape[0] == fn_.shape(operand(id, 0))[0] ? Known(kFlat) : std::nullopt;
      case Op::Transpose: return fn_.list(id, 0)[0] == 0 ? Known(kFlat) : std::nullopt;
      case Op::Broadcast: return fn_.list(id, 1)[0] == 0 ? Known(kFlat) : std::nullopt;
      case Op::Gather: {
        const bool leads_into_rows = of(id, 1) == rows(0) && is_numbered_[index(operand(id, 1))];
        return fn_.list(id, 0)[0] == 0 && of(id, 0) == kFlat && leads_into_rows ? Known(rows(0)) : std::nullopt;
      }
      default: return std::nullopt;
    }
  }

  Known scatter(ValueId id) const {
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    const RowAxis updates = of(id, 0);
    const RowAxis positions = of(id, 1);
    const std::size_t count = fn_.shape(operand(id, 1)).rank();
    if (positions.kind == Kind::Rows) {
      const bool is_same = updates.is_of_rows(axis + positions.axis) || updates.is_free();
      if (!is_same) return std::nullopt;
      if (!is_numbered_[index(operand(id, 1))]) return kSum;
      return axis == 0 && positions.axis == 0 && fn_.shape(id)[0] % tile_ == 0 ? Known(kFlat) : std::nullopt;
    }
    if (!positions.is_free()) return std::nullopt;
    if (updates == kSum) return kSum;
    if (updates.axis < axis) return updates;
    return updates.axis < axis + count ? kSum : rows(updates.axis - count + 1);
  }

  Known concat(ValueId id) const {
    const RowAxis x = of(id, 0);
    const RowAxis y = of(id, 1);
    if (x == kSum || y == kSum) return x.is_sum() && y.is_sum() ? Known(kSum) : std::nullopt;
    if (!x.is_free() && !y.is_free() && x != y) return std::nullopt;
    const RowAxis& one = x.is_free() ? y : x;
    return one.axis == static_cast<std::size_t>(fn_.list(id, 0)[0]) ? std::nullopt : Known(one);
  }

  // What an op that moves elements does to the axis of rows; sums stay sums.
  Known moved(ValueId id) const {
    const RowAxis x = of(id, 0);
    if (x == kSum || x == kSome) return x;
    const ir::Shape& from = fn_.shape(operand(id, 0));
    switch (fn_.op(id)) {
      case Op::Broadcast: return rows(static_cast<std::size_t>(fn_.list(id, 1)[x.axis]));
      case Op::Transpose: return rows(*place_in(fn_.list(id, 0), x.axis));
      case Op::Reshape: return reshaped(id, x.axis);
      case Op::Slice:
      case Op::Pad: {
        const bool is_whole = fn_.list(id, 0)[x.axis] == 0 && fn_.shape(id)[x.axis] == from[x.axis];
        return is_whole ? Known(x) : std::nullopt;
      }
      case Op::Reverse: return place_in(fn_.list(id, 0), x.axis) ? std::nullopt : Known(x);
      default: return std::nullopt;
    }
  }

  /// The axis of the result that has as many elements before it and behind it, or that begins with that of rows.
  Known reshaped(ValueId id, std::size_t axis) const {
    const ir::Shape& from = fn_.shape(operand(id, 0));
    const ir::Shape& to = fn_.shape(id);
    std::int64_t behind = 1;
    for (std::size_t i = axis + 1; i < from.rank(); ++i) behind *= from[i];
    std::int64_t here = 1;
    for (std::size_t i = to.rank(); i-- > 0; here *= to[i]) {
      if (here == behind && to[i] == from[axis]) return rows(i);
    }
    const bool is_merged = axis == 0 && to.rank() > 0 && to[0] > tile_ && to[0] % tile_ == 0;
    return is_merged ? Known(kFlat) : std::nullopt;
  }

  const ir::Function& fn_;
  const std::vector<bool>& inputs_;
  std::int64_t tile_ = 0;
  std::vector<RowAxis> known_;
  std::vector<bool> is_numbered_;
};

}  // namespace

std::optional<std::vector<RowAxis>> row_axes(const ir::Function& fn, const std::vector<bool>& inputs) {
  return Finder(fn, inputs).run();
}

}  // namespace adc::kernel
