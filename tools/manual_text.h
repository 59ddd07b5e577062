// What manual pages say that no list of options does.
#pragma once

#include <span>
#include <string_view>

namespace adc::tools {

/// A term and what is said of it.
struct Entry {
  std::string_view term;
  std::string_view text;
};

/// A page's own part.
struct ManualText {
  std::string_view command;      ///< "" of the overview
  std::string_view description;  ///< paragraphs, with an empty line between them; words in backquotes stand in bold
  std::string_view related;      ///< other commands to read about, with blanks between them
};

/// The part that belongs to a command; throws std::logic_error where nobody has written one.
[[nodiscard]] const ManualText& manual_text(std::string_view command);

/// What the program takes in the place of a command.
[[nodiscard]] std::span<const Entry> general_options();

/// The exit codes, by their numbers.
[[nodiscard]] std::span<const Entry> exit_codes();

/// The variables of the environment that the program looks at.
[[nodiscard]] std::span<const Entry> environment_variables();

/// The files that it reads and writes by itself.
[[nodiscard]] std::span<const Entry> known_files();

}  // namespace adc::tools
