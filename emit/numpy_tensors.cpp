// Ops of tensors as operations of arrays.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>

#include "emit/numpy_writer.h"

namespace adc::emit {

using ir::List;
using ir::Op;
using ir::Shape;
using ir::ValueId;

std::string python_tuple(List numbers) {
  std::string text;
  for (const std::int64_t n : numbers) text += (text.empty() ? "" : ", ") + std::to_string(n);
  return fmt::format("({}{})", text, numbers.size() == 1 ? "," : "");
}

std::string NumpyWriter::tensor(ValueId id) {
  const auto list = [&](std::size_t i) { return fn_.list(id, i); };
  const auto of = [&](std::size_t k) { return array(x(id, k)); };
  switch (fn_.op(id)) {
    case Op::Dot: return dot(id);
    case Op::Reshape: return fmt::format("xp.reshape({}, {})", of(0), python_tuple(shape(id).dims()));
    case Op::Broadcast: return broadcast(id);
    case Op::Transpose:
      if (shape(id).rank() < 2) return of(0);
      return shape(id).rank() == 2 && list(0)[0] == 1 ? of(0) + ".T" : call("permute", {of(0), python_tuple(list(0))});
    case Op::Slice: return slice(id);
    case Op::Reverse: return fmt::format("xp.flip({}, {})", of(0), python_tuple(list(0)));
    case Op::Pad: return call("pad", {of(0), python_tuple(list(0)), python_tuple(list(1)), python_tuple(list(2))});
    case Op::Concat: return call("join", {fmt::format("[{}, {}]", of(0), of(1)), std::to_string(list(0)[0])});
    case Op::Gather: return call("gather", {of(0), of(1), std::to_string(list(0)[0])});
    case Op::ScatterAdd:
      return call("scatter_add", {of(0), of(1), std::to_string(list(0)[0]), std::to_string(list(1)[0])});
    case Op::Iota: return iota(id);
    case Op::Argmax: return fmt::format("xp.asarray(xp.argmax({}, {}), dtype={})", of(0), list(0)[0], dtype_);
    case Op::ReduceSum: return list(0).empty() ? of(0) : fmt::format("xp.sum({}, {})", of(0), python_tuple(list(0)));
    case Op::ReduceMax: return extreme(id, "largest", "-numpy.inf");
    case Op::ReduceMin: return extreme(id, "smallest", "numpy.inf");
    case Op::Prod: return product(id);
    default: break;  // composites are expanded
  }
  return "";
}

std::string NumpyWriter::extreme(ValueId id, std::string_view name, std::string_view of_none) {
  const List axes = fn_.list(id, 0);
  if (axes.empty()) return array(x(id));
  if (shape(x(id)).elements() == 0)
    return fmt::format("xp.full({}, {}, dtype={})", python_tuple(shape(id).dims()), of_none, dtype_);
  return call(name, {array(x(id)), python_tuple(axes)});
}

std::string NumpyWriter::product(ValueId id) {
  std::vector<std::int64_t> axes(fn_.list(id, 0).begin(), fn_.list(id, 0).end());
  std::ranges::sort(axes, std::greater());
  std::string text = array(x(id));
  for (const std::int64_t axis : axes) text = fmt::format("xp.prod({}, {})", text, axis);
  return text;
}

std::string NumpyWriter::broadcast(ValueId id) {
  const std::string to = python_tuple(shape(id).dims());
  if (shape(x(id)).rank() == 0) {
    if (fn_.is_const(x(id)) && !is_bool(id))
      return fmt::format("xp.full({}, {}, dtype={})", to, numpy_literal(fn_.constant(x(id)).to_double()), dtype_);
    return fmt::format("xp.broadcast_to({}, {})", array(x(id)), to);
  }
  const List axes = fn_.list(id, 1);
  std::vector<std::int64_t> extents(shape(id).rank(), 1);
  bool is_at_the_end = true;  // where broadcasting puts the axes by itself
  for (std::size_t i = 0; i < axes.size(); ++i) {
    extents[static_cast<std::size_t>(axes[i])] = shape(x(id))[i];
    is_at_the_end = is_at_the_end && axes[i] == static_cast<std::int64_t>(shape(id).rank() - axes.size() + i);
  }
  const std::string from =
      is_at_the_end ? array(x(id)) : fmt::format("xp.reshape({}, {})", array(x(id)), python_tuple(extents));
  return fmt::format("xp.broadcast_to({}, {})", from, to);
}

std::string NumpyWriter::slice(ValueId id) {
  std::string text;
  for (std::size_t axis = 0; axis < shape(id).rank(); ++axis) {
    const std::int64_t start = fn_.list(id, 0)[axis];
    const std::int64_t stop = fn_.list(id, 1)[axis];
    const std::int64_t stride = fn_.list(id, 2)[axis];
    const bool is_all = start == 0 && stop == shape(x(id))[axis];
    text += text.empty() ? "" : ", ";
    text += is_all ? ":" : fmt::format("{}:{}", start, stop);
    if (stride != 1) text += fmt::format("{}{}", is_all ? ":" : ":", stride);
  }
  return text.empty() ? array(x(id)) : fmt::format("{}[{}]", array(x(id)), text);
}

std::string NumpyWriter::iota(ValueId id) {
  const auto axis = static_cast<std::size_t>(fn_.list(id, 1)[0]);
  const std::string counter = fmt::format("xp.arange({}, dtype={})", shape(id)[axis], dtype_);
  if (shape(id).rank() == 1) return counter;
  std::vector<std::int64_t> extents(shape(id).rank(), 1);
  extents[axis] = shape(id)[axis];
  return fmt::format("xp.broadcast_to(xp.reshape({}, {}), {})", counter, python_tuple(extents),
                     python_tuple(shape(id).dims()));
}

std::string NumpyWriter::dot(ValueId id) {
  const std::string a = array(x(id, 0));
  const std::string b = array(x(id, 1));
  const Shape& left = shape(x(id, 0));
  const Shape& right = shape(x(id, 1));
  const List lhs = fn_.list(id, 2);
  const List rhs = fn_.list(id, 3);
  if (left.rank() == 0 || right.rank() == 0) return fmt::format("{} * {}", a, b);
  if (fn_.list(id, 0).empty() && left.rank() <= 2 && right.rank() <= 2 && lhs.size() == 1) {
    const bool turns_left = left.rank() == 2 && lhs[0] == 0;
    const bool turns_right = right.rank() == 2 && rhs[0] == 1;
    return fmt::format("{}{} @ {}{}", a, turns_left ? ".T" : "", b, turns_right ? ".T" : "");
  }
  return fmt::format("xp.einsum(\"{}\", {}, {})", subscripts(id), a, b);
}

std::string NumpyWriter::subscripts(ValueId id) const {
  std::array<std::string, 2> of;
  char next = 'a';
  for (std::size_t k = 0; k < 2; ++k) of[k].assign(shape(x(id, k)).rank(), ' ');
  std::string result;
  for (const std::size_t first : {std::size_t{0}, std::size_t{2}}) {
    const List lhs = fn_.list(id, first);
    const List rhs = fn_.list(id, first + 1);
    for (std::size_t i = 0; i < lhs.size(); ++i) {
      of[0][static_cast<std::size_t>(lhs[i])] = of[1][static_cast<std::size_t>(rhs[i])] = next;
      if (first == 0) result += next;
      ++next;
    }
  }
  for (std::string& letters : of) {
    for (char& letter : letters) {
      if (letter != ' ') continue;
      letter = next++;
      result += letter;
    }
  }
  return fmt::format("{},{}->{}", of[0], of[1], result);
}

}  // namespace adc::emit
