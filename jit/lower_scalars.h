// Regions without loops to LLVM IR.
#pragma once

#include <llvm/IR/Module.h>

#include <memory>

#include "jit/op_lowering.h"
#include "kernel/program.h"
#include "kernel/schedule.h"

namespace adc::jit {

/// A module with one external function that has the type `Entry` (jit/jit.h) and does the one step of `program`, a
/// region without loops over arrays of one element, as `schedule` says. Each op is an IEEE instruction without flags or
/// a call that LLVM does not know to be a mathematical function, so that nothing LLVM does can change a bit. O(n).
[[nodiscard]] std::unique_ptr<llvm::Module> lower_scalars(const kernel::Program& program,
                                                          const kernel::Schedule& schedule, const Lowering& how,
                                                          llvm::LLVMContext& context);

}  // namespace adc::jit
