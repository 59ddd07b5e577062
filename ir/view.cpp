#include "ir/view.h"

namespace adc::ir {
namespace {

bool is_row_major(const View& view) {
  const auto strides = view.shape.strides();
  for (std::size_t axis = 0; axis < view.shape.rank(); ++axis) {
    if (view.shape[axis] != 1 && view.strides[axis] != strides[axis]) return false;
  }
  return true;
}

std::size_t axis_at(List list, std::size_t i) { return static_cast<std::size_t>(list[i]); }

}  // namespace

View view_of(const Shape& shape) { return {.shape = shape, .offset = 0, .strides = shape.strides()}; }

std::optional<View> view_through(const Function& fn, ValueId id, const View& operand) {
  View view = operand;
  view.shape = fn.shape(id);
  const auto& in = operand.strides;
  switch (fn.op(id)) {
    case Op::Copy: return view;
    case Op::Broadcast:
      view.strides = {};
      for (std::size_t k = 0; k < operand.shape.rank(); ++k) view.strides[axis_at(fn.list(id, 1), k)] = in[k];
      return view;
    case Op::Transpose:
      for (std::size_t k = 0; k < operand.shape.rank(); ++k) view.strides[k] = in[axis_at(fn.list(id, 0), k)];
      return view;
    case Op::Slice:
      for (std::size_t k = 0; k < operand.shape.rank(); ++k) {
        view.offset += fn.list(id, 0)[k] * in[k];
        view.strides[k] = in[k] * fn.list(id, 2)[k];
      }
      return view;
    case Op::Reverse:
      for (std::size_t i = 0; i < fn.list(id, 0).size(); ++i) {
        const std::size_t axis = axis_at(fn.list(id, 0), i);
        view.offset += in[axis] * (view.shape[axis] - 1);
        view.strides[axis] = -in[axis];
      }
      return view;
    case Op::Reshape:
      if (!is_row_major(operand)) return std::nullopt;
      view.strides = view.shape.strides();
      return view;
    default: return std::nullopt;
  }
}

View view_inside_pad(const Function& fn, ValueId pad) {
  View view = view_of(fn.shape(pad));
  view.shape = fn.shape(fn.operands(pad)[0]);
  for (std::size_t k = 0; k < view.shape.rank(); ++k) {
    view.offset += fn.list(pad, 0)[k] * view.strides[k];
    view.strides[k] *= 1 + fn.list(pad, 2)[k];
  }
  return view;
}

}  // namespace adc::ir
