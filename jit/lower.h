// IR to LLVM IR.
#pragma once

#include <llvm/IR/Module.h>

#include <memory>
#include <string>
#include <string_view>

#include "ir/function.h"
#include "jit/schedule.h"

namespace adc::jit {

/// How `lower` names things, and what the machine has.
struct Lowering {
  std::string symbol;          ///< of the entry; chunks append to it
  std::string runtime_prefix;  ///< put before the names of the C functions that code calls
  bool has_fma = false;        ///< the machine has fused multiply-add instructions
};

/// The C function of two pointers that computes sine and cosine, and the single-precision fma.
inline constexpr std::string_view kSincos = "sincos";
inline constexpr std::string_view kFmaf = "fmaf";

/// A module with one external function that has the type `Entry` (jit/jit.h) and computes `fn` as `schedule` says. Each
/// op is an IEEE instruction without flags or a call that LLVM does not know to be a mathematical function, so that
/// nothing LLVM does can change a bit. Throws std::runtime_error if `fn` holds something that is not a scalar, or
/// `Diff`. O(n).
[[nodiscard]] std::unique_ptr<llvm::Module> lower(const ir::Function& fn, const Schedule& schedule, const Lowering& how,
                                                  llvm::LLVMContext& context);

}  // namespace adc::jit
