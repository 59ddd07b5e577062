// Places in a text that the cursor goes to. Offsets are in bytes; each takes and gives a character's begin or the end.
#pragma once

#include <cstddef>
#include <string_view>

namespace adc::tools::editor {

/// The begin of the line of `at`, and its end, before the newline.
[[nodiscard]] std::size_t line_begin(std::string_view text, std::size_t at);
[[nodiscard]] std::size_t line_end(std::string_view text, std::size_t at);

/// The begin of the word at or before `at`, and the end of the word at or behind it, as Emacs has them.
[[nodiscard]] std::size_t word_left(std::string_view text, std::size_t at);
[[nodiscard]] std::size_t word_right(std::string_view text, std::size_t at);

/// The begin of the blank-delimited word at or before `at`.
[[nodiscard]] std::size_t blank_word_left(std::string_view text, std::size_t at);

/// How many columns stand before `at` in its line.
[[nodiscard]] int column_of(std::string_view text, std::size_t at);

/// The place in the line that begins at `begin` that is `column` columns from it, or the line's end.
[[nodiscard]] std::size_t at_column(std::string_view text, std::size_t begin, int column);

}  // namespace adc::tools::editor
