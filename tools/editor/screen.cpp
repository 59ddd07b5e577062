#include "tools/editor/screen.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace adc::tools::editor {
namespace {

constexpr std::string_view kHideCursor = "\033[?25l";
constexpr std::string_view kShowCursor = "\033[?25h";
constexpr std::string_view kEraseRow = "\033[K";
constexpr std::string_view kEraseBelow = "\033[J";
constexpr std::string_view kNextRow = "\r\n";

std::string moved(std::size_t count, char where) { return count == 0 ? "" : "\033[" + std::to_string(count) + where; }

}  // namespace

void Screen::forget() {
  rows_.clear();
  cursor_row_ = 0;
  cursor_column_ = 0;
}

// To the begin of a row that stands there.
std::string Screen::go_to(std::size_t row) {
  std::string bytes = "\r";
  bytes += row < cursor_row_ ? moved(cursor_row_ - row, 'A') : moved(row - cursor_row_, 'B');
  cursor_row_ = row;
  return bytes;
}

std::string Screen::update(Picture next) {
  std::size_t same = 0;
  while (same < rows_.size() && same < next.rows.size() && rows_[same] == next.rows[same]) ++same;
  std::string bytes;
  if (same < rows_.size() || same < next.rows.size()) {
    // A line that the terminal wraps is sent as a whole, so that it stays one line to it.
    const auto wraps = [&](std::size_t row) {
      return (row < rows_.size() && rows_[row].continues) || next.rows[row].continues;
    };
    same = std::min(same, next.rows.size() - 1);
    while (same > 0 && wraps(same - 1)) --same;
    bytes += kHideCursor;
    const std::size_t first = std::min(same, rows_.empty() ? 0 : rows_.size() - 1);
    bytes += go_to(first);
    if (first < same) bytes += kNextRow;
    for (std::size_t i = same; i < next.rows.size(); ++i) {
      const PaintedRow& row = next.rows[i];
      bytes += row.bytes;
      if (row.continues) continue;  // and no erasing: the cursor is on the row's last character
      const bool is_last = i + 1 == next.rows.size();
      if (!row.is_full) bytes += kEraseRow;
      if (!is_last) bytes += kNextRow;
    }
    cursor_row_ = next.rows.size() - 1;
    if (next.rows.size() < rows_.size()) {
      bytes += kNextRow;
      bytes += kEraseBelow;
      ++cursor_row_;
    }
  }
  bytes += go_to(next.cursor_row);
  bytes += moved(static_cast<std::size_t>(next.cursor_column), 'C');
  if (bytes.starts_with(kHideCursor)) bytes += kShowCursor;
  cursor_column_ = next.cursor_column;
  rows_ = std::move(next.rows);
  return bytes;
}

std::string Screen::leave() {
  std::string bytes = rows_.empty() ? "" : go_to(rows_.size() - 1);
  bytes += kNextRow;
  forget();
  return bytes;
}

std::string Screen::remove_resized(int columns) {
  const int wide = std::max(1, columns);
  // Rows of the terminal above the cursor, line by line: rows that continue are one line to it.
  int above = 0;
  int length = 0;
  for (std::size_t i = 0; i < cursor_row_ && i < rows_.size(); ++i) {
    length += rows_[i].columns;
    if (rows_[i].continues) continue;
    above += std::max(1, (length + wide - 1) / wide);
    length = 0;
  }
  above += (length + cursor_column_) / wide;
  std::string bytes = "\r" + moved(static_cast<std::size_t>(above), 'A');
  bytes += kEraseBelow;
  forget();
  return bytes;
}

}  // namespace adc::tools::editor
