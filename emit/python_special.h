// The special functions in Python, of floats.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace adc::emit {

/// The functions of C's library and of ir/special/ that are named, by their names in C, with what they need, as
/// functions of Python's floats: those of ir/special/ are made from their C, the others are those of `math`, without
/// exceptions. As accurate as in C.
[[nodiscard]] std::string python_functions(std::span<const std::string_view> names);

/// How Python calls a function of C's library or of ir/special/: "abs" for fabs.
[[nodiscard]] std::string_view python_name(std::string_view c_name);

}  // namespace adc::emit
