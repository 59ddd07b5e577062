#include "tools/editor/layout.h"

#include <algorithm>
#include <iterator>

#include "tools/editor/graphemes.h"

namespace adc::tools::editor {
namespace {

// Adds the rows of one line.
void lay_out_line(std::vector<Row>& rows, std::string_view text, std::size_t begin, std::size_t end, int columns,
                  int indent, std::size_t cursor) {
  Row row{.begin = begin, .indent = indent, .columns = indent, .is_first = true};
  for (std::size_t at = begin; at < end;) {
    const std::size_t next = next_grapheme(text, at);
    const int wide = columns_of(text.substr(at, next - at));
    const int needed = wide > columns ? 1 : wide;
    if (row.columns + needed > columns) {
      row.end = at;
      row.continues = true;
      rows.push_back(row);
      row = {.begin = at};
    }
    row.columns += needed;
    at = next;
  }
  row.end = end;
  row.continues = row.columns == columns && cursor == end;
  rows.push_back(row);
  if (row.continues) rows.push_back({.begin = end, .end = end});
}

}  // namespace

std::vector<Row> lay_out(std::string_view text, int columns, int first, int later, std::size_t cursor) {
  std::vector<Row> rows;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lay_out_line(rows, text, begin, end, columns, begin == 0 ? first : later, cursor);
    if (end == text.size()) return rows;
    begin = end + 1;
  }
}

std::size_t row_of(const std::vector<Row>& rows, std::size_t cursor) {
  const auto after = std::ranges::upper_bound(rows, cursor, {}, &Row::begin);
  return static_cast<std::size_t>(std::distance(rows.begin(), after)) - 1;
}

}  // namespace adc::tools::editor
