#include "plot/plane.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "plot/projection.h"
#include "plot/ranges.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr double kUsual = 5;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Grows to hold a point.
void include(Part& part, const Point& p) {
  if (!is_finite(p)) return;
  part.x = {std::min(part.x.low, p.x), std::max(part.x.high, p.x)};
  part.y = {std::min(part.y.low, p.y), std::max(part.y.high, p.y)};
}

constexpr Part kNowhere{{kInfinity, -kInfinity}, {kInfinity, -kInfinity}};

/// Around the squares of a grid in which the surface changes its sign; `kNowhere` if there are none.
Part around_zeros(const Surface& surface, const Part& in) {
  constexpr std::size_t kCells = 120;
  const double dx = in.x.size() / kCells;
  const double dy = in.y.size() / kCells;
  std::vector<Point> points;
  for (std::size_t j = 0; j <= kCells; ++j) {
    for (std::size_t i = 0; i <= kCells; ++i)
      points.push_back({in.x.low + dx * static_cast<double>(i), in.y.low + dy * static_cast<double>(j)});
  }
  std::vector<double> values(points.size());
  surface(points, values, {});
  Part part = kNowhere;
  for (std::size_t k = 0; k + kCells + 1 < points.size(); ++k) {
    for (const std::size_t other : {k + 1, k + kCells + 1}) {
      if (!(values[k] * values[other] <= 0) || (other == k + 1 && k % (kCells + 1) == kCells)) continue;
      include(part, points[k]);
      include(part, points[other]);
    }
  }
  return part;
}

/// A part of the plane that has the whole of a curve, if it is closed; else around the origin.
Part part_of_curve(const Surface& surface) {
  std::optional<Part> open;
  for (const double half : {kUsual, 10 * kUsual, 100 * kUsual, 0.1 * kUsual, 1000 * kUsual, 0.01 * kUsual}) {
    // Not symmetric by a hair, so that lines through the origin lie between places of the grid.
    Part all{{-half, half * 1.0001}, {-half, half * 1.0001}};
    const Part found = around_zeros(surface, all);
    if (!(found.x.size() > 0)) continue;
    const double cell = all.x.size() / 100;
    const bool inside = found.x.low > all.x.low + cell && found.x.high < all.x.high - cell &&
                        found.y.low > all.y.low + cell && found.y.high < all.y.high - cell;
    if (!inside) {
      if (!open) open = Part{{-half, half}, {-half, half}};
      continue;
    }
    const Part finer = around_zeros(surface, {with_margin(found.x, 0.2), with_margin(found.y, 0.2)});
    const Part& last = finer.x.size() > 0 ? finer : found;
    const double room = 0.12 * std::max(last.x.size(), last.y.size());
    return {{last.x.low - room, last.x.high + room}, {last.y.low - room, last.y.high + room}};
  }
  return open.value_or(Part{{-kUsual, kUsual}, {-kUsual, kUsual}});
}

/// The smallest square around a part that is not a line.
Part square(Part part) {
  const double size = std::max({part.x.size(), part.y.size(), 1e-9});
  const auto widened = [&](const Extent& e) {
    const double middle = (e.low + e.high) / 2;
    return e.size() > 0.3 * size ? e : Extent{middle - 0.5 * size, middle + 0.5 * size};
  };
  return {widened(part.x), widened(part.y)};
}

/// The surface on a line along x, or along y.
Subject line_on(const Surface& surface, bool is_along_x, double other) {
  const auto graph = [surface, is_along_x, other](std::span<const double> at, std::span<double> values,
                                                  std::span<double> slopes) {
    std::vector<Point> points;
    points.reserve(at.size());
    for (const double place : at) points.push_back(is_along_x ? Point{place, other} : Point{other, place});
    std::vector<Point> gradients(at.size());
    surface(points, values, gradients);
    for (std::size_t i = 0; i < at.size(); ++i) slopes[i] = is_along_x ? gradients[i].x : gradients[i].y;
  };
  return {graph, {}};
}

/// The usual range; but one that a line says, if it is busy in that, or if all of it is farther out.
Extent range_along(const Surface& surface, bool is_along_x, const Stop& stop) {
  const Extent usual{-kUsual, kUsual};
  Extent range = usual;
  for (const double other : {-0.37 * kUsual, 0.21 * kUsual, 0.73 * kUsual}) {
    const Subject line = line_on(surface, is_along_x, other);
    const Survey home = survey(line, usual, stop);
    const bool is_elsewhere = !home.is_busy && home.landmarks.empty() && home.values == home.samples.size();
    if (!home.is_busy && !is_elsewhere) continue;
    const Extent found = interesting_range({&line, 1}, Scale::Linear, stop);
    if (home.is_busy)
      range = {std::max(range.low, found.low), std::min(range.high, found.high)};
    else if (found.low <= usual.low && found.high >= usual.high && range.low <= usual.low)
      range = {std::min(range.low, found.low), std::max(range.high, found.high)};
  }
  return range;
}

}  // namespace

Part interesting_part(std::span<const WantedSurface> wanted, const PlotOptions& options, const Stop& stop) {
  Part part = kNowhere;
  for (const Data& data : options.data) {
    for (const Point& p : data.points) include(part, p);
  }
  if (part.x.low <= part.x.high) return {with_margin(part.x, 0.06), with_margin(part.y, 0.06)};
  for (const Path& path : options.paths) {
    for (const Point& p : path.points) include(part, p);
  }
  if (part.x.low <= part.x.high) {
    const Part around = square(part);
    return {with_margin(around.x, 0.3), with_margin(around.y, 0.3)};
  }
  for (const WantedSurface& w : wanted) {
    if (w.kind == WantedSurface::Kind::Contours)
      return {range_along(w.surface, true, stop), range_along(w.surface, false, stop)};
    const Part of = part_of_curve(w.surface);
    include(part, {of.x.low, of.y.low});
    include(part, {of.x.high, of.y.high});
  }
  return part;
}

}  // namespace adc::inline ADC_ABI::plot
