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

/// A machine and the passes that generate code for it. To schedule those takes as long as to compile a small function
/// by them, so they serve one module after the other, each of which may have a context of its own.
class Target::Generator {
 public:
  Generator(std::unique_ptr<llvm::TargetMachine> machine, llvm::CodeGenFileType type)
      : machine_(std::move(machine)), type_(type), stream_(bytes_) {
    if (machine_->addPassesToEmitFile(passes_, stream_, nullptr, type, /*DisableVerify=*/true)) {
      throw std::runtime_error("LLVM cannot write code for this machine");
    }
  }

  [[nodiscard]] llvm::TargetMachine& machine() { return *machine_; }
  [[nodiscard]] bool makes(llvm::CodeGenFileType type, llvm::CodeGenOptLevel level) const {
    return type_ == type && machine_->getOptLevel() == level;
  }

  llvm::SmallVector<char, 0> emit(llvm::Module& module) {
    passes_.run(module);
    return std::exchange(bytes_, {});
  }

 private:
  std::unique_ptr<llvm::TargetMachine> machine_;  // outlives the passes
  llvm::CodeGenFileType type_;
  llvm::SmallVector<char, 0> bytes_;
  llvm::raw_svector_ostream stream_;
  llvm::legacy::PassManager passes_;
};

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
  auto generator =
      std::make_unique<Generator>(make_machine(llvm::CodeGenOptLevel::Default), llvm::CodeGenFileType::ObjectFile);
  layout_ = generator->machine().createDataLayout().getStringRepresentation();
  idle_.push_back(std::move(generator));
}

Target::~Target() = default;

std::unique_ptr<llvm::TargetMachine> Target::make_machine(llvm::CodeGenOptLevel level) const {
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  return std::unique_ptr<llvm::TargetMachine>(target_->createTargetMachine(
      triple_, cpu_, features_, options, llvm::Reloc::PIC_, llvm::CodeModel::Small, level, /*JIT=*/true));
}

Target::GeneratorPointer Target::acquire(llvm::CodeGenFileType type, llvm::CodeGenOptLevel level) {
  {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find_if(idle_, [&](const GeneratorPointer& g) { return g->makes(type, level); });
    if (found != idle_.end()) {
      GeneratorPointer generator = std::move(*found);
      idle_.erase(found);
      return generator;
    }
  }
  return std::make_unique<Generator>(make_machine(level), type);
}

void Target::give_back(GeneratorPointer generator) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(generator));
}

void Target::describe(llvm::Module& module) {
  module.setTargetTriple(triple_);
  module.setDataLayout(layout_);
}

llvm::SmallVector<char, 0> Target::emit(llvm::Module& module, llvm::CodeGenFileType type, std::size_t values) {
  const auto level = values < kFastCompileValues ? llvm::CodeGenOptLevel::Default : llvm::CodeGenOptLevel::None;
  GeneratorPointer generator = acquire(type, level);
  llvm::SmallVector<char, 0> bytes = generator->emit(module);
  give_back(std::move(generator));
  return bytes;
}

}  // namespace adc::jit
