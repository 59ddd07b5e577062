#include "explain/layout.h"

#include <algorithm>

#include "explain/columns.h"

namespace adc::explaining {
namespace {

constexpr double kBoxGap = 26;  ///< between a column of boxes and one of labels
constexpr double kPassage = 4;  ///< height of an arrow that passes a column
constexpr double kClear = 3;    ///< around cells that an arrow goes past
constexpr double kFan = 16;     ///< between the ends of arrows at one side of a box

/// Boxes stand in even columns, labels in odd ones.
class Drawing {
 public:
  Drawing(const std::vector<Box>& boxes, const std::vector<Arrow>& arrows) : boxes_(boxes), arrows_(arrows) {
    for (const Box& box : boxes) add_cell({.width = box.width, .height = box.height, .column = 2 * box.rank});
    chains_.reserve(arrows.size());
    for (const Arrow& arrow : arrows) chains_.push_back(chain(arrow));
  }

  Arrangement run() {
    order(columns_);
    place(columns_);
    find_x();
    Arrangement layout;
    for (std::size_t i = 0; i < boxes_.size(); ++i) layout.boxes.push_back(middle(i));
    for (std::size_t i = 0; i < arrows_.size(); ++i) layout.routes.push_back(route(i));
    layout.width = width_;
    for (const Cell& cell : columns_.cells) layout.height = std::max(layout.height, cell.y + cell.height / 2);
    return layout;
  }

 private:
  std::size_t add_cell(Cell cell) {
    const std::size_t column = cell.column;
    if (columns_.columns.size() <= column) columns_.columns.resize(column + 1);
    columns_.columns[column].push_back(columns_.cells.size());
    columns_.cells.push_back(std::move(cell));
    return columns_.cells.size() - 1;
  }

  void join(std::size_t a, std::size_t b) {
    columns_.cells[a].behind.push_back(b);
    columns_.cells[b].before.push_back(a);
  }

  /// A cell per column between the two boxes; the last of them has the label.
  std::vector<std::size_t> chain(const Arrow& arrow) {
    std::vector<std::size_t> cells;
    std::size_t before = arrow.from;
    const std::size_t end = 2 * boxes_[arrow.to].rank;
    for (std::size_t column = 2 * boxes_[arrow.from].rank + 1; column < end; ++column) {
      Cell cell{.height = kPassage, .column = column, .is_passage = true};
      if (column + 1 == end && arrow.label_height > 0) {
        cell.width = arrow.label_width;
        cell.height = arrow.label_height;
      }
      cells.push_back(add_cell(std::move(cell)));
      join(before, cells.back());
      before = cells.back();
    }
    join(before, arrow.to);
    return cells;
  }

  void find_x() {
    x_.resize(columns_.columns.size());
    double at = 0;
    for (std::size_t k = 0; k < x_.size(); ++k) {
      double widest = 0;
      for (const std::size_t cell : columns_.columns[k]) widest = std::max(widest, columns_.cells[cell].width);
      x_[k] = at + widest / 2;
      width_ = at + widest;
      at += widest + kBoxGap;
    }
  }

  [[nodiscard]] Point middle(std::size_t cell) const {
    return {x_[columns_.cells[cell].column], columns_.cells[cell].y};
  }

  /// How far above or below the middle of a side an arrow ends: the ends stand in the order of what they lead to.
  [[nodiscard]] double fan(std::size_t box, std::size_t neighbour, const std::vector<std::size_t>& all) const {
    const double y = columns_.cells[neighbour].y;
    const auto above = std::ranges::count_if(all, [&](std::size_t other) {
      return columns_.cells[other].y < y || (columns_.cells[other].y == y && other < neighbour);
    });
    const auto n = static_cast<double>(all.size());
    const double room = columns_.cells[box].height - 12;
    const double step = n > 1 ? std::min(kFan, room / (n - 1)) : 0;
    return (static_cast<double>(above) - (n - 1) / 2) * step;
  }

  /// How far to one side of its middle a column's cells reach, among those that an arrow goes past between two heights.
  [[nodiscard]] double reach(std::size_t column, double from, double to) const {
    const auto [top, bottom] = std::minmax(from, to);
    double half = 0;
    for (const std::size_t i : columns_.columns[column]) {
      const Cell& cell = columns_.cells[i];
      const bool is_past = cell.y + cell.height / 2 + kClear > top && cell.y - cell.height / 2 - kClear < bottom;
      if (is_past) half = std::max(half, cell.width / 2);
    }
    return half;
  }

  /// Adds the way from the last point, beside a cell of `column`, to a point beside a cell of the next one: level as
  /// far as the cells reach that it would otherwise cross.
  void go_on(std::vector<Point>& points, std::size_t column, const Point& to) const {
    const Point from = points.back();
    if (from.y != to.y) {
      const double left = std::max(from.x, x_[column] + reach(column, from.y, to.y));
      const double right = std::min(to.x, x_[column + 1] - reach(column + 1, from.y, to.y));
      if (left > from.x) points.push_back({left, from.y});
      if (right < to.x) points.push_back({right, to.y});
    }
    points.push_back(to);
  }

  [[nodiscard]] Arrangement::Route route(std::size_t i) const {
    const Arrow& arrow = arrows_[i];
    const std::vector<std::size_t>& cells = chains_[i];
    const Cell& from = columns_.cells[arrow.from];
    const Cell& to = columns_.cells[arrow.to];
    Arrangement::Route route;
    const std::size_t first = cells.empty() ? arrow.to : cells.front();
    const std::size_t last = cells.empty() ? arrow.from : cells.back();
    route.points.push_back({x_[from.column] + from.width / 2, from.y + fan(arrow.from, first, from.behind)});
    std::size_t column = from.column;
    for (const std::size_t cell : cells) {
      const Point at = middle(cell);
      const double half = columns_.cells[cell].width / 2;
      go_on(route.points, column, {at.x - half, at.y});
      if (half > 0) route.points.push_back({at.x + half, at.y});
      column = columns_.cells[cell].column;
    }
    go_on(route.points, column, {x_[to.column] - to.width / 2, to.y + fan(arrow.to, last, to.before)});
    route.label = cells.empty() ? route.points.front() : middle(cells.back());
    return route;
  }

  const std::vector<Box>& boxes_;
  const std::vector<Arrow>& arrows_;
  Columns columns_;
  std::vector<std::vector<std::size_t>> chains_;  ///< per arrow the cells that it passes
  std::vector<double> x_;                         ///< of the middle of each column
  double width_ = 0;
};

}  // namespace

Arrangement lay_out(const std::vector<Box>& boxes, const std::vector<Arrow>& arrows) {
  return Drawing(boxes, arrows).run();
}

}  // namespace adc::explaining
