// The shapes that the tensor ops of ir/ops.def take and give.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ir/op.h"
#include "ir/type.h"

namespace adc::ir {

/// A shape, or why there is none.
struct ShapeOrError {
  Shape shape;
  std::string_view error;
};

/// The shape of a tensor op's result. The number of operands and of lists are those of the op; beyond that any types
/// and integers may be asked about. Booleans are taken by the linear ops, but those that add.
[[nodiscard]] ShapeOrError tensor_shape(Op op, std::span<const Type* const> operands,
                                        std::span<const std::int64_t> immediates, DType float_type);

}  // namespace adc::ir
