// What a person takes for one character, and the columns that it has on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace adc::tools::editor {

/// The offset behind the character (extended grapheme cluster, UAX #29) that begins at `at`, a character's begin before
/// the end of `text`. A byte that is no UTF-8 is a character, and so is every byte of ASCII.
[[nodiscard]] std::size_t next_grapheme(std::string_view text, std::size_t at);

/// The offset of the character that ends at `at`, a character's begin or the end of `text`; 0 for 0.
[[nodiscard]] std::size_t previous_grapheme(std::string_view text, std::size_t at);

/// Columns in which `append_shown` shows a character: what terminals that go by code points take, the sum of their
/// widths. At least 1.
[[nodiscard]] int columns_of(std::string_view grapheme);

/// Columns of a text without newlines.
[[nodiscard]] int columns_of_text(std::string_view text);

/// Adds to `out` what a terminal is told to show a character. What it would not show, or obey, becomes visible: a tab
/// is blanks, a control character `^A`, a mark without its letter stands on a circle, anything else is U+FFFD.
void append_shown(std::string& out, std::string_view grapheme);

/// A text without newlines as a terminal is told to show it, cut to `columns`, with `…` where it is cut.
[[nodiscard]] std::string shown_within(std::string_view text, int columns);

/// Whether the character at `at` belongs to a word: letters, digits, marks, subscripts, `_`.
[[nodiscard]] bool is_word_at(std::string_view text, std::size_t at);

}  // namespace adc::tools::editor
