// What stands for C's math library in Rust.
#pragma once

#include <span>
#include <string_view>

namespace adc::emit {

/// A function of C's library, and what computes it.
struct RustFunction {
  std::string_view name;
  std::string_view spelling;  ///< in Rust: a method of `f64`, or a function of the text
  std::string_view text;      ///< "" where no text is needed
};

/// By the name in C; null where there is none.
[[nodiscard]] const RustFunction* rust_function(std::string_view c_name);
[[nodiscard]] std::span<const RustFunction> rust_library();

}  // namespace adc::emit
