#include "kernel/body.h"

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "kernel/constants.h"

namespace adc::kernel {
namespace {

using ir::List;
using ir::Op;
using ir::Shape;
using ir::ValueId;

ArrayId array_of(ValueId id) { return static_cast<ArrayId>(index(id)); }
std::size_t axis_of(std::int64_t axis) { return static_cast<std::size_t>(axis); }

Affine scaled(Affine x, std::int64_t factor) {
  x.offset *= factor;
  for (std::int64_t& stride : x.strides) stride *= factor;
  return x;
}

Affine plus(Affine x, std::int64_t offset) {
  x.offset += offset;
  return x;
}

Affine sum(Affine x, const Affine& y) {
  x.offset += y.offset;
  for (std::size_t l = 0; l < x.strides.size(); ++l) x.strides[l] += y.strides[l];
  return x;
}

}  // namespace

Affine BodyBuilder::fixed(std::int64_t offset) const {
  return {offset, std::vector<std::int64_t>(region_.loops.size(), 0)};
}

Indices BodyBuilder::loops_from(std::size_t first, std::size_t count) const {
  Indices result(count, fixed(0));
  for (std::size_t i = 0; i < count; ++i) result[i].strides[first + i] = 1;
  return result;
}

Affine BodyBuilder::flat(const Shape& shape, const Indices& at) const {
  Affine result = fixed(0);
  const auto strides = shape.strides();
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) result = sum(result, scaled(at[axis], strides[axis]));
  return result;
}

bool BodyBuilder::has_array(ValueId id) const { return fusion_.stored[index(id)] || fn_.op(id) == Op::Param; }

NodeId BodyBuilder::element(ValueId id, const Indices& at, const std::vector<NodeId>& guards) {
  if (!has_array(id)) return computed(id, at, guards);
  const auto found = defined_.find(id);
  if (found == defined_.end()) return load(id, flat(fn_.shape(id), at), guards);
  if (found->second && at == loops_from(0, at.size()) && guards.empty()) return *found->second;
  has_clash_ = true;
  return number(0);
}

NodeId BodyBuilder::computed(ValueId id, const Indices& at, const std::vector<NodeId>& guards) {
  Key key{{static_cast<std::int64_t>(index(id))}, guards};
  for (const Affine& axis : at) {
    key.first.push_back(axis.offset);
    key.first.insert(key.first.end(), axis.strides.begin(), axis.strides.end());
  }
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  const NodeId node = apply(id, at, guards);
  known_.emplace(std::move(key), node);
  return node;
}

NodeId BodyBuilder::apply(ValueId id, const Indices& at, const std::vector<NodeId>& guards) {
  const auto operands = fn_.operands(id);
  const auto list = [&](std::size_t i) { return fn_.list(id, i); };
  switch (fn_.op(id)) {
    case Op::Param: return load(id, flat(fn_.shape(id), at), guards);
    case Op::Const: return add(constant(fn_.constant(id), fn_.float_type()));
    case Op::Copy:
    case Op::StopGradient: return element(operands[0], at, guards);
    case Op::Iota: return add(Position{at[axis_of(list(1)[0])]});
    case Op::Broadcast: {
      Indices from;
      for (const std::int64_t axis : list(1)) from.push_back(at[axis_of(axis)]);
      return element(operands[0], from, guards);
    }
    case Op::Transpose: {
      Indices from(at.size());
      for (std::size_t axis = 0; axis < at.size(); ++axis) from[axis_of(list(0)[axis])] = at[axis];
      return element(operands[0], from, guards);
    }
    case Op::Slice: {
      Indices from;
      for (std::size_t axis = 0; axis < at.size(); ++axis) {
        from.push_back(plus(scaled(at[axis], list(2)[axis]), list(0)[axis]));
      }
      return element(operands[0], from, guards);
    }
    case Op::Reverse: {
      Indices from = at;
      for (const std::int64_t axis : list(0)) {
        from[axis_of(axis)] = plus(scaled(at[axis_of(axis)], -1), fn_.shape(id)[axis_of(axis)] - 1);
      }
      return element(operands[0], from, guards);
    }
    case Op::Reshape: return reshape(id, at, guards);
    case Op::Pad: return pad(id, at, guards);
    case Op::Gather: return gather(id, at, guards);
    default: break;
  }
  if (!ir::is_elementwise(fn_.op(id))) {
    throw std::runtime_error("native code cannot be made of " + std::string(ir::info(fn_.op(id)).spelling));
  }
  Apply node{.op = fn_.op(id), .immediate = std::nullopt, .operands = {}};
  for (const ValueId x : operands)
    node.operands.push_back(element(x, fn_.shape(x).rank() == 0 ? Indices{} : at, guards));
  if (ir::info(fn_.op(id)).immediate != ir::Immediate::None) node.immediate = static_cast<int>(fn_.immediate(id));
  return add(node);
}

NodeId BodyBuilder::load(ValueId id, Affine index, const std::vector<NodeId>& guards) {
  return add(Load{array_of(id), std::move(index), guards});
}

NodeId BodyBuilder::reshape(ValueId id, const Indices& at, const std::vector<NodeId>& guards) {
  const ValueId x = fn_.operands(id)[0];
  if (const auto groups = merged_axes(fn_.shape(x), fn_.shape(id))) {
    Indices from;
    for (const std::vector<std::size_t>& group : *groups) {
      Affine place = fixed(0);
      for (const std::size_t axis : group) place = sum(scaled(place, fn_.shape(id)[axis]), at[axis]);
      from.push_back(place);
    }
    return element(x, from, guards);
  }
  if (defined_.contains(x)) has_clash_ = true;
  return load(x, flat(fn_.shape(id), at), guards);
}

// The operand's element where there is one, else 0.
NodeId BodyBuilder::pad(ValueId id, const Indices& at, std::vector<NodeId> guards) {
  const ValueId x = fn_.operands(id)[0];
  const Shape& shape = fn_.shape(x);
  const NodeId zero = fn_.type(id).dtype == ir::DType::Bool ? truth(false) : number(0);
  if (shape.elements() == 0) return zero;
  Indices from;
  std::vector<NodeId> conditions;
  for (std::size_t axis = 0; axis < at.size(); ++axis) {
    const std::int64_t low = fn_.list(id, 0)[axis];
    from.push_back(plus(at[axis], -low));
    if (low != 0 || fn_.list(id, 1)[axis] != 0) conditions.push_back(add(Inside{from.back(), shape[axis]}));
  }
  guards.insert(guards.end(), conditions.begin(), conditions.end());
  NodeId result = element(x, from, guards);
  for (const NodeId condition : conditions) {
    result = add(Apply{Op::Select, std::nullopt, {condition, result, zero}});
  }
  return result;
}

/// Where the row at hand begins in an axis that is that of rows and another one; 0 in others.
Affine BodyBuilder::row_in_merged(ValueId id) const {
  Affine result = fixed(0);
  const std::size_t loop = region_.loop_of_rows();
  const bool is_merged = !rows_.empty() && rows_[index(id)].kind == RowAxis::Kind::Flat;
  if (is_merged && loop < region_.loops.size()) result.strides[loop] = fn_.shape(id)[0] / region_.loops[loop].extent;
  return result;
}

NodeId BodyBuilder::gather(ValueId id, const Indices& at, const std::vector<NodeId>& guards) {
  const ValueId x = fn_.operands(id)[0];
  const ValueId positions = fn_.operands(id)[1];
  const std::size_t axis = axis_of(fn_.list(id, 0)[0]);
  const auto first = at.begin() + static_cast<std::ptrdiff_t>(axis);
  const auto last = first + static_cast<std::ptrdiff_t>(fn_.shape(positions).rank());
  NodeId position = element(positions, Indices(first, last), guards);
  if (fn_.shape(x).elements() == 0) {
    const bool is_bool = fn_.type(id).dtype == ir::DType::Bool;
    return is_bool ? truth(true) : number(std::numeric_limits<double>::quiet_NaN());
  }
  const Affine row = row_in_merged(x);
  std::int64_t extent = fn_.shape(x)[axis];
  if (row != fixed(0)) {  // the position in the row
    position = add(Apply{ir::Op::Sub, std::nullopt, {position, add(Position{row})}});
    extent = row.strides[region_.loop_of_rows()];
  }
  Indices from(at.begin(), first);
  from.push_back(row);
  from.insert(from.end(), last, at.end());
  const NodeId origin = element(x, from, guards);
  ++from[axis].offset;
  const NodeId neighbour = extent > 1 ? element(x, from, guards) : origin;
  if (has_clash_) return origin;
  const auto* const load = std::get_if<Load>(&region_.nodes[origin]);
  if (load == nullptr) {  // computed in these very loops: a region of its own will find it stored
    if (region_.stores.empty()) throw std::logic_error("gather needs an array");
    has_clash_ = true;
    return origin;
  }
  const std::int64_t stride = std::get<Load>(region_.nodes[neighbour]).index.offset - load->index.offset;
  return add(Gather{load->array, load->index, {position, stride, extent}, load->guards});
}

NodeId BodyBuilder::number(double value) { return add(Constant{value}); }

NodeId BodyBuilder::truth(bool value) { return add(Truth{value}); }

NodeId BodyBuilder::add(Node node) {
  region_.nodes.push_back(std::move(node));
  return static_cast<NodeId>(region_.nodes.size() - 1);
}

}  // namespace adc::kernel
