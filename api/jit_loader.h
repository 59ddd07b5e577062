// libadc-jit, loaded at first use.
#pragma once

#include <string>

#include "adc/result.hpp"
#include "ir/function.h"
#include "jit/jit.h"

namespace adc::api {

/// Machine code, freed with its owner. Movable; immutable once made.
class NativeCode {
 public:
  explicit NativeCode(const jit::Code& code) : code_(code) {}
  NativeCode(NativeCode&& other) noexcept;
  NativeCode& operator=(NativeCode&& other) noexcept;
  ~NativeCode();

  [[nodiscard]] jit::Entry entry() const { return code_.entry; }
  [[nodiscard]] jit::TensorEntry tensor_entry() const { return code_.tensor_entry; }
  [[nodiscard]] std::size_t workspace_bytes() const { return code_.workspace_bytes; }

 private:
  jit::Code code_;
};

/// Compiles a legalised `fn`. Loads libadc-jit, which stands beside this library, at the first call of the process and
/// never unloads it. Errors: "native-unavailable" if it cannot be loaded, "native-failed" if it cannot compile `fn`.
/// A call of code of tensors runs on `threads` threads. Thread-safe.
[[nodiscard]] Result<NativeCode> compile_native(const ir::Function& fn, int threads = 1);

/// The machine code of a legalised `fn` as text or as an object file. Errors and thread-safety as `compile_native`.
[[nodiscard]] Result<std::string> list_native(const ir::Function& fn, jit::Listing listing);

}  // namespace adc::api
