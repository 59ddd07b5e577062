// Names and comments of emitted Python.
#pragma once

#include <string>
#include <string_view>

namespace adc::emit {

/// An identifier of Python that resembles `name`: Greek letters by their names, sub- and superscript digits as digits,
/// other characters as `_`. It is no keyword, no built-in function, and none that emitted code uses: where it would be,
/// `_` follows.
[[nodiscard]] std::string python_identifier(std::string_view name);

/// `text` for the inside of a docstring: without backslashes and quotes that would mean something, control and
/// invisible characters and invalid UTF-8.
[[nodiscard]] std::string python_doc(std::string_view text);
/// The same in one line.
[[nodiscard]] std::string python_line(std::string_view text);

}  // namespace adc::emit
