#include "targets/entry.h"

#include <llvm/IR/IRBuilder.h>

#include <vector>

namespace adc::targets {
namespace {

using kernel::ArrayId;
using llvm::Value;

class EntryBuilder {
 public:
  EntryBuilder(llvm::Module& module, llvm::Function& inner, const emit::BinaryInterface& as)
      : b_(module.getContext()), inner_(inner), as_(as) {
    const std::size_t arrays = as.is_flat() ? 2 : as.signature().given().size();
    const llvm::SmallVector<llvm::Type*, 8> types(arrays + (as.workspace_bytes() > 0 ? 1 : 0), b_.getPtrTy());
    auto* const type = llvm::FunctionType::get(b_.getVoidTy(), types, false);
    entry_ = llvm::Function::Create(type, llvm::Function::ExternalLinkage, as.name(), module);
    entry_->setDoesNotThrow();
    b_.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", entry_));
    float_ = as.is_single() ? b_.getFloatTy() : b_.getDoubleTy();
  }

  /// All there is to do: the same arrays.
  void hand_on() { call(entry_->getArg(0), entry_->getArg(1)); }

  /// Of tensors: tables of pointers.
  void make_tables() {
    Value* const inputs = table(true);
    Value* const outputs = table(false);
    call(inputs, outputs);
  }

  /// Of scalars that have an array each: inputs are collected, results spread.
  void collect() {
    Value* const inputs = room(true, float_);
    Value* const outputs = room(false, float_);
    each(true, [&](std::size_t i, Value* from) {
      b_.CreateStore(b_.CreateLoad(float_, from), b_.CreateConstGEP1_64(float_, inputs, i));
    });
    call(inputs, outputs);
    each(false, [&](std::size_t i, Value* to) {
      b_.CreateStore(b_.CreateLoad(float_, b_.CreateConstGEP1_64(float_, outputs, i)), to);
    });
  }

  void finish() { b_.CreateRetVoid(); }

 private:
  void call(Value* inputs, Value* outputs) {
    Value* workspace = llvm::ConstantPointerNull::get(b_.getPtrTy());
    if (as_.workspace_bytes() > 0) workspace = entry_->getArg(static_cast<unsigned>(entry_->arg_size() - 1));
    llvm::CallInst* const call = b_.CreateCall(&inner_, {inputs, outputs, workspace});
    call->setDoesNotThrow();
    if (as_.is_flat()) call->setTailCall();
  }

  /// Those that are read, or those that are written, by their numbers.
  template <typename Body>
  void each(bool are_inputs, Body body) {
    const std::vector<ArrayId> given = as_.signature().given();
    std::size_t number = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (as_.signature().is_input(given[i]) != are_inputs) continue;
      body(number++, entry_->getArg(static_cast<unsigned>(i)));
    }
  }

  Value* room(bool for_inputs, llvm::Type* type) {
    std::uint64_t count = 0;
    each(for_inputs, [&](std::size_t, Value*) { ++count; });
    return b_.CreateAlloca(type, b_.getInt32(static_cast<std::uint32_t>(count)));
  }

  Value* table(bool of_inputs) {
    Value* const all = room(of_inputs, b_.getPtrTy());
    each(of_inputs,
         [&](std::size_t i, Value* array) { b_.CreateStore(array, b_.CreateConstGEP1_64(b_.getPtrTy(), all, i)); });
    return all;
  }

  llvm::IRBuilder<> b_;
  llvm::Function& inner_;
  const emit::BinaryInterface& as_;
  llvm::Function* entry_;
  llvm::Type* float_;
};

}  // namespace

void add_entry(llvm::Module& module, llvm::Function& inner, const emit::BinaryInterface& as, bool takes_tables) {
  inner.setLinkage(llvm::Function::InternalLinkage);
  EntryBuilder entry(module, inner, as);
  if (as.is_flat())
    entry.hand_on();
  else if (takes_tables)
    entry.make_tables();
  else
    entry.collect();
  entry.finish();
}

}  // namespace adc::targets
