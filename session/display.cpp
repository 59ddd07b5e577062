// Replies as terminals show them.
#include <algorithm>

#include "adc/session.hpp"

namespace adc::inline ADC_ABI {
namespace {

constexpr std::size_t kShownInLine = 200;  ///< numbers of a tensor that is not shown in rows
constexpr std::size_t kShownRows = 30;     ///< of a matrix
constexpr std::size_t kShownColumns = 20;

/// Which of `n` places are shown: all, or the first and the last, with one left out between them (n).
std::vector<std::size_t> shown(std::size_t n, std::size_t most) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < n; ++i) {
    if (n > most && i == most / 2) {
      places.push_back(n);
      i = n - most / 2;
    }
    places.push_back(i);
  }
  return places;
}

/// "[ 1,  2;", " 30, 40]": a matrix as its literal is written, in rows and columns.
std::vector<std::string> matrix_lines(const Array& value) {
  const auto rows = static_cast<std::size_t>(value.shape[0]);
  const auto columns = static_cast<std::size_t>(value.shape[1]);
  std::vector<std::vector<std::string>> cells;
  std::vector<std::size_t> widths;
  for (const std::size_t r : shown(rows, kShownRows)) {
    std::vector<std::string> row;
    for (const std::size_t c : shown(columns, kShownColumns)) {
      row.push_back(r == rows || c == columns ? "…" : to_text(value.numbers[r * columns + c]));
      const std::size_t width = row.back() == "…" ? 1 : row.back().size();
      if (widths.size() < row.size()) widths.push_back(0);
      widths[row.size() - 1] = std::max(widths[row.size() - 1], width);
    }
    cells.push_back(std::move(row));
  }
  std::vector<std::string> lines;
  for (std::size_t r = 0; r < cells.size(); ++r) {
    std::string line = r == 0 ? "[" : " ";
    for (std::size_t c = 0; c < cells[r].size(); ++c) {
      const std::string& cell = cells[r][c];
      line += (c > 0 ? ", " : "") + std::string(widths[c] - (cell == "…" ? 1 : cell.size()), ' ') + cell;
    }
    lines.push_back(line + (r + 1 == cells.size() ? "]" : ";"));
  }
  return lines;
}

std::vector<std::string> lines_of(const Array& value) {
  const bool in_rows = value.shape.size() == 2 && value.shape[0] > 1 && value.shape[1] > 0;
  if (in_rows) return matrix_lines(value);
  return {to_text(value, kShownInLine)};
}

void add(Rows& rows, const std::string& label, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) rows.push_back({i == 0 ? label : "", lines[i]});
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string part_text(const Reply::Part& part) {
  if (part.values.size() == 1 && part.formulas.empty() && part.text.empty() && part.values[0].label == "value") {
    std::string text;
    for (const std::string& line : lines_of(part.values[0].value)) text += line + "\n";
    return text;
  }
  Rows rows;
  for (const NamedValue& value : part.values) add(rows, value.label, lines_of(value.value));
  for (const NamedFormula& formula : part.formulas) add(rows, formula.label, split_lines(formula.text));
  std::string text = align(rows) + part.text;
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

}  // namespace

std::string to_text(const Reply& reply) {
  std::string text;
  for (const Reply::Part& part : reply.parts) text += part_text(part);
  return text;
}

std::string messages(const Reply& reply) {
  std::string text;
  for (const Diagnostic& note : reply.notes) text += render(note, "<input>", reply.source, "note");
  if (reply.error) text += render(*reply.error, "<input>", reply.source);
  return text;
}

}  // namespace adc::inline ADC_ABI
