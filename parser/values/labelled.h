// Tensors whose axes have names, and their products.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ir/builder.h"

namespace adc::parser {

/// An index's slot, or below 0 an axis of the value's own.
using AxisLabel = std::int64_t;

/// The label of axis number `axis` among those of a value's own.
[[nodiscard]] constexpr AxisLabel own_label(std::size_t axis) { return -1 - static_cast<AxisLabel>(axis); }

/// A value with a label for each axis; no label twice.
struct Labelled {
  ir::ValueId id;
  std::vector<AxisLabel> labels;
};

/// The value with its axes in the order of `labels`, which are its own.
[[nodiscard]] ir::ValueId arrange(ir::Builder& builder, const Labelled& value, std::span<const AxisLabel> labels);

/// The products of the elements of `x` and `y` at the same labels, added up over all labels that `result` lacks; its
/// axes are in the order of `result`, each of whose labels `x` or `y` must have. One `dot`, with a `reduce_sum` before
/// it for what only one of the two has, and a `transpose` behind it where the order asks for it. Where the dot has no
/// shape (ir/tensor_shape.h), "tensor-too-large" is thrown.
[[nodiscard]] ir::ValueId contract(ir::Builder& builder, Labelled x, Labelled y, std::span<const AxisLabel> result);

}  // namespace adc::parser
