// What the editor asks about the language whose entries it edits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace adc::tools::editor {

/// What a part of a text is, from which the colours follow.
enum class Style : std::uint8_t {
  Plain,
  Number,
  Function,
  Constant,
  Operator,
  Command,
  Comment,
  String,
  Error,
  // The editor's own:
  Prompt,
  Hint,
  Detail,    ///< beside a candidate of a completion
  Selected,  ///< the candidate that was taken last
  Bracket,   ///< the two brackets of a pair, one of them at the cursor
  Lonely,    ///< a bracket at the cursor without its like
  Match,     ///< what a search found
};

/// Bytes `begin` to `end` of a text are of a style.
struct Highlight {
  std::size_t begin = 0;
  std::size_t end = 0;
  Style style = Style::Plain;
};

/// What may stand somewhere.
struct Candidate {
  std::string text;
  std::string detail;  ///< a few words on it; may be empty
};

/// What may stand instead of bytes `begin` to `end` of a text.
struct Completions {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Candidate> candidates;
};

/// A line about what stands at the cursor; bytes `begin` to `end` of it are what the cursor stands in.
struct Hint {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
};

inline constexpr std::size_t kLongestHelped = 65'536;

/// The language, as far as an editor must know it. A function that is empty is done without. All of them take UTF-8 as
/// a person is writing it: anything may be unfinished or wrong, and bytes may be no UTF-8. Offsets are in bytes. They
/// are called while the terminal is raw, for every key, and should answer within milliseconds; what they throw leaves
/// `Editor::read` with the terminal as it was.
struct Editing {
  /// False if the Enter key should begin another line. Without it, every text is complete.
  std::function<bool(std::string_view text)> is_complete;
  /// What may stand at the cursor.
  std::function<Completions(std::string_view text, std::size_t cursor)> complete;
  /// The parts of a text that are shown in colour; later ones win.
  std::function<std::vector<Highlight>(std::string_view text)> highlight;
  /// A line about what stands at the cursor: the arguments of the function that is called there. Empty: nothing.
  std::function<Hint(std::string_view text, std::size_t cursor)> hint;
};

}  // namespace adc::tools::editor
