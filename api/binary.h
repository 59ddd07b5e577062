// Binaries, for the API, in which `adc::targets` is a function: the namespace of that name must not be seen there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adc/result.hpp"
#include "ir/function.h"

namespace adc::api {

/// What is made: `targets::Form`, by its enumerators' names.
enum class Binary : std::uint8_t { Llvm, Assembly, Object, SharedLibrary, WebAssembly };

/// `run::emit_binary`: a legalised `fn` for the machine `triple` and its processor `cpu`, with its errors. Thread-safe.
[[nodiscard]] Result<std::string> binary(const ir::Function& fn, Binary form, std::string_view triple,
                                         std::string_view cpu);

}  // namespace adc::api
