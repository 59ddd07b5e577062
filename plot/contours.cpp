// Contours of any surface.
#include <algorithm>
#include <cmath>
#include <limits>

#include "adc/plot.hpp"
#include "plot/contours.h"
#include "plot/isolines.h"
#include "plot/levels.h"
#include "plot/mesh.h"
#include "plot/projection.h"
#include "plot/ticks.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr std::size_t kColumns = 48;  ///< squares of the mesh at first
constexpr std::size_t kRows = 36;
constexpr Colour kContourColour{74, 111, 134};

Extent straight_range(const Axis& axis) {
  return {straightened(axis.scale, axis.low), straightened(axis.scale, axis.high)};
}

Mesh mesh_of(const Scene& scene, const Surface& surface) {
  const Axis x_axis = drawable(scene.x);
  const Axis y_axis = drawable(scene.y);
  const Extent x = straight_range(x_axis);
  const Extent y = straight_range(y_axis);
  // The shorter side has fewer pixels where both scales are one.
  Point pixel{x.size() / kPixelsWide, y.size() / kPixelsHigh};
  if (scene.equal_scales) pixel.x = pixel.y = std::max(pixel.x, pixel.y);
  return {straightened_surface(surface, x_axis.scale, y_axis.scale), x, y, pixel, kColumns, kRows};
}

/// Lines in the units of the axes.
void unstraighten(std::vector<std::vector<Point>>& lines, const Scene& scene) {
  for (std::vector<Point>& line : lines) {
    for (Point& p : line) p = {unstraightened(scene.x.scale, p.x), unstraightened(scene.y.scale, p.y)};
  }
}

/// Whether a line is closed and smaller than a pixel: what is left of the tip of a valley that is too narrow to see.
bool is_speck(const std::vector<Point>& line, const Point& pixel) {
  if (line.front() != line.back()) return false;
  double far = 0;
  for (const Point& p : line)
    far = std::max({far, std::abs(p.x - line[0].x) / pixel.x, std::abs(p.y - line[0].y) / pixel.y});
  return far < 0.5;
}

/// The rings of what `above` and all levels are at least, and lines, in the units of the axes.
std::vector<Isolines> lines_of(const Scene& scene, Mesh& mesh, std::vector<double> levels, const Stop& stop) {
  mesh.refine(levels, stop);
  levels.insert(levels.begin(), -std::numeric_limits<double>::infinity());
  std::vector<Isolines> all = isolines(mesh, levels, stop);
  for (Isolines& lines : all) {
    std::erase_if(lines.lines, [&](const auto& line) { return is_speck(line, mesh.pixel()); });
    std::erase_if(lines.rings, [&](const auto& ring) { return is_speck(ring, mesh.pixel()); });
    unstraighten(lines.lines, scene);
    unstraighten(lines.rings, scene);
  }
  return all;
}

/// Stripes where the surface has no value.
void hatch(Scene& scene, const Mesh& mesh, const std::vector<std::vector<Point>>& domain) {
  const auto has_value = [](const Vertex& v) { return std::isfinite(v.value); };
  if (std::ranges::all_of(mesh.vertices(), has_value)) return;
  Area area{.name = "no value", .rings = domain, .colour = kGrey, .opacity = 0.5, .hatched = true};
  const Axis x = drawable(scene.x);
  const Axis y = drawable(scene.y);
  area.rings.push_back({{x.low, y.low}, {x.high, y.low}, {x.high, y.high}, {x.low, y.high}, {x.low, y.low}});
  scene.areas.push_back(std::move(area));
}

}  // namespace

Surface by_differences(const std::function<void(std::span<const Point>, std::span<double>)>& values, const Axis& x,
                       const Axis& y) {
  // A tenth of a pixel: functions in single precision have differences over it, too.
  const double dx = 2e-4 * std::max(x.high - x.low, std::numeric_limits<double>::min());
  const double dy = 2e-4 * std::max(y.high - y.low, std::numeric_limits<double>::min());
  return [=](std::span<const Point> points, std::span<double> result, std::span<Point> gradients) {
    values(points, result);
    if (gradients.empty()) return;
    std::vector<Point> beside;
    for (const Point& p : points)
      beside.insert(beside.end(), {{p.x - dx, p.y}, {p.x + dx, p.y}, {p.x, p.y - dy}, {p.x, p.y + dy}});
    std::vector<double> f(beside.size());
    values(beside, f);
    for (std::size_t i = 0; i < points.size(); ++i)
      gradients[i] = {(f[4 * i + 1] - f[4 * i]) / (2 * dx), (f[4 * i + 3] - f[4 * i + 2]) / (2 * dy)};
  };
}

void add_contours(Scene& scene, const Surface& surface, const PlotOptions& options) {
  Mesh mesh = mesh_of(scene, surface);
  Levels chosen{options.levels, ""};
  std::ranges::sort(chosen.levels);
  if (chosen.levels.empty()) {
    std::vector<double> numbers;
    for (const Vertex& v : mesh.vertices()) numbers.push_back(v.value);
    chosen = choose_levels(std::move(numbers), options.level_count);
  }
  const std::vector<Isolines> lines = lines_of(scene, mesh, chosen.levels, {options.stop, options.seconds});
  hatch(scene, mesh, lines[0].rings);
  const auto part = [&](std::size_t k) { return static_cast<double>(k) / static_cast<double>(lines.size()); };
  for (std::size_t k = 0; k < lines.size() && options.shade; ++k) {
    // One on another, so that no background is seen between them.
    if (!lines[k].rings.empty())
      scene.areas.push_back({.rings = lines[k].rings, .colour = ramp_colour(part(k)), .opacity = 1});
  }
  for (std::size_t k = 1; k < lines.size(); ++k) {
    const double level = chosen.levels[k - 1];
    if (!lines[k].lines.empty())
      scene.contours.push_back({level, number_text(level, 4), lines[k].lines, kContourColour});
  }
  if (!chosen.note.empty() && scene.contours.size() > 1) scene.notes.push_back(chosen.note);
  if (chosen.levels.empty()) scene.notes.emplace_back("the surface is flat: it has no contours");
}

std::vector<Area> areas_above(const Scene& scene, const Surface& surface, std::span<const double> levels,
                              const std::atomic<bool>* stop) {
  return areas_until(scene, surface, levels, stop);
}

std::vector<Area> areas_until(const Scene& scene, const Surface& surface, std::span<const double> levels,
                              const Stop& stop) {
  Mesh mesh = mesh_of(scene, surface);
  std::vector<Area> areas;
  for (Isolines& lines : lines_of(scene, mesh, {levels.begin(), levels.end()}, stop))
    areas.push_back({.rings = std::move(lines.rings)});
  return areas;
}

}  // namespace adc::inline ADC_ABI::plot
