// A program that links another LLVM statically, uses it, and compiles with adc meanwhile.
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/Support/TargetSelect.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "gradient.h"

namespace {

/// x + 40 by this program's LLVM, at x = 2.
int compile_here(llvm::orc::LLJIT& jit, const char* name) {
  auto context = std::make_unique<llvm::LLVMContext>();
  auto module = std::make_unique<llvm::Module>(name, *context);
  llvm::IRBuilder<> builder(*context);
  llvm::Type* const number = builder.getInt32Ty();
  auto* const f = llvm::Function::Create(llvm::FunctionType::get(number, {number}, false),
                                         llvm::Function::ExternalLinkage, name, *module);
  builder.SetInsertPoint(llvm::BasicBlock::Create(*context, "", f));
  builder.CreateRet(builder.CreateAdd(f->getArg(0), builder.getInt32(40)));
  llvm::cantFail(jit.addIRModule({std::move(module), std::move(context)}));
  const auto symbol = llvm::cantFail(jit.lookup(name));
  return reinterpret_cast<int (*)(int)>(symbol.getAddress())(2);
}

}  // namespace

int main() {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  const auto jit = llvm::cantFail(llvm::orc::LLJITBuilder().create());
  const bool before = compile_here(*jit, "before") == 42;
  const bool adc = adc::tests::native_gradient_is_right();
  const bool after = compile_here(*jit, "after") == 42;
  std::printf("LLVM %s: %s, adc: %s, and again: %s\n", LLVM_VERSION_STRING, before ? "right" : "wrong",
              adc ? "right" : "wrong", after ? "right" : "wrong");
  return before && adc && after ? 0 : 1;
}
