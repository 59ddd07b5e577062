// Linking, by LLVM's own linkers.
#pragma once

#include <string>

#include "targets/machine.h"

namespace adc::targets {

/// An object file as a shared library for `machine`, which exports the functions that are public in it. What it calls
/// of C's library it names as needed: libm.so.6, libc.so.6, whatever version. Throws std::runtime_error with what the
/// linker says, and where it calls something else.
[[nodiscard]] std::string link_shared(const std::string& object, const Machine& machine);

/// An object file as a WebAssembly module: it exports the function `name`, its memory and `__heap_base`, where memory
/// that it does not use begins; it imports what it calls from `env`, by the names in C. Throws std::runtime_error.
[[nodiscard]] std::string link_wasm(const std::string& object, const std::string& name);

}  // namespace adc::targets
