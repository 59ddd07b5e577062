// Elementwise ops on vectors, with the C library's vector functions (libmvec, at most 4 ulp).
#pragma once

#include <span>
#include <string>

#include "jit/op_lowering.h"

namespace adc::jit {

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
  struct Maker;
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
