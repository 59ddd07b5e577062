#include "adc/train/plot.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/svg.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::size_t kGrid = 120;   ///< cells of a picture along each axis
constexpr std::size_t kLevels = 16;  ///< contours
constexpr double kFarAway = std::numeric_limits<double>::quiet_NaN();

double along(double low, double high, double part) { return low + (high - low) * part; }

/// The place of a line of the grid.
double grid_x(const Window& window, std::size_t i) {
  return along(window.left, window.right, static_cast<double>(i) / kGrid);
}
double grid_y(const Window& window, std::size_t j) {
  return along(window.bottom, window.top, static_cast<double>(j) / kGrid);
}

/// The numbers of f on the corners of the grid, row by row from the bottom.
std::vector<double> sample(const std::function<double(double, double)>& f, const Window& window) {
  std::vector<double> values;
  for (std::size_t j = 0; j <= kGrid; ++j) {
    for (std::size_t i = 0; i <= kGrid; ++i) values.push_back(f(grid_x(window, i), grid_y(window, j)));
  }
  return values;
}

/// Levels that part the samples into as many equal parts: close together where the function is flat.
std::vector<double> quantiles(std::vector<double> values) {
  std::erase_if(values, [](double v) { return !std::isfinite(v); });
  std::ranges::sort(values);
  std::vector<double> levels;
  for (std::size_t k = 1; k <= kLevels && !values.empty(); ++k) {
    // Squared: more of them near the minimum, where descents end.
    const double part = std::pow(static_cast<double>(k) / (kLevels + 1), 2);
    levels.push_back(values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))]);
  }
  return levels;
}

/// A corner of the grid and the function there.
struct Corner {
  double x;
  double y;
  double value;
};

/// The contour of a level: marching triangles, two to a cell; each gives a segment where the level lies between its
/// corners.
class Contour {
 public:
  explicit Contour(double level) : level_(level) {}

  void triangle(const Corner& a, const Corner& b, const Corner& c) {
    std::vector<double> ends;
    for (const auto& [p, q] : {std::pair(&a, &b), std::pair(&b, &c), std::pair(&c, &a)}) {
      if ((p->value < level_) == (q->value < level_)) continue;
      const double part = (level_ - p->value) / (q->value - p->value);
      ends.push_back(along(p->x, q->x, part));
      ends.push_back(along(p->y, q->y, part));
    }
    if (ends.size() != 4) return;
    points_.insert(points_.end(), ends.begin(), ends.end());
    points_.insert(points_.end(), {kFarAway, kFarAway});
  }

  [[nodiscard]] std::span<const double> points() const { return points_; }

 private:
  double level_;
  std::vector<double> points_;  ///< [n, 2], segments parted by nan
};

void draw_contours(Svg& picture, const std::vector<double>& values, const Window& window) {
  const auto corner = [&](std::size_t i, std::size_t j) {
    return Corner{grid_x(window, i), grid_y(window, j), values[j * (kGrid + 1) + i]};
  };
  for (const double level : quantiles(values)) {
    Contour contour(level);
    for (std::size_t j = 0; j < kGrid; ++j) {
      for (std::size_t i = 0; i < kGrid; ++i) {
        contour.triangle(corner(i, j), corner(i + 1, j), corner(i + 1, j + 1));
        contour.triangle(corner(i, j), corner(i + 1, j + 1), corner(i, j + 1));
      }
    }
    picture.line(contour.points(), "#999999", 0.8);
  }
}

/// The path from its start, a ring, to its end.
void draw_path(Svg& picture, std::span<const double> path) {
  picture.line(path, colour(1));
  for (std::size_t i = 0; i + 1 < path.size(); i += 2) picture.dot(path[i], path[i + 1], 2, colour(1));
  if (path.size() < 2) return;
  picture.dot(path[0], path[1], 4, "white", colour(1));
  picture.dot(path[path.size() - 2], path[path.size() - 1], 4, colour(0));
  picture.legend("path", colour(1));
  picture.legend("end", colour(0));
}

/// The finite numbers of all curves.
std::vector<double> finite_values(std::span<const Curve> curves) {
  std::vector<double> values;
  for (const Curve& curve : curves) {
    std::ranges::copy_if(curve.values, std::back_inserter(values), [](double v) { return std::isfinite(v); });
  }
  return values;
}

}  // namespace

std::string learning_curve(std::span<const Curve> curves) {
  const std::vector<double> values = finite_values(curves);
  const double low = values.empty() ? 0 : *std::ranges::min_element(values);
  const double high = values.empty() ? 1 : *std::ranges::max_element(values);
  const bool is_log = low > 0 && high / low > 10;
  const auto height = [&](double value) { return is_log ? std::log10(value) : value; };
  std::size_t epochs = 1;
  for (const Curve& curve : curves) epochs = std::max(epochs, curve.values.size());
  const double margin = (height(high) - height(low)) * 0.03;
  Svg picture({0, static_cast<double>(epochs), height(low) - margin, height(high) + margin}, "epoch", "loss", is_log);
  for (std::size_t c = 0; c < curves.size(); ++c) {
    std::vector<double> points;
    for (std::size_t i = 0; i < curves[c].values.size(); ++i) {
      points.push_back(static_cast<double>(i + 1));
      points.push_back(height(curves[c].values[i]));
    }
    picture.line(points, colour(c));
    picture.legend(curves[c].name, colour(c));
  }
  return picture.text();
}

Window window_around(std::span<const double> points, double margin) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  Window window{kInf, -kInf, kInf, -kInf};
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    if (!std::isfinite(points[i]) || !std::isfinite(points[i + 1])) continue;
    window.left = std::min(window.left, points[i]);
    window.right = std::max(window.right, points[i]);
    window.bottom = std::min(window.bottom, points[i + 1]);
    window.top = std::max(window.top, points[i + 1]);
  }
  if (!(window.left <= window.right)) return {};
  const double wide = (window.right - window.left) * margin;
  const double high = (window.top - window.bottom) * margin;
  window = {window.left - wide, window.right + wide, window.bottom - high, window.top + high};
  return window;
}

Window square(const Window& window) {
  const double half = std::max(window.right - window.left, window.top - window.bottom) / 2;
  const double x = (window.left + window.right) / 2;
  const double y = (window.bottom + window.top) / 2;
  return {x - half, x + half, y - half, y + half};
}

std::string contours(const std::function<double(double, double)>& f, const Window& window, std::span<const double> path,
                     const std::array<std::string, 2>& axes) {
  Svg picture(window, axes[0], axes[1]);
  draw_contours(picture, sample(f, window), window);
  draw_path(picture, path);
  return picture.text();
}

std::string descent(const std::function<double(double)>& f, std::span<const double> path, const std::string& axis) {
  std::vector<double> points;
  for (const double x : path) points.insert(points.end(), {x, f(x)});
  Window window = window_around(points);
  std::vector<double> graph;
  for (std::size_t i = 0; i <= kGrid; ++i) {
    const double x = grid_x(window, i);
    graph.insert(graph.end(), {x, f(x)});
  }
  std::vector<double> all = graph;
  all.insert(all.end(), points.begin(), points.end());
  window = window_around(all, 0.05);
  Svg picture(window, axis, "value");
  picture.line(graph, "#999999");
  draw_path(picture, points);
  return picture.text();
}

std::string decision_boundary(const Decision& decision, const Window& window) {
  Svg picture(window, decision.axes[0], decision.axes[1]);
  std::vector<double> centres;
  for (std::size_t j = 0; j < kGrid; ++j) {
    for (std::size_t i = 0; i < kGrid; ++i) {
      centres.push_back(along(window.left, window.right, (static_cast<double>(i) + 0.5) / kGrid));
      centres.push_back(along(window.bottom, window.top, (static_cast<double>(j) + 0.5) / kGrid));
    }
  }
  const std::vector<std::size_t> classes = decision.classify(centres);
  // Cells of one class that stand side by side are one area.
  for (std::size_t j = 0; j < kGrid; ++j) {
    for (std::size_t i = 0, end = 0; i < kGrid; i = end) {
      const std::size_t own = classes[j * kGrid + i];
      for (end = i; end < kGrid && classes[j * kGrid + end] == own;) ++end;
      picture.area({.left = grid_x(window, i),
                    .right = grid_x(window, end),
                    .bottom = grid_y(window, j),
                    .top = grid_y(window, j + 1)},
                   colour(own));
    }
  }
  for (std::size_t i = 0; i < decision.classes.size(); ++i) {
    picture.dot(decision.points[2 * i], decision.points[2 * i + 1], 3, colour(decision.classes[i]), "white");
  }
  for (std::size_t c = 0; c < decision.names.size(); ++c) picture.legend(decision.names[c], colour(c));
  return picture.text();
}

}  // namespace adc::inline ADC_ABI::train
