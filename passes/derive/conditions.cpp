#include "passes/derive/conditions.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <ranges>
#include <utility>

#include "ir/moves.h"

namespace adc::passes {

using ir::Op;
using ir::ValueId;

namespace {

constexpr int kLookback = 8;

/// Where a sum of counts is positive, without those of its axes along which a broadcast repeats them: the condition is
/// computed of what was repeated, and repeated in turn. Nullopt where nothing was.
std::optional<ValueId> where_any(SharingBuilder& b, ValueId sum) {
  const ir::Function& fn = b.function();
  constexpr std::int64_t kSummed = -1;
  const ir::Shape shape = fn.shape(sum);
  ValueId x = fn.operands(sum)[0];
  if (fn.shape(x).elements() == 0) return std::nullopt;
  // Per axis of x the one of the sum that it is.
  std::vector<std::int64_t> goes_to;
  const ir::List summed = fn.list(sum, 0);
  for (std::size_t axis = 0, next = 0; axis < fn.shape(x).rank(); ++axis) {
    const bool goes = std::ranges::find(summed, static_cast<std::int64_t>(axis)) != summed.end();
    goes_to.push_back(goes ? kSummed : static_cast<std::int64_t>(next++));
  }
  bool is_repeated = false;
  const bool is_condition = fn.op(x) == Op::ToFloat;
  if (is_condition) x = fn.operands(x)[0];
  for (; fn.op(x) == Op::Transpose || fn.op(x) == Op::Broadcast; x = fn.operands(x)[0]) {
    std::vector<std::int64_t> of_operand(fn.shape(fn.operands(x)[0]).rank());
    const bool is_transpose = fn.op(x) == Op::Transpose;
    const ir::List axes = is_transpose ? fn.list(x, 0) : fn.list(x, 1);
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const auto axis = static_cast<std::size_t>(axes[i]);
      is_transpose ? of_operand[axis] = goes_to[i] : of_operand[i] = goes_to[axis];
    }
    is_repeated = is_repeated || !is_transpose;
    goes_to = std::move(of_operand);
  }
  if (!is_repeated) return std::nullopt;
  std::vector<std::int64_t> left;  // axes of x to sum over
  std::vector<std::int64_t> to;    // of the others, in order
  for (std::size_t axis = 0; axis < goes_to.size(); ++axis) {
    goes_to[axis] == kSummed ? left.push_back(static_cast<std::int64_t>(axis)) : to.push_back(goes_to[axis]);
  }
  ValueId any = x;
  if (!is_condition || !left.empty()) {
    const ValueId count = is_condition ? b.to_float(x) : x;
    any = b.lt(b.integer(0), left.empty() ? count : b.reduce_sum(count, left));
  }
  std::vector<std::int64_t> order(to.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::int64_t axis) { return to[static_cast<std::size_t>(axis)]; });
  if (!std::ranges::is_sorted(order)) any = b.transpose(any, order);
  std::ranges::sort(to);
  return fn.shape(any) == shape ? any : b.broadcast(any, shape.dims(), to);
}

}  // namespace

ConditionId Conditions::both(ConditionId outer, ValueId value, bool holds) {
  if (outer == kNever) return kNever;
  const ir::Function& fn = b_->function();
  while (fn.op(value) == Op::Not) {
    value = fn.operands(value)[0];
    holds = !holds;
  }
  if (fn.is_const(value)) return fn.constant(value).as_bool() == holds ? outer : kNever;
  // Derivatives of derivatives repeat conditions; looking a few literals up finds them.
  ConditionId above = outer;
  for (int i = 0; i < kLookback && above != kAlways; ++i, above = parent(above)) {
    if (literal(above) == value) return this->holds(above) == holds ? outer : kNever;
  }
  const std::uint64_t key = (static_cast<std::uint64_t>(outer) << 32U) | ir::index(value);
  std::vector<ConditionId>& children = children_[key];
  for (const ConditionId child : children) {
    if (this->holds(child) == holds) return child;
  }
  Conjunction next{
      .parent = outer, .jump = outer, .depth = depth(outer) + 1, .literal = value, .holds = holds, .value = {}};
  const Conjunction& jump = conjunction(conjunction(outer).jump);
  if (depth(outer) - jump.depth == jump.depth - depth(jump.jump) && outer != kAlways) next.jump = jump.jump;
  const auto id = static_cast<ConditionId>(conjunctions_.size());
  next.uniform = uniform(outer) == outer && fn.shape(value).rank() == 0 ? id : uniform(outer);
  conjunctions_.push_back(next);
  children.push_back(id);
  return children.back();
}

ConditionId Conditions::prefix(ConditionId id, std::uint32_t depth) const {
  while (this->depth(id) > depth) {
    const ConditionId jump = conjunction(id).jump;
    id = this->depth(jump) >= depth ? jump : parent(id);
  }
  return id;
}

ConditionId Conditions::common(ConditionId a, ConditionId b) const {
  if (depth(a) > depth(b)) a = prefix(a, depth(b));
  if (depth(b) > depth(a)) b = prefix(b, depth(a));
  while (a != b) {  // those of equal depth have jumps of equal length
    const bool far = conjunction(a).jump != conjunction(b).jump;
    a = far ? conjunction(a).jump : parent(a);
    b = far ? conjunction(b).jump : parent(b);
  }
  return a;
}

ValueId Conditions::value(ConditionId id) {
  std::vector<ConditionId> pending;
  for (ConditionId at = id; at != kAlways && !conjunction(at).has_value; at = parent(at)) pending.push_back(at);
  for (; !pending.empty(); pending.pop_back()) {
    Conjunction& next = conjunctions_[static_cast<std::size_t>(pending.back())];
    const ValueId own = next.holds ? next.literal : b_->logical_not(next.literal);
    next.value = next.parent == kAlways ? own : b_->logical_and(conjunction(next.parent).value, own);
    next.has_value = true;
  }
  return conjunction(id).value;
}

// Whether each literal of `other` past the first `depth` is found among those of `id`, looking a few up.
bool Conditions::implies(ConditionId id, ConditionId other, std::uint32_t depth) const {
  const auto has = [&](ValueId literal, bool holds) {
    ConditionId at = id;
    for (int i = 0; i<kLookback&& this->depth(at)> depth; ++i, at = parent(at)) {
      if (this->literal(at) == literal) return this->holds(at) == holds;
    }
    return false;
  };
  ConditionId at = other;
  for (int i = 0; i<kLookback&& this->depth(at)> depth; ++i, at = parent(at)) {
    if (!has(literal(at), holds(at))) return false;
  }
  return this->depth(at) == depth;
}

ValueId Conditions::any(std::span<const ConditionId> ids, std::uint32_t depth) {
  constexpr std::size_t kFew = 16;
  const auto needed = [&](std::size_t i) {  // not if another is implied, of equal ones the first
    for (std::size_t k = 0; k < ids.size() && ids.size() <= kFew; ++k) {
      if (k != i && implies(ids[i], ids[k], depth) && (k < i || !implies(ids[k], ids[i], depth))) return false;
    }
    return true;
  };
  std::optional<ValueId> sum;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!needed(i)) continue;
    const bool one = this->depth(ids[i]) == depth + 1;
    const ValueId own = one && holds(ids[i]) ? literal(ids[i]) : one ? b_->logical_not(literal(ids[i])) : value(ids[i]);
    sum = sum ? b_->logical_or(*sum, own) : own;
  }
  return *sum;
}

ValueId where_positive(SharingBuilder& b, ValueId v) {
  const ir::Function& fn = b.function();
  std::vector<ValueId> moves;
  ValueId from = v;
  for (; ir::keeps_elements(fn.op(from)); from = fn.operands(from)[0]) moves.push_back(from);
  std::optional<ValueId> known;
  if (fn.op(from) == Op::ToFloat) known = fn.operands(from)[0];
  if (fn.op(from) == Op::ReduceSum) known = where_any(b, from);
  if (!known) return b.lt(b.integer(0), v);
  ValueId condition = *known;
  for (const ValueId move : moves | std::views::reverse) {
    const ir::List given = fn.immediates(move);
    const std::vector<std::int64_t> immediates(given.begin(), given.end());
    condition = b.emit(fn.op(move), std::array{condition}, immediates);
  }
  return condition;
}

}  // namespace adc::passes
