// Elementwise ops on vectors, with the C library's vector functions (libmvec, at most 4 ulp).
#pragma once

#include <span>
#include <string>

#include "jit/op_lowering.h"

namespace adc::jit {

/// A function of libmvec that this process has, by its name in the vector ABI: `_ZGVeN8v_tanh`.
struct VectorFunction {
  std::string symbol;
  const void* address;
};

/// Those for registers of `bits` bits; empty where there is no libmvec. Thread-safe; lives for ever.
[[nodiscard]] std::span<const VectorFunction> vector_functions(unsigned bits);

/// Appends what computes elementwise ops of vectors of any length. An element's bits depend neither on its place nor on
/// the length. What libmvec lacks is composed of what it has, or called element by element.
class VectorMath {
 public:
  /// For registers of `bits` bits; 0: all functions are called element by element, and have the bits that scalars have.
  VectorMath(OpLowering& ops, llvm::Module& module, llvm::IRBuilder<>& builder, unsigned bits)
      : ops_(ops), module_(module), b_(builder), bits_(bits) {}

  llvm::Value* op(ir::Op op, std::int64_t immediate, const Operands& x);
  /// Lanes `from` … `from` + `count` − 1, filled up with a harmless number where `x` ends.
  llvm::Value* lanes(llvm::Value* x, unsigned from, unsigned count);

 private:
  llvm::Value* composed(ir::Op op, const Operands& x);
  llvm::Value* normal_cdf(llvm::Value* x);
  llvm::Value* each(ir::Op op, std::int64_t immediate, const Operands& x);
  llvm::Value* call(const std::string& name, std::span<llvm::Value* const> x);
  llvm::Value* join(std::span<llvm::Value* const> parts, unsigned count);
  static llvm::Value* number(llvm::Value* like, double value) { return llvm::ConstantFP::get(like->getType(), value); }

  OpLowering& ops_;
  llvm::Module& module_;
  llvm::IRBuilder<>& b_;
  unsigned bits_;
};

/// What lanes that do not count hold: in the domain of nearly all functions.
inline constexpr double kHarmless = 0.5;

}  // namespace adc::jit
