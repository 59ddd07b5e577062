// Elementwise ops to LLVM instructions and calls.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <array>
#include <string>
#include <string_view>

#include "ir/constant.h"
#include "ir/op.h"
#include "jit/symbols.h"

namespace adc::jit {

/// How `lower` names things, and what the machine has.
struct Lowering {
  std::string symbol;               ///< of the entry; parts append to it
  std::string runtime_prefix = "";  ///< put before the names of the C functions that code calls
  bool has_fma = false;             ///< the machine has fused multiply-add instructions
  bool has_sincos = true;           ///< the machine's library has `sincos`
};

using Operands = std::array<llvm::Value*, 3>;

/// Appends, through a builder, what computes one op: an IEEE instruction without flags, or a call that LLVM does not
/// know to be a mathematical function.
class OpLowering {
 public:
  OpLowering(const Lowering& how, llvm::Module& module, llvm::IRBuilder<>& builder, llvm::Type* float_type)
      : how_(how), module_(module), b_(builder), float_type_(float_type) {}

  /// An op of scalars.
  llvm::Value* scalar(ir::Op op, std::int64_t immediate, const Operands& x);
  /// An op without a C function, or a fused multiplication and addition, of scalars or vectors alike; null for other
  /// ops.
  llvm::Value* instructions(ir::Op op, const Operands& x);
  llvm::Constant* constant(const ir::Constant& constant);

  /// A C function of the runtime.
  llvm::FunctionCallee function(std::string_view name, llvm::Type* result, llvm::ArrayRef<llvm::Type*> arguments);
  llvm::CallInst* call(llvm::FunctionCallee callee, llvm::ArrayRef<llvm::Value*> arguments);
  llvm::Value* to_double(llvm::Value* x) { return float_type_->isFloatTy() ? b_.CreateFPExt(x, b_.getDoubleTy()) : x; }
  llvm::Value* from_double(llvm::Value* x) { return float_type_->isFloatTy() ? b_.CreateFPTrunc(x, float_type_) : x; }

 private:
  llvm::Value* call_function(ir::Op op, std::int64_t immediate, const Operands& x);

  const Lowering& how_;
  llvm::Module& module_;
  llvm::IRBuilder<>& b_;
  llvm::Type* float_type_;
};

}  // namespace adc::jit
