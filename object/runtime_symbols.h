// The functions of this process that code of scalars and vectors calls.
#pragma once

#include <string_view>

namespace adc::object {

/// The address of a C function of the runtime (jit/symbols.h) or of libmvec, the very one that the interpreter calls;
/// null for another name. Thread-safe.
[[nodiscard]] const void* runtime_function(std::string_view symbol);

}  // namespace adc::object
