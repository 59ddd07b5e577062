// Which code generator this is.
#pragma once

namespace adc::cache {

/// "91c07d443f2a, LLVM 19.1.7": a hash of the sources that make an object file of a function, and the version of LLVM
/// that was built against. Known without loading either.
[[nodiscard]] const char* code_version();

}  // namespace adc::cache
