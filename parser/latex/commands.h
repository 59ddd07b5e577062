// What stands for what in LaTeX: commands, characters, fonts, words.
#pragma once

#include <optional>
#include <string_view>

#include "parser/latex/marks.h"

namespace adc::parser::latex {

/// What a command, a character or a word is.
struct Meaning {
  std::string_view sign;  ///< how it is written, of commands without the backslash
  Kind kind;
  char code;
  std::string_view text;
};

/// What `\name` is; null for a command that is not known.
[[nodiscard]] const Meaning* find_command(std::string_view name);
/// The character that `text` begins with and that means something by itself; null for another one.
[[nodiscard]] const Meaning* find_character(std::string_view text);
/// A word that joins conditions, or stands before them: if, otherwise, and; null for another one.
[[nodiscard]] const Meaning* find_joint(std::string_view word);
/// The style that the command of a font sets.
[[nodiscard]] Style style_of(std::string_view command);

}  // namespace adc::parser::latex
