// The public function of a binary.
#pragma once

#include <llvm/IR/Module.h>

#include <string>

#include "emit/binary.h"

namespace adc::targets {

/// Adds the function that `as` describes, which calls `inner`: a function of native code (jit/jit.h) that takes flat
/// arrays (`Entry`) or tables of pointers (`TensorEntry`), of the module, and becomes internal.
void add_entry(llvm::Module& module, llvm::Function& inner, const emit::BinaryInterface& as, bool takes_tables);

}  // namespace adc::targets
