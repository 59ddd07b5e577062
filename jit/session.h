// Object code that is linked into this process.
#pragma once

#include <llvm/ExecutionEngine/Orc/Core.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "jit/jit.h"
#include "jit/product.h"

namespace adc::jit {

/// The names of the runtime's functions begin with this, so that LLVM takes none for the one it knows.
inline constexpr std::string_view kRuntimePrefix = "adc.rt.";

/// LLVM's linker and loader. Thread-safe; one per process, never destroyed.
class Session {
 public:
  static Session& instance();

  /// A symbol that nothing else has.
  [[nodiscard]] std::string unique_symbol();
  /// Links `object`, which calls functions of `runtime`; `plans` are what it needs as long as it lives. Sets `handle`
  /// of `code` and gives the address of `symbol`. Throws std::runtime_error.
  [[nodiscard]] void* add(std::unique_ptr<llvm::MemoryBuffer> object, const std::string& symbol,
                          const RuntimeTable& runtime, std::vector<ProductPlanPointer> plans, Code& code);
  void remove(Code& code);

 private:
  Session();
  llvm::orc::JITDylib& library(const RuntimeTable& runtime);

  llvm::orc::ExecutionSession session_;
  llvm::orc::ObjectLinkingLayer linker_;
  std::atomic<std::uint64_t> symbols_ = 0;
  std::atomic<std::uint64_t> removals_ = 0;
  std::mutex mutex_;
  std::map<std::vector<const void*>, llvm::orc::JITDylib*> libraries_;  // by the addresses of a runtime
};

}  // namespace adc::jit
