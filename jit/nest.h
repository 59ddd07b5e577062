// Loops in LLVM IR.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include <cstdint>
#include <vector>

namespace adc::jit {

/// What goes around a loop.
using Carried = std::vector<llvm::Value*>;

/// Appends a loop from `begin` to `end` (exclusive; at least one turn) in steps of `step`. `body(index, carried)`
/// appends one turn and gives what the next one gets; what the last one gives is returned. A single turn makes no loop.
template <typename Body>
Carried loop(llvm::IRBuilder<>& b, llvm::Value* begin, llvm::Value* end, std::int64_t step, Carried carried,
             Body body) {
  const auto* const first = llvm::dyn_cast<llvm::ConstantInt>(begin);
  const auto* const last = llvm::dyn_cast<llvm::ConstantInt>(end);
  if (first != nullptr && last != nullptr && first->getSExtValue() + step >= last->getSExtValue()) {
    return body(begin, carried);
  }
  llvm::BasicBlock* const before = b.GetInsertBlock();
  llvm::Function* const function = before->getParent();
  llvm::BasicBlock* const top = llvm::BasicBlock::Create(b.getContext(), "", function);
  b.CreateBr(top);
  b.SetInsertPoint(top);
  llvm::PHINode* const index = b.CreatePHI(b.getInt64Ty(), 2);
  index->addIncoming(begin, before);
  std::vector<llvm::PHINode*> phis;
  for (llvm::Value*& value : carried) {
    phis.push_back(b.CreatePHI(value->getType(), 2));
    phis.back()->addIncoming(value, before);
    value = phis.back();
  }
  Carried results = body(index, carried);
  llvm::BasicBlock* const bottom = b.GetInsertBlock();
  llvm::Value* const next = b.CreateNSWAdd(index, b.getInt64(static_cast<std::uint64_t>(step)));
  index->addIncoming(next, bottom);
  for (std::size_t i = 0; i < phis.size(); ++i) phis[i]->addIncoming(results[i], bottom);
  llvm::BasicBlock* const after = llvm::BasicBlock::Create(b.getContext(), "", function);
  b.CreateCondBr(b.CreateICmpSLT(next, end), top, after);
  b.SetInsertPoint(after);
  return results;
}

/// Appends what is done where `condition` is true.
template <typename Body>
void when(llvm::IRBuilder<>& b, llvm::Value* condition, Body body) {
  llvm::Function* const function = b.GetInsertBlock()->getParent();
  llvm::BasicBlock* const then = llvm::BasicBlock::Create(b.getContext(), "", function);
  llvm::BasicBlock* const after = llvm::BasicBlock::Create(b.getContext(), "", function);
  b.CreateCondBr(condition, then, after);
  b.SetInsertPoint(then);
  body();
  b.CreateBr(after);
  b.SetInsertPoint(after);
}

}  // namespace adc::jit
