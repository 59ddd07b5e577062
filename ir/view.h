// Tensors that are other tensors' elements in another order.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "ir/function.h"
#include "ir/watch.h"

namespace adc::ir {

/// Element (i₀, i₁, …) of a tensor of `shape` is element offset + Σ iₖ·strides[k] of a flat array. A stride may be 0
/// (repeated elements) or negative.
struct View {
  Shape shape;
  std::int64_t offset = 0;
  std::array<std::int64_t, Shape::kMaxRank> strides{};
};

/// A whole row-major tensor.
[[nodiscard]] View view_of(const Shape& shape);

/// The result of an instruction that only moves or repeats elements (Copy, Broadcast, Transpose, Slice, Reverse,
/// Reshape), as a view of its operand's, which is `operand`; nullopt for other ops, and for a Reshape of a view that is
/// not row-major.
[[nodiscard]] std::optional<View> view_through(const Function& fn, ValueId id, const View& operand);

/// Where a Pad puts its operand's elements in its result: a view with the operand's shape.
[[nodiscard]] View view_inside_pad(const Function& fn, ValueId pad);

/// Calls `visit(offset)` for each element in row-major order.
template <class Visit>
void for_each(const View& view, Visit visit) {
  const std::size_t rank = view.shape.rank();
  const std::int64_t count = view.shape.elements();
  std::array<std::int64_t, Shape::kMaxRank> at{};
  std::int64_t offset = view.offset;
  for (std::int64_t i = 0; i < count; ++i) {
    if (i % kManySteps == 0) check_time(kManySteps);
    visit(static_cast<std::size_t>(offset));
    for (std::size_t axis = rank; axis-- > 0;) {
      offset += view.strides[axis];
      if (++at[axis] < view.shape[axis]) break;
      offset -= view.strides[axis] * view.shape[axis];
      at[axis] = 0;
    }
  }
}

}  // namespace adc::ir
