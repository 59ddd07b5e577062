#include "ir/tensor_shape.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <utility>
#include <vector>

#include "ir/lists.h"
#include "ir/moves.h"

namespace adc::ir {
namespace {

using Dims = std::vector<std::int64_t>;

constexpr std::string_view kBadAxes = "the axes must be different axes of the operand, in ascending order";

ShapeOrError wrong(std::string_view why) { return {{}, why}; }

ShapeOrError shape_of(const Dims& dims) {
  if (dims.size() > Shape::kMaxRank) return wrong("a shape has at most 8 axes");
  std::int64_t elements = 1;
  for (const std::int64_t dim : dims) {
    if (dim < 0) return wrong("an extent is not negative");
    if (__builtin_mul_overflow(elements, std::max<std::int64_t>(dim, 1), &elements) || elements > kMaxElements) {
      return wrong("the shape has too many elements");
    }
  }
  return {Shape(dims), ""};
}

// Axes of a tensor of `rank` axes, each once, in any order.
bool are_axes(List axes, std::size_t rank) {
  std::bitset<Shape::kMaxRank> seen;
  for (const std::int64_t axis : axes) {
    if (axis < 0 || static_cast<std::size_t>(axis) >= rank || seen.test(static_cast<std::size_t>(axis))) return false;
    seen.set(static_cast<std::size_t>(axis));
  }
  return true;
}

bool are_ascending_axes(List axes, std::size_t rank) { return are_axes(axes, rank) && std::ranges::is_sorted(axes); }

bool contains(List axes, std::size_t axis) {
  return std::ranges::find(axes, static_cast<std::int64_t>(axis)) != axes.end();
}

// --- the ops ------------------------------------------------------------------------------------------------------

struct Given {
  std::span<const Type* const> operands;
  List flat;

  [[nodiscard]] const Shape& x(std::size_t k = 0) const { return operands[k]->shape; }
  [[nodiscard]] List list(std::size_t i) const { return unpack(flat, i); }
};

bool extents_agree(const Shape& x, List x_axes, const Shape& y, List y_axes) {
  return std::ranges::equal(x_axes, y_axes, [&](std::int64_t i, std::int64_t j) {
    return x[static_cast<std::size_t>(i)] == y[static_cast<std::size_t>(j)];
  });
}

ShapeOrError dot(const Given& in) {
  const Shape& x = in.x(0);
  const Shape& y = in.x(1);
  std::array<Dims, 2> used;
  for (std::size_t k = 0; k < 2; ++k) {
    used[k].assign(in.list(k).begin(), in.list(k).end());
    used[k].insert(used[k].end(), in.list(k + 2).begin(), in.list(k + 2).end());
    if (!are_axes(used[k], in.x(k).rank())) return wrong("the batch and contracted axes must be different axes");
  }
  if (!extents_agree(x, in.list(0), y, in.list(1)) || !extents_agree(x, in.list(2), y, in.list(3))) {
    return wrong("the batch and contracted axes of the operands must have the same extents");
  }
  Dims dims;
  for (const std::int64_t axis : in.list(0)) dims.push_back(x[static_cast<std::size_t>(axis)]);
  for (std::size_t k = 0; k < 2; ++k) {
    for (std::size_t axis = 0; axis < in.x(k).rank(); ++axis) {
      if (!contains(used[k], axis)) dims.push_back(in.x(k)[axis]);
    }
  }
  return shape_of(dims);
}

ShapeOrError reduce(const Given& in) {
  if (!are_ascending_axes(in.list(0), in.x().rank())) return wrong(kBadAxes);
  Dims dims;
  for (std::size_t axis = 0; axis < in.x().rank(); ++axis) {
    if (!contains(in.list(0), axis)) dims.push_back(in.x()[axis]);
  }
  return shape_of(dims);
}

ShapeOrError keep(const Given& in) {
  return are_ascending_axes(in.list(0), in.x().rank()) ? ShapeOrError{in.x(), ""} : wrong(kBadAxes);
}

ShapeOrError broadcast(const Given& in) {
  const ShapeOrError result = shape_of({in.list(0).begin(), in.list(0).end()});
  if (!result.error.empty()) return result;
  const List axes = in.list(1);
  if (axes.size() != in.x().rank() || !are_ascending_axes(axes, result.shape.rank())) {
    return wrong("each axis of the operand must be an axis of the result, in ascending order");
  }
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (in.x()[k] != result.shape[static_cast<std::size_t>(axes[k])]) {
      return wrong("an axis of the operand and that of the result must have the same extent");
    }
  }
  return result;
}

ShapeOrError transpose(const Given& in) {
  const List permutation = in.list(0);
  if (permutation.size() != in.x().rank() || !are_axes(permutation, in.x().rank())) {
    return wrong("a permutation has each axis of the operand once");
  }
  Dims dims;
  for (const std::int64_t axis : permutation) dims.push_back(in.x()[static_cast<std::size_t>(axis)]);
  return shape_of(dims);
}

ShapeOrError reshape(const Given& in) {
  const ShapeOrError result = shape_of({in.list(0).begin(), in.list(0).end()});
  if (!result.error.empty()) return result;
  return result.shape.elements() == in.x().elements() ? result : wrong("the number of elements must stay");
}

bool have_rank(const Given& in) {
  const std::array lists = {in.list(0), in.list(1), in.list(2)};
  return std::ranges::all_of(lists, [&](List list) { return list.size() == in.x().rank(); });
}

ShapeOrError slice(const Given& in) {
  if (!have_rank(in)) return wrong("there must be a start, a stop and a stride for each axis");
  Dims dims;
  for (std::size_t axis = 0; axis < in.x().rank(); ++axis) {
    const std::int64_t start = in.list(0)[axis];
    const std::int64_t stop = in.list(1)[axis];
    const std::int64_t stride = in.list(2)[axis];
    if (start < 0 || start > stop || stop > in.x()[axis] || stride < 1 || stride > kMaxElements) {
      return wrong("0 ≤ start ≤ stop ≤ extent and stride ≥ 1 must hold on each axis");
    }
    dims.push_back((stop - start + stride - 1) / stride);
  }
  return shape_of(dims);
}

ShapeOrError pad(const Given& in) {
  if (!have_rank(in)) return wrong("there must be a low, a high and an interior padding for each axis");
  Dims dims;
  for (std::size_t axis = 0; axis < in.x().rank(); ++axis) {
    const std::int64_t low = in.list(0)[axis];
    const std::int64_t high = in.list(1)[axis];
    const std::int64_t interior = in.list(2)[axis];
    const auto is_size = [](std::int64_t n) { return n >= 0 && n <= kMaxElements; };
    if (!is_size(low) || !is_size(high) || !is_size(interior))
      return wrong("padding is not negative, and not too large");
    std::int64_t between = 0;
    const std::int64_t gaps = std::max<std::int64_t>(in.x()[axis] - 1, 0);
    if (__builtin_mul_overflow(gaps, interior, &between) || between > kMaxElements) {
      return wrong("the shape has too many elements");
    }
    dims.push_back(low + in.x()[axis] + between + high);
  }
  return shape_of(dims);
}

// The axis that a list of one number names.
std::optional<std::size_t> one_axis(List list, std::size_t rank) {
  if (list.size() != 1 || list[0] < 0 || static_cast<std::size_t>(list[0]) >= rank) return std::nullopt;
  return static_cast<std::size_t>(list[0]);
}

constexpr std::string_view kNoAxis = "there must be one axis, one of the operand";

ShapeOrError concat(const Given& in) {
  const std::optional<std::size_t> axis = one_axis(in.list(0), in.x(0).rank());
  if (!axis) return wrong(kNoAxis);
  if (in.operands[0]->dtype != in.operands[1]->dtype) return wrong("the operands must have one element type");
  Dims dims(in.x(0).dims().begin(), in.x(0).dims().end());
  Dims others(in.x(1).dims().begin(), in.x(1).dims().end());
  if (dims.size() != others.size()) return wrong("the operands must have the same number of axes");
  dims[*axis] += std::exchange(others[*axis], dims[*axis]);
  others[*axis] = dims[*axis];
  return dims == others ? shape_of(dims) : wrong("the operands' other axes must have the same extents");
}

ShapeOrError gather(const Given& in) {
  const std::optional<std::size_t> axis = one_axis(in.list(0), in.x(0).rank());
  if (!axis) return wrong(kNoAxis);
  const auto x = in.x(0).dims();
  Dims dims(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(*axis));
  dims.insert(dims.end(), in.x(1).dims().begin(), in.x(1).dims().end());
  dims.insert(dims.end(), x.begin() + static_cast<std::ptrdiff_t>(*axis) + 1, x.end());
  return shape_of(dims);
}

// The updates have the shape that `gather` would give.
ShapeOrError scatter_add(const Given& in) {
  const auto updates = in.x(0).dims();
  const auto positions = in.x(1).dims();
  if (updates.size() < positions.size()) return wrong("the updates must have the axes of the positions");
  const std::optional<std::size_t> axis = one_axis(in.list(0), updates.size() - positions.size() + 1);
  if (!axis) return wrong(kNoAxis);
  if (in.list(1).size() != 1) return wrong("there must be one extent");
  if (!std::ranges::equal(updates.subspan(*axis, positions.size()), positions)) {
    return wrong("the updates must have the extents of the positions");
  }
  Dims dims(updates.begin(), updates.begin() + static_cast<std::ptrdiff_t>(*axis));
  dims.push_back(in.list(1)[0]);
  dims.insert(dims.end(), updates.begin() + static_cast<std::ptrdiff_t>(*axis + positions.size()), updates.end());
  return shape_of(dims);
}

ShapeOrError argmax(const Given& in) {
  const std::optional<std::size_t> axis = one_axis(in.list(0), in.x().rank());
  if (!axis) return wrong(kNoAxis);
  return in.x()[*axis] > 0 ? reduce(in) : wrong("there is no largest of no elements");
}

ShapeOrError iota(const Given& in) {
  const ShapeOrError result = shape_of({in.list(0).begin(), in.list(0).end()});
  if (!result.error.empty()) return result;
  return one_axis(in.list(1), result.shape.rank()) ? result : wrong("there must be one axis, one of the result");
}

// Those that only move elements also move booleans.
bool takes_bool(Op op) { return moves_elements(op) || op == Op::Pad || op == Op::Concat; }

}  // namespace

ShapeOrError tensor_shape(Op op, std::span<const Type* const> operands, std::span<const std::int64_t> immediates,
                          DType float_type) {
  const bool all_float = std::ranges::all_of(operands, [&](const Type* type) { return type->dtype == float_type; });
  if (!all_float && !takes_bool(op)) return wrong("the operands must be of the function's float type");
  const Given in{operands, immediates};
  switch (op) {
    case Op::Dot: return dot(in);
    case Op::ReduceSum:
    case Op::ReduceMax:
    case Op::ReduceMin:
    case Op::Prod:
    case Op::Norm:
    case Op::Logsumexp: return reduce(in);
    case Op::Softmax:
    case Op::LogSoftmax:
    case Op::Reverse: return keep(in);
    case Op::Broadcast: return broadcast(in);
    case Op::Transpose: return transpose(in);
    case Op::Reshape: return reshape(in);
    case Op::Slice: return slice(in);
    case Op::Pad: return pad(in);
    case Op::Concat: return concat(in);
    case Op::Gather: return gather(in);
    case Op::ScatterAdd: return scatter_add(in);
    case Op::Argmax: return argmax(in);
    case Op::Iota: return iota(in);
    default: return wrong("not an op of tensors");
  }
}

}  // namespace adc::ir
