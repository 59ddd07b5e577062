#include "tests/tools/editor/emulator.h"

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <cwchar>
#include <stdexcept>
#include <utility>

namespace adc::tests {
namespace {

std::size_t bytes_of(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

int columns_of(std::string_view character) {
  static const bool kUtf8 = std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr;
  if (!kUtf8) throw std::runtime_error("the system has no C.UTF-8");
  wchar_t wide = 0;
  std::mbstate_t state{};
  if (std::mbrtowc(&wide, character.data(), character.size(), &state) > character.size())
    throw std::runtime_error("no UTF-8 was sent to the terminal");
  return std::max(0, wcwidth(wide));
}

std::string trimmed(std::string text) {
  text.resize(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

Emulator::Emulator(int columns, int rows) : columns_(columns), height_(rows) {
  for (int i = 0; i < rows; ++i) rows_.push_back(blank_row());
}

Emulator::Row Emulator::blank_row() const { return {std::vector<Cell>(static_cast<std::size_t>(columns_)), false}; }

void Emulator::feed(std::string_view bytes) {
  pending_ += bytes;
  std::string_view rest = pending_;
  while (!rest.empty()) {
    const char c = rest.front();
    std::size_t used = 1;
    if (c == '\033') {
      used = escape(rest);
      if (used == 0) break;
    } else if (c == '\r') {
      column_ = 0;
      at_margin_ = false;
    } else if (c == '\n') {
      line_feed();
    } else if (c == '\b') {
      column_ = std::max(0, column_ - 1);
      at_margin_ = false;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      if (c != '\a') ++unknown_;
    } else {
      used = bytes_of(c);
      if (used > rest.size()) break;
      put(rest.substr(0, used));
    }
    rest.remove_prefix(used);
  }
  pending_ = std::string(rest);
}

void Emulator::line_feed() {
  at_margin_ = false;
  if (row_ + 1 < height_) {
    ++row_;
    return;
  }
  rows_.erase(rows_.begin());
  rows_.push_back(blank_row());
}

void Emulator::wrap() {
  rows_[static_cast<std::size_t>(row_)].wraps = true;
  line_feed();
  column_ = 0;
}

void Emulator::put(std::string_view character) {
  const int wide = columns_of(character);
  if (wide == 0) {  // joins the character before
    int column = at_margin_ ? column_ : column_ - 1;
    std::vector<Cell>& cells = rows_[static_cast<std::size_t>(row_)].cells;
    while (column > 0 && cells[static_cast<std::size_t>(column)].text.empty()) --column;
    if (column >= 0) cells[static_cast<std::size_t>(column)].text += character;
    return;
  }
  if (at_margin_ || column_ + wide > columns_) wrap();
  std::vector<Cell>& cells = rows_[static_cast<std::size_t>(row_)].cells;
  cells[static_cast<std::size_t>(column_)] = {std::string(character), style_, false};
  if (wide == 2) cells[static_cast<std::size_t>(column_) + 1] = {"", style_, false};
  column_ += wide;
  at_margin_ = column_ == columns_;
  if (at_margin_) --column_;
}

// How many bytes were a sequence; 0 if it is not whole.
std::size_t Emulator::escape(std::string_view bytes) {
  if (bytes.size() < 2) return 0;
  if (bytes[1] != '[') {
    ++unknown_;
    return 2;
  }
  const std::size_t end = bytes.find_first_not_of("0123456789;?<=>!\"#$%&'()*+,-./ ", 2);
  if (end == std::string_view::npos) return 0;
  sequence(std::string(bytes.substr(2, end - 2)), bytes[end]);
  return end + 1;
}

void Emulator::sequence(const std::string& parameters, char final) {
  const int count = std::max(1, std::atoi(parameters.c_str()));
  if (final != 'm' && final != 'h' && final != 'l' && final != 'K' && final != 'J') at_margin_ = false;
  switch (final) {
    case 'A': row_ = std::max(0, row_ - count); break;
    case 'B': row_ = std::min(height_ - 1, row_ + count); break;
    case 'C': column_ = std::min(columns_ - 1, column_ + count); break;
    case 'D': column_ = std::max(0, column_ - count); break;
    case 'H':
      row_ = 0;
      column_ = 0;
      break;
    case 'J':
      erase(row_, parameters == "2" ? 0 : column_, columns_);
      for (int i = parameters == "2" ? 0 : row_ + 1; i < height_; ++i) erase(i, 0, columns_);
      break;
    case 'K': erase(row_, column_, columns_); break;
    case 'm': style_ = parameters == "0" ? "" : style_ + (style_.empty() ? "" : ";") + parameters; break;
    case 'h':
    case 'l':
      if (parameters == "?25")
        shows_cursor_ = final == 'h';
      else if (parameters == "?2004")
        marks_pastes_ = final == 'h';
      else
        ++unknown_;
      break;
    default: ++unknown_;
  }
}

void Emulator::erase(int row, int from, int to) {
  Row& erased = rows_[static_cast<std::size_t>(row)];
  for (int i = from; i < to; ++i) erased.cells[static_cast<std::size_t>(i)] = Cell{};
  if (to == columns_) erased.wraps = false;
}

void Emulator::resize(int columns, int rows) {
  // Lines, and the place of the cursor in its own.
  std::vector<std::vector<Cell>> lines(1);
  std::size_t cursor_line = 0;
  std::size_t cursor_cell = 0;
  for (int i = 0; i < height_; ++i) {
    const Row& row = rows_[static_cast<std::size_t>(i)];
    if (i == row_) {
      cursor_line = lines.size() - 1;
      cursor_cell = lines.back().size() + static_cast<std::size_t>(column_);
    }
    std::vector<Cell> cells = row.cells;
    while (!row.wraps && !cells.empty() && cells.back().is_blank) cells.pop_back();
    lines.back().insert(lines.back().end(), cells.begin(), cells.end());
    if (!row.wraps) lines.emplace_back();
  }
  while (lines.size() > cursor_line + 1 && lines.back().empty()) lines.pop_back();
  columns_ = columns;
  height_ = rows;
  rows_.clear();
  at_margin_ = false;
  for (std::size_t line = 0; line < lines.size(); ++line) {
    const std::size_t first = rows_.size();
    const std::vector<Cell>& cells = lines[line];
    rows_.push_back(blank_row());
    int column = 0;
    for (const Cell& cell : cells) {
      if (column == columns_) {
        rows_.back().wraps = true;
        rows_.push_back(blank_row());
        column = 0;
      }
      rows_.back().cells[static_cast<std::size_t>(column++)] = cell;
    }
    if (line == cursor_line) {
      row_ = static_cast<int>(first + cursor_cell / static_cast<std::size_t>(columns));
      column_ = static_cast<int>(cursor_cell % static_cast<std::size_t>(columns));
      while (static_cast<int>(rows_.size()) <= row_) rows_.push_back(blank_row());
    }
  }
  while (static_cast<int>(rows_.size()) > height_) {
    rows_.erase(rows_.begin());
    --row_;
  }
  row_ = std::max(0, row_);
  while (static_cast<int>(rows_.size()) < height_) rows_.push_back(blank_row());
}

std::string Emulator::row(int index) const {
  std::string text;
  for (const Cell& cell : rows_[static_cast<std::size_t>(index)].cells) text += cell.text;
  return trimmed(std::move(text));
}

std::string Emulator::text() const {
  std::string text;
  for (int i = 0; i < height_; ++i) text += row(i) + "\n";
  text.resize(text.find_last_not_of('\n') + 1);
  return text;
}

std::string Emulator::style(int row, int column) const {
  return rows_[static_cast<std::size_t>(row)].cells[static_cast<std::size_t>(column)].style;
}

std::string Emulator::style_of(const std::string& part) const {
  for (int i = 0; i < height_; ++i) {
    for (int column = 0; column < columns_; ++column) {
      std::string from_here;
      for (int k = column; k < columns_; ++k)
        from_here += rows_[static_cast<std::size_t>(i)].cells[static_cast<std::size_t>(k)].text;
      if (from_here.starts_with(part)) return style(i, column);
    }
  }
  throw std::runtime_error("not on the screen: " + part);
}

}  // namespace adc::tests
