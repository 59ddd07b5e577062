// Programs of loops to LLVM IR.
#pragma once

#include <llvm/IR/Module.h>

#include <memory>
#include <span>

#include "jit/op_lowering.h"
#include "kernel/program.h"

namespace adc::jit {

/// What code of tensors is made for.
struct TensorLowering {
  Lowering names;
  unsigned register_bits = 128;  ///< of the widest vectors: 512, 256 or 128
  /// Elementwise ops in vector loops are libmvec's functions, where it has them, instead of the scalar ones.
  bool vector_math = true;
  /// Per call, in order: its plan (jit/product.h), which code passes on by address; null: the loops that mean the same.
  std::span<const void* const> plans;
  std::size_t packing = 0;  ///< where in the workspace products may pack, in bytes
  int threads = 1;          ///< for loops with much to do
};

/// The name by which code calls `adc_jit_product` (jit/product.h).
inline constexpr std::string_view kProduct = "adc.product";
/// And `adc_jit_parallel` (jit/parallel.h).
inline constexpr std::string_view kParallel = "adc.parallel";

/// How many rows code of a program over rows does at once, and wants at least.
[[nodiscard]] std::int64_t rows_at_once(const kernel::Program& program, unsigned register_bits);

/// A module with one external function that has the type `TensorEntry` (jit/jit.h), over rows `RowsEntry`, over
/// rows that are summed `TileEntry`, and does the steps of `program`.
/// Loops whose turns are independent run in vectors of a whole register or more; folds run in
/// the order that the program gives them. O(nodes).
[[nodiscard]] std::unique_ptr<llvm::Module> lower_tensors(const kernel::Program& program, const TensorLowering& how,
                                                          llvm::LLVMContext& context);

}  // namespace adc::jit
