// What stands for C's math library in JavaScript.
#pragma once

#include <span>
#include <string_view>

namespace adc::emit {

/// A function of C's library, and what computes it.
struct LibraryFunction {
  std::string_view name;
  std::string_view spelling;  ///< in JavaScript: of `Math`, of the text, or a function of ir/special/standard.c
  std::string_view text;  ///< "" where no text is needed; it may call other functions of this table by their spelling
};

/// By the name in C; null where there is none.
[[nodiscard]] const LibraryFunction* javascript_function(std::string_view c_name);
[[nodiscard]] std::span<const LibraryFunction> javascript_library();

/// What the texts look at the bits of numbers through.
inline constexpr std::string_view kJavascriptBits =
    "const adc_double = new Float64Array(1);\n"
    "const adc_words = new Uint32Array(adc_double.buffer); /* little-endian */\n";

}  // namespace adc::emit
