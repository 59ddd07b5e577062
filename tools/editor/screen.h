// From one picture to the next.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/editor/picture.h"

namespace adc::tools::editor {

/// Knows what stands on the terminal, and writes what must be sent for something else to stand there. Uses what every
/// descendant of the VT100 has: moving by a number of rows and columns, erasing to the end of the row and of the
/// screen. Assumes that characters in the last column leave the cursor there until another follows, as all of these do.
class Screen {
 public:
  /// The bytes after which `next` stands there, from the first row of what stands there now. Rows that stay as they are
  /// above the first one that changes are not sent again.
  [[nodiscard]] std::string update(Picture next);

  /// The bytes that bring the cursor to an empty row behind what stands there, which stays and is no longer the
  /// screen's.
  [[nodiscard]] std::string leave();

  /// The bytes that remove what stands there after the terminal has come to have `columns` columns. Terminals that
  /// break lines anew when they become narrower do so as is assumed here; in those that cut them, like xterm, rows
  /// above may go, too.
  [[nodiscard]] std::string remove_resized(int columns);

  /// Nothing stands there, and the cursor is at the begin of an empty row.
  void forget();

 private:
  [[nodiscard]] std::string go_to(std::size_t row);

  std::vector<PaintedRow> rows_;
  std::size_t cursor_row_ = 0;
  int cursor_column_ = 0;
};

}  // namespace adc::tools::editor
