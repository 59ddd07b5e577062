// Programs of loops to LLVM IR.
#pragma once

#include <llvm/IR/Module.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "jit/op_lowering.h"
#include "kernel/program.h"
#include "kernel/slices.h"

namespace adc::jit {

/// A machine function gets regions of so many nodes together, or one larger one: LLVM's time grows faster than
/// linearly.
inline constexpr std::size_t kPieceNodes = 256;

/// What code of tensors is made for.
struct TensorLowering {
  Lowering names;
  unsigned register_bits = 128;  ///< of the widest vectors: 512, 256 or 128
  /// Elementwise ops in vector loops are libmvec's functions, where it has them, instead of the scalar ones.
  bool vector_math = true;
  /// Steps that are done slice by slice, and shared among threads if there are several.
  std::span<const kernel::SlicedSteps> sliced;
  /// Per call, in order: the number of its plan (jit/symbols.h), where it is sliced that of a slice;
  /// nullopt: the loops that mean the same.
  std::span<const std::optional<std::size_t>> plans;
  std::size_t locals = 0;         ///< where in the workspace a thread's slices have room, that of the next follows
  std::size_t packing = 0;        ///< where in the workspace products may pack, in bytes
  std::size_t packing_bytes = 0;  ///< of one thread that does slices; that of the next follows
  int threads = 1;                ///< for loops with much to do
  bool flat = false;              ///< the external function is an `Entry`, which aligns its workspace itself
};

/// How many rows code of a program over rows does at once, and wants at least.
[[nodiscard]] std::int64_t rows_at_once(const kernel::Program& program, unsigned register_bits);

/// A module with one external function that has the type `TensorEntry` (jit/jit.h), over rows `RowsEntry`, over
/// rows that are summed `TileEntry`, and does the steps of `program`.
/// Loops whose turns are independent run in vectors of a whole register or more; folds run in
/// the order that the program gives them. O(nodes).
[[nodiscard]] std::unique_ptr<llvm::Module> lower_tensors(const kernel::Program& program, const TensorLowering& how,
                                                          llvm::LLVMContext& context);

}  // namespace adc::jit
