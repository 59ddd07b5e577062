#include "jit/vector_math.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "ir/vector_functions.h"

namespace adc::jit {
namespace {

using ir::Op;
using llvm::Value;

unsigned width(unsigned bits, bool is_float) { return bits / (is_float ? 32 : 64); }

unsigned length(const Value* x) { return llvm::cast<llvm::FixedVectorType>(x->getType())->getNumElements(); }

}  // namespace

/// What `ir::compose` makes values with.
struct VectorMath::Maker {
  using Value = llvm::Value*;
  VectorMath& math;
  Value like;

  Value op(Op op, Value x, Value y = nullptr, Value z = nullptr) { return math.op(op, 0, {x, y, z}); }
  Value number(double value) { return VectorMath::number(like, value); }
};

Value* VectorMath::op(Op op, std::int64_t immediate, const Operands& x) {
  if (Value* const made = ops_.instructions(op, x)) return made;
  if (bits_ == 0) return each(op, immediate, x);
  const bool is_float = x[0]->getType()->getScalarType()->isFloatTy();
  if (const ir::VectorFunction* const function = ir::vector_function(op, is_float, bits_)) {
    return call(function->symbol, {x.data(), info(op).arity});
  }
  Maker maker{*this, x[0]};
  if (const std::optional<Value*> made = ir::compose(maker, op, x.data(), is_float)) return *made;
  return each(op, immediate, x);
}

Value* VectorMath::each(Op op, std::int64_t immediate, const Operands& x) {
  Value* result = llvm::PoisonValue::get(x[0]->getType());
  for (unsigned lane = 0; lane < length(x[0]); ++lane) {
    Operands one{};
    for (unsigned k = 0; k < info(op).arity; ++k) one[k] = b_.CreateExtractElement(x[k], lane);
    result = b_.CreateInsertElement(result, ops_.scalar(op, immediate, one), lane);
  }
  return result;
}

// In pieces of the register's width, also the last.
Value* VectorMath::call(const std::string& name, std::span<Value* const> x) {
  llvm::Type* const element = x[0]->getType()->getScalarType();
  const unsigned piece = width(bits_, element->isFloatTy());
  auto* const type = llvm::FixedVectorType::get(element, piece);
  const llvm::SmallVector<llvm::Type*, 2> types(x.size(), type);
  const llvm::FunctionCallee function = module_.getOrInsertFunction(name, llvm::FunctionType::get(type, types, false));
  std::vector<Value*> results;
  for (unsigned from = 0; from < length(x[0]); from += piece) {
    llvm::SmallVector<Value*, 2> arguments;
    for (Value* const operand : x) arguments.push_back(lanes(operand, from, piece));
    llvm::CallInst* const made = ops_.call(function, arguments);
    made->setDoesNotAccessMemory();
    results.push_back(made);
  }
  return join(results, length(x[0]));
}

Value* VectorMath::lanes(Value* x, unsigned from, unsigned count) {
  const unsigned size = length(x);
  if (from == 0 && count == size) return x;
  llvm::SmallVector<int, 64> order;
  for (unsigned i = from; i < from + count; ++i) order.push_back(static_cast<int>(std::min(i, size)));
  return b_.CreateShuffleVector(x, number(x, kHarmless), order);
}

Value* VectorMath::join(std::span<Value* const> parts, unsigned count) {
  std::vector<Value*> joined(parts.begin(), parts.end());
  while (joined.size() > 1) {  // lengths are powers of two, but for the whole, which is cut below
    std::vector<Value*> next;
    for (std::size_t i = 0; i < joined.size(); i += 2) {
      llvm::SmallVector<int, 64> order(std::size_t{2} * length(joined[i]));
      std::iota(order.begin(), order.end(), 0);
      next.push_back(b_.CreateShuffleVector(joined[i], joined[i + 1], order));
    }
    joined = std::move(next);
  }
  return lanes(joined[0], 0, count);
}

}  // namespace adc::jit
