// Which values get an array of their own, and which are computed where they are used.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/function.h"
#include "kernel/product.h"

namespace adc::kernel {

/// How the values of a function of tensors are computed.
struct Fusion {
  std::vector<bool> stored;      ///< per value: computed by a step of its own, into an array
  std::vector<bool> is_product;  ///< per value: a Dot for the library of matrix products
};

/// Decides for all values that an output depends on. Stored are outputs, scalars, reductions, products, scattered and
/// concatenated tensors, what several steps need and is dear to compute, and what is needed as an array. Everything
/// else, and all that only moves elements, becomes part of the steps that use it; no step gets more than kMaxBody
/// instructions. O(n).
[[nodiscard]] Fusion fuse(const ir::Function& fn);

/// A step computes at most so many instructions (as a tree).
inline constexpr std::uint32_t kMaxBody = 128;

/// The operand's element at each index of a Reshape as sums of products of indices: per axis of the operand the axes
/// of the result that make it, first to last; nullopt if an axis of the operand is cut.
[[nodiscard]] std::optional<std::vector<std::vector<std::size_t>>> merged_axes(const ir::Shape& operand,
                                                                               const ir::Shape& result);

/// The operands of a Dot as matrices, or nullopt if the strides of its axes, seen through the instructions that only
/// move elements, are not those of a batch of matrices that are contiguous along rows or columns. An operand's `array`
/// is the value that must be stored, `c` the Dot.
[[nodiscard]] std::optional<MatrixProduct> as_matrix_product(const ir::Function& fn, ir::ValueId dot);

}  // namespace adc::kernel
