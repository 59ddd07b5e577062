// What is to be seen, before it has a place on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/editor/editing.h"

namespace adc::tools::editor {

/// A terminal's size in characters.
struct Size {
  int columns = 80;
  int rows = 24;
  bool operator==(const Size&) const = default;
};

/// Some text in a style.
struct Piece {
  std::string text;
  Style style = Style::Plain;
};
/// Pieces of one line.
using Line = std::vector<Piece>;

/// An entry while it is edited.
struct View {
  std::string_view prompt;        ///< before the first line
  std::string_view continuation;  ///< before each other line
  std::string_view text;
  std::size_t cursor = 0;             ///< in bytes
  std::vector<Highlight> highlights;  ///< later ones win
  std::vector<Line> below;            ///< under the text; what is wider than the terminal is cut
};

}  // namespace adc::tools::editor
