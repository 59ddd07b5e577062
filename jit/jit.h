// IR to machine code in this process. The implementation is libadc-jit, which the API loads at first use.
#pragma once

#include <cstddef>
#include <string>

#include "ir/function.h"

namespace adc::jit {

/// A compiled function. `inputs` and `outputs` are flat, row-major concatenations in the order of the function's
/// parameters and outputs, in its float type; they do not overlap.
using Entry = void (*)(const void* inputs, void* outputs, void* workspace);

struct Code {
  Entry entry = nullptr;
  std::size_t workspace_bytes = 0;  ///< 0 for functions of scalars: `workspace` may then be null
  void* handle = nullptr;           ///< owns the machine code; `release` frees it
};

/// What code may call: for each op with a C function, its address in this process, by the index of the op.
struct RuntimeTable {
  const void* const* functions = nullptr;
  const void* sincos = nullptr;
};

enum class Listing { Llvm, Assembly, Object };

extern "C" {
/// Compiles a legalised function. On failure returns false and says why in `error`. Thread-safe.
bool adc_jit_compile(const ir::Function& fn, const RuntimeTable& runtime, Code& code, std::string& error);
/// Frees what `adc_jit_compile` gave.
void adc_jit_release(Code& code);
/// The code of `fn` as LLVM IR, assembly or object file, for this machine.
bool adc_jit_list(const ir::Function& fn, Listing listing, std::string& text, std::string& error);
}

}  // namespace adc::jit
