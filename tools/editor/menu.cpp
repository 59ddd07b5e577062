#include "tools/editor/menu.h"

#include <algorithm>
#include <string>

#include "tools/editor/graphemes.h"

namespace adc::tools::editor {
namespace {

constexpr int kGap = 2;

struct Grid {
  std::size_t columns = 1;
  std::size_t rows = 1;
  int width = 1;  ///< of a column, without the gap
  bool has_details = false;
};

Grid grid_of(const std::vector<Candidate>& candidates, int columns, std::size_t rows) {
  Grid grid;
  bool any_detail = false;
  for (const Candidate& candidate : candidates) {
    grid.width = std::max(grid.width, columns_of_text(candidate.text));
    any_detail = any_detail || !candidate.detail.empty();
  }
  grid.has_details = any_detail && candidates.size() <= rows;
  if (!grid.has_details) grid.columns = static_cast<std::size_t>(std::max(1, (columns + kGap) / (grid.width + kGap)));
  grid.rows = std::min(rows, (candidates.size() + grid.columns - 1) / grid.columns);
  return grid;
}

std::string padded(const std::string& text, int width) {
  return text + std::string(static_cast<std::size_t>(std::max(0, width - columns_of_text(text))), ' ');
}

}  // namespace

std::vector<Line> menu_lines(const std::vector<Candidate>& candidates, std::optional<std::size_t> selected, int columns,
                             int rows) {
  if (candidates.empty() || rows < 1) return {};
  const auto most_rows = static_cast<std::size_t>(rows);
  Grid grid = grid_of(candidates, columns, most_rows);
  const bool has_pages = grid.rows * grid.columns < candidates.size() && most_rows > 1;
  if (has_pages) grid.rows = most_rows - 1;
  const std::size_t page = grid.rows * grid.columns;
  const std::size_t first = selected.value_or(0) / page * page;
  const std::size_t last = std::min(candidates.size(), first + page);
  grid.rows = (last - first + grid.columns - 1) / grid.columns;

  std::vector<Line> lines(grid.rows);
  for (std::size_t i = first; i < last; ++i) {
    const Candidate& candidate = candidates[i];
    Line& line = lines[(i - first) % grid.rows];
    const bool ends_line = i + grid.rows >= last && !grid.has_details;
    const std::string gap(line.empty() ? 0 : kGap, ' ');
    if (!gap.empty()) line.push_back({gap, Style::Plain});
    line.push_back({candidate.text, selected == i ? Style::Selected : Style::Plain});
    if (!ends_line) line.push_back({padded(candidate.text, grid.width).substr(candidate.text.size()), Style::Plain});
    if (grid.has_details) line.push_back({"  " + candidate.detail, Style::Detail});
  }
  if (has_pages) {
    lines.push_back(
        {{"… " + std::to_string(first + 1) + " to " + std::to_string(last) + " of " + std::to_string(candidates.size()),
          Style::Detail}});
  }
  return lines;
}

}  // namespace adc::tools::editor
