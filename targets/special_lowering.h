// The special functions to LLVM IR, for machines that have no adc.
#pragma once

#include <span>

#include "emit/special_tree.h"
#include "jit/op_lowering.h"

namespace adc::targets {

/// Defines the functions of these items, whose source is the C of ir/special/, in a module: internal ones, of the same
/// bits as in C. What they call of C's library stays declared, but for what is an instruction. Small functions are
/// inlined. O(size of the items).
void lower_special(std::span<const emit::special::Declaration> items, const jit::Lowering& how, llvm::Module& module);

}  // namespace adc::targets
