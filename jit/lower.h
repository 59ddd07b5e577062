// IR to LLVM IR.
#pragma once

#include <llvm/IR/Module.h>

#include <memory>

#include "ir/function.h"
#include "jit/op_lowering.h"
#include "kernel/schedule.h"

namespace adc::jit {

using kernel::Schedule;

/// A module with one external function that has the type `Entry` (jit/jit.h) and computes `fn` as `schedule` says. Each
/// op is an IEEE instruction without flags or a call that LLVM does not know to be a mathematical function, so that
/// nothing LLVM does can change a bit. Throws std::runtime_error if `fn` holds something that is not a scalar, or
/// `Diff`. O(n).
[[nodiscard]] std::unique_ptr<llvm::Module> lower(const ir::Function& fn, const Schedule& schedule, const Lowering& how,
                                                  llvm::LLVMContext& context);

}  // namespace adc::jit
