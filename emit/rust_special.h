// The special functions in Rust.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace adc::emit {

/// The functions of C's library and of ir/special/ that are named, by their names in C, with what they need, as Rust
/// 2021: those of ir/special/ are made from their C (emit/special_tree.h), the others are the standard library's, which
/// calls C's, or C's by declaration. The same bits as in C.
[[nodiscard]] std::string rust_functions(std::span<const std::string_view> names);

/// How Rust calls a function of C's library or of ir/special/: "f64::ln" for log.
[[nodiscard]] std::string_view rust_name(std::string_view c_name);

}  // namespace adc::emit
