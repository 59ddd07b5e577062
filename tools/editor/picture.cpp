#include "tools/editor/picture.h"

#include <algorithm>
#include <utility>

#include "tools/editor/graphemes.h"
#include "tools/editor/layout.h"
#include "tools/editor/palette.h"

namespace adc::tools::editor {
namespace {

/// Collects what is sent for a row.
class Brush {
 public:
  explicit Brush(bool colours) : colours_(colours) {}

  void put(std::string_view shown, Style style) {
    const std::string_view look = look_of(style, colours_);
    if (look != look_) {
      if (!look_.empty()) bytes_ += kPlainLook;
      bytes_ += look;
      look_ = look;
    }
    bytes_ += shown;
  }
  std::string finish() {
    put("", Style::Plain);
    return std::move(bytes_);
  }

 private:
  bool colours_;
  std::string_view look_;
  std::string bytes_;
};

/// The styles of a text, byte by byte.
class Styles {
 public:
  explicit Styles(const View& view) {
    if (view.highlights.empty()) return;
    styles_.assign(view.text.size(), Style::Plain);
    for (const Highlight& part : view.highlights) {
      const std::size_t end = std::min(part.end, styles_.size());
      for (std::size_t i = part.begin; i < end; ++i) styles_[i] = part.style;
    }
  }
  [[nodiscard]] Style at(std::size_t offset) const { return styles_.empty() ? Style::Plain : styles_[offset]; }

 private:
  std::vector<Style> styles_;
};

PaintedRow paint_row(const Row& row, const View& view, const Styles& styles, Size size, bool colours) {
  Brush brush(colours);
  if (row.is_first && row.indent > 0)
    brush.put(shown_within(row.begin == 0 ? view.prompt : view.continuation, row.indent), Style::Prompt);
  std::string shown;
  for (std::size_t at = row.begin; at < row.end;) {
    const std::size_t next = next_grapheme(view.text, at);
    const std::string_view grapheme = view.text.substr(at, next - at);
    shown.clear();
    if (columns_of(grapheme) <= size.columns)
      append_shown(shown, grapheme);
    else
      shown = "\uFFFD";
    brush.put(shown, styles.at(at));
    at = next;
  }
  const bool is_full = row.columns == size.columns;
  return {brush.finish(), row.columns, is_full, is_full && row.continues};
}

PaintedRow paint_line(const Line& line, Size size, bool colours) {
  Brush brush(colours);
  int used = 0;
  for (const Piece& piece : line) {
    const std::string shown = shown_within(piece.text, size.columns - used);
    brush.put(shown, piece.style);
    used += columns_of_text(shown);
  }
  return {brush.finish(), used, used == size.columns, false};
}

int indent_of(std::string_view prompt, Size size) {
  constexpr int kLeastRoom = 4;
  const int columns = columns_of_text(prompt);
  return columns + kLeastRoom > size.columns ? 0 : columns;
}

}  // namespace

Picture paint(const View& view, Size size, bool colours) {
  size = {std::max(1, size.columns), std::max(1, size.rows)};
  const std::vector<Row> rows =
      lay_out(view.text, size.columns, indent_of(view.prompt, size), indent_of(view.continuation, size), view.cursor);
  const auto height = static_cast<std::size_t>(size.rows);
  const std::size_t below = std::min(view.below.size(), height - std::min(rows.size(), height - height / 2));
  const std::size_t window = std::min(rows.size(), height - below);
  const std::size_t cursor_row = row_of(rows, view.cursor);
  const std::size_t centred = cursor_row - std::min(cursor_row, window / 2);
  const std::size_t top = std::min(centred, rows.size() - window);

  Picture picture;
  const Styles styles(view);
  for (std::size_t i = top; i < top + window; ++i)
    picture.rows.push_back(paint_row(rows[i], view, styles, size, colours));
  // A row without text does not make the terminal wrap.
  for (std::size_t i = top; i < top + window; ++i) {
    const bool goes_on = i + 1 < top + window && rows[i + 1].begin < rows[i + 1].end;
    if (!goes_on) picture.rows[i - top].continues = false;
  }
  for (std::size_t i = 0; i < below; ++i) picture.rows.push_back(paint_line(view.below[i], size, colours));
  picture.cursor_row = cursor_row - top;
  const Row& row = rows[cursor_row];
  int column = row.indent;
  for (std::size_t at = row.begin; at < view.cursor && at < row.end;) {
    const std::size_t next = next_grapheme(view.text, at);
    const int wide = columns_of(view.text.substr(at, next - at));
    column += wide > size.columns ? 1 : wide;
    at = next;
  }
  picture.cursor_column = std::min(column, size.columns - 1);
  return picture;
}

}  // namespace adc::tools::editor
