// A terminal, as far as an editor needs one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace adc::tests {

/// Obeys what descendants of the VT100 obey: text with wrapping at the last column, CR, LF, BS, moving, erasing,
/// attributes. Columns of characters are the system's (wcwidth), not the editor's. What it does not know it counts.
class Emulator {
 public:
  Emulator(int columns, int rows);

  void feed(std::string_view bytes);
  /// As terminals that break lines anew do: rows that were wrapped are one line.
  void resize(int columns, int rows);

  /// The rows, without blanks at their ends; those below the last one with text are left out.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string row(int index) const;
  /// The attributes of the character at a place, as they were sent: "1;32", "" for none.
  [[nodiscard]] std::string style(int row, int column) const;
  /// The attributes of the first character of `part`, which must be on the screen.
  [[nodiscard]] std::string style_of(const std::string& part) const;
  [[nodiscard]] int cursor_row() const { return row_; }
  [[nodiscard]] int cursor_column() const { return column_; }
  [[nodiscard]] bool shows_cursor() const { return shows_cursor_; }
  [[nodiscard]] bool marks_pastes() const { return marks_pastes_; }
  [[nodiscard]] int unknown() const { return unknown_; }

 private:
  struct Cell {
    std::string text = " ";  ///< empty: the second column of a wide character
    std::string style;
    bool is_blank = true;
  };
  struct Row {
    std::vector<Cell> cells;
    bool wraps = false;
  };
  void put(std::string_view character);
  void line_feed();
  void wrap();
  std::size_t escape(std::string_view bytes);
  void sequence(const std::string& parameters, char final);
  void erase(int row, int from, int to);
  [[nodiscard]] Row blank_row() const;

  int columns_;
  int height_;
  std::vector<Row> rows_;
  std::string pending_;  ///< bytes that are no whole character or sequence yet
  std::string style_;
  int row_ = 0;
  int column_ = 0;
  bool at_margin_ = false;  ///< the last column was written; the next character wraps
  bool shows_cursor_ = true;
  bool marks_pastes_ = false;
  int unknown_ = 0;
};

}  // namespace adc::tests
