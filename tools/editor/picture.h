// A view as rows of a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/editor/view.h"

namespace adc::tools::editor {

/// A row as it is sent to the terminal.
struct PaintedRow {
  std::string bytes;
  int columns = 0;
  bool is_full = false;  ///< the last column is in use
  bool continues =
      false;  ///< it is full, and the row below goes on with the same line: the terminal wraps by itself there
  bool operator==(const PaintedRow&) const = default;
};

/// Rows, no more than the terminal has, and the place of the cursor among them.
struct Picture {
  std::vector<PaintedRow> rows;
  std::size_t cursor_row = 0;
  int cursor_column = 0;
};

/// Paints `view` for a terminal of `size`. Where the rows are too few, those around the cursor are shown, and of what
/// stands below as much as half of the terminal holds. Prompts that leave too little room are left out. O(text).
[[nodiscard]] Picture paint(const View& view, Size size, bool colours);

}  // namespace adc::tools::editor
