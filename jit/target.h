// This machine as LLVM knows it, and code generation for it.
#pragma once

#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace adc::jit {

/// From so many values on, code is generated fast rather than made fast.
inline constexpr std::size_t kFastCompileValues = 8192;

/// The host's processor. Thread-safe; one per process.
class Target {
 public:
  static Target& host();

  [[nodiscard]] bool has_fma() const { return has_fma_; }
  /// Object code or assembly of `module`, a function of `values` values.
  [[nodiscard]] llvm::SmallVector<char, 0> emit(llvm::Module& module, llvm::CodeGenFileType type, std::size_t values);
  /// Gives `module` this machine's triple and data layout.
  void describe(llvm::Module& module);

 private:
  class Generator;
  using GeneratorPointer = std::unique_ptr<Generator>;
  Target();
  ~Target();
  [[nodiscard]] std::unique_ptr<llvm::TargetMachine> make_machine(llvm::CodeGenOptLevel level) const;
  [[nodiscard]] GeneratorPointer acquire(llvm::CodeGenFileType type, llvm::CodeGenOptLevel level);
  void give_back(GeneratorPointer generator);

  std::string triple_;
  std::string cpu_;
  std::string features_;
  bool has_fma_ = false;
  const llvm::Target* target_ = nullptr;
  std::string layout_;
  std::mutex mutex_;
  std::vector<GeneratorPointer> idle_;  // making one costs more than compiling a small function
};

}  // namespace adc::jit
