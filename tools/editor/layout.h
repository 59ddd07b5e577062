// Which part of a text stands in which row of the terminal.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace adc::tools::editor {

/// A row: bytes `begin` to `end` of the text, behind `indent` columns of prompt.
struct Row {
  std::size_t begin = 0;
  std::size_t end = 0;
  int indent = 0;
  int columns = 0;         ///< that are used, with the indent
  bool is_first = false;   ///< of its line
  bool continues = false;  ///< the row below goes on with the same line
};

/// The rows of `text`, at least one, in a terminal of `columns` columns, at least 1. Characters wider than that count
/// as 1. The first line begins behind `first` columns, the others behind `later`, of which both are below `columns`. A
/// line that fills its last row has an empty one more if the cursor stands at its end. O(text).
[[nodiscard]] std::vector<Row> lay_out(std::string_view text, int columns, int first, int later, std::size_t cursor);

/// The row of the cursor; of two that it may stand in, the later one.
[[nodiscard]] std::size_t row_of(const std::vector<Row>& rows, std::size_t cursor);

}  // namespace adc::tools::editor
