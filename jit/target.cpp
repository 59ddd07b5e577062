#include "jit/target.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/SubtargetFeature.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace adc::jit {

Target& Target::host() {
  static Target& target = *new Target;  // never destroyed: code may be compiled while the process ends
  return target;
}

Target::Target() {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  triple_ = llvm::sys::getProcessTriple();
  cpu_ = llvm::sys::getHostCPUName().str();
  llvm::SubtargetFeatures features;
  for (const auto& [name, enabled] : llvm::sys::getHostCPUFeatures()) {
    features.AddFeature(name, enabled);
    if (name == "fma") has_fma_ = enabled;
  }
  features_ = features.getString();
  std::string error;
  target_ = llvm::TargetRegistry::lookupTarget(triple_, error);
  if (target_ == nullptr) throw std::runtime_error("LLVM does not know this machine: " + error);
  Machine machine = make(llvm::CodeGenOptLevel::Default);
  layout_ = machine->createDataLayout().getStringRepresentation();
  idle_.push_back(std::move(machine));
}

Target::Machine Target::make(llvm::CodeGenOptLevel level) const {
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  return Machine(target_->createTargetMachine(triple_, cpu_, features_, options, llvm::Reloc::PIC_,
                                              llvm::CodeModel::Small, level, /*JIT=*/true));
}

Target::Machine Target::acquire(llvm::CodeGenOptLevel level) {
  {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find_if(idle_, [&](const Machine& m) { return m->getOptLevel() == level; });
    if (found != idle_.end()) {
      Machine machine = std::move(*found);
      idle_.erase(found);
      return machine;
    }
  }
  return make(level);
}

void Target::give_back(Machine machine) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(machine));
}

void Target::describe(llvm::Module& module) {
  module.setTargetTriple(triple_);
  module.setDataLayout(layout_);
}

llvm::SmallVector<char, 0> Target::emit(llvm::Module& module, llvm::CodeGenFileType type, std::size_t values) {
  Machine machine = acquire(values < kFastCompileValues ? llvm::CodeGenOptLevel::Default : llvm::CodeGenOptLevel::None);
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, nullptr, type, /*DisableVerify=*/true)) {
    throw std::runtime_error("LLVM cannot write code for this machine");
  }
  passes.run(module);
  give_back(std::move(machine));
  return bytes;
}

}  // namespace adc::jit
