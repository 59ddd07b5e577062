// Names and comments of emitted C.
#pragma once

#include <string>
#include <string_view>

namespace adc::emit {

/// Of any language: letters a to z, digits and `_` that resemble `name`, beginning with a letter. Greek letters by
/// their names, sub- and superscript digits as digits, other characters as `_`.
[[nodiscard]] std::string ascii_identifier(std::string_view name);

/// `text` with small letters for A to Z.
[[nodiscard]] std::string lower_case(std::string text);

/// `text` without control and invisible formatting characters but newlines, and without invalid UTF-8 (U+FFFD stands
/// for each).
[[nodiscard]] std::string printable_text(std::string_view text);

/// An identifier of C and C++ that resembles `name`: Greek letters by their names, sub- and superscript digits as
/// digits, other characters as `_`. It is no keyword, no function of the C library, none that emitted code uses, and
/// does not begin with an underscore; where it would be, a letter is put before it or `_` after it.
[[nodiscard]] std::string c_identifier(std::string_view name);

/// The same for a parameter, whose scope is a function that loops over arrays: `x` and `y` may be used.
[[nodiscard]] std::string c_local(std::string_view name);

/// `text` for the inside of a `/* */` comment: it neither ends the comment nor begins one, and holds no trigraph, no
/// control or invisible formatting character but newlines, and no invalid UTF-8 (U+FFFD stands for each).
[[nodiscard]] std::string c_comment(std::string_view text);
/// The same in one line.
[[nodiscard]] std::string c_line(std::string_view text);
/// The same in lines that are indented.
[[nodiscard]] std::string c_indented(std::string_view text);

}  // namespace adc::emit
