#include "plot/contour_scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "plot/contours.h"
#include "plot/failure.h"
#include "plot/graph_scene.h"
#include "plot/names.h"
#include "plot/plane.h"
#include "plot/projection.h"
#include "plot/relation.h"

namespace adc::inline ADC_ABI::plot {
namespace {

Surface negated(Surface surface) {
  return [surface = std::move(surface)](std::span<const Point> points, std::span<double> values,
                                        std::span<Point> gradients) {
    surface(points, values, gradients);
    for (double& v : values) v = -v;
    for (Point& g : gradients) g = {-g.x, -g.y};
  };
}

/// ½ less, so that 1 is positive and 0 negative.
Surface centred(Surface surface) {
  return [surface = std::move(surface)](std::span<const Point> points, std::span<double> values,
                                        std::span<Point> gradients) {
    surface(points, values, gradients);
    for (double& v : values) v -= 0.5;
  };
}

std::vector<WantedSurface> wanted_surfaces(const Function& function, const PlotOptions& options, std::size_t x,
                                           std::size_t y) {
  std::vector<WantedSurface> all;
  const std::vector<Element> of = elements(function);
  const std::vector<std::string> names = element_names(function, of, options);
  for (std::size_t i = 0; i < of.size(); ++i) {
    const Surface surface = surface_of(function, of[i], x, y);
    const bool is_number = function.output_shapes()[of[i].output].empty();
    const std::optional<Relation> relation = is_number ? relation_of(function, of[i].output) : std::nullopt;
    if (relation) {
      const Surface difference = surface_of(relation->difference, {0, 0}, x, y);
      if (relation->kind == Relation::Kind::Equal)
        all.push_back({WantedSurface::Kind::Equation, names[i], difference});
      else
        all.push_back(
            {WantedSurface::Kind::Condition, names[i], negated(difference), relation->kind == Relation::Kind::Less});
    } else if (is_number && is_condition(function, of[i].output)) {
      all.push_back({WantedSurface::Kind::Condition, names[i], centred(surface)});
    } else {
      all.push_back({WantedSurface::Kind::Contours, names[i], surface});
    }
  }
  return all;
}

/// The scene's axes, with their ranges.
void set_axes(Scene& scene, const Function& function, const std::vector<WantedSurface>& wanted,
              const PlotOptions& options, std::size_t x, std::size_t y, const Stop& stop) {
  scene.x = axis_of(function.inputs()[x], options);
  scene.y = axis_of(function.inputs()[y], options);
  const auto range_of = [&](const std::string& name) {
    const auto given = options.ranges.find(name);
    return given == options.ranges.end() ? Range{} : given->second;
  };
  const Range wanted_x = range_of(scene.x.title);
  const Range wanted_y = range_of(scene.y.title);
  const bool all_given = wanted_x.low && wanted_x.high && wanted_y.low && wanted_y.high;
  Part part = all_given ? Part{} : interesting_part(wanted, options, stop);
  if (scene.x.scale == Scale::Log) part.x = {-2, 3};
  if (scene.y.scale == Scale::Log) part.y = {-2, 3};
  part.x = chosen_range(scene.x.title, wanted_x, part.x, scene.x.scale);
  part.y = chosen_range(scene.y.title, wanted_y, part.y, scene.y.scale);
  const bool are_straight = scene.x.scale == Scale::Linear && scene.y.scale == Scale::Linear;
  const double ratio = part.x.size() / part.y.size();
  scene.equal_scales = are_straight && ratio < 3 && ratio > 1 / 3.0 && scene.x.unit == scene.y.unit;
  scene.x.low = unstraightened(scene.x.scale, part.x.low);
  scene.x.high = unstraightened(scene.x.scale, part.x.high);
  scene.y.low = unstraightened(scene.y.scale, part.y.low);
  scene.y.high = unstraightened(scene.y.scale, part.y.high);
}

/// Arrows of the gradient on a grid: each as long as its size is, by rank, so that all can be seen.
void add_gradients(Scene& scene, const Surface& surface) {
  constexpr int kAcross = 15;
  constexpr int kDown = 11;
  const Projection straight(Scene{.x = scene.x, .y = scene.y}, {0, 0, kAcross, kDown});
  const Extent x{straightened(scene.x.scale, scene.x.low), straightened(scene.x.scale, scene.x.high)};
  const Extent y{straightened(scene.y.scale, scene.y.low), straightened(scene.y.scale, scene.y.high)};
  std::vector<Point> points;
  for (int j = 0; j < kDown; ++j) {
    for (int i = 0; i < kAcross; ++i)
      points.push_back({x.low + x.size() * (i + 0.5) / kAcross, y.low + y.size() * (j + 0.5) / kDown});
  }
  std::vector<double> values(points.size());
  std::vector<Point> gradients(points.size());
  straightened_surface(surface, scene.x.scale, scene.y.scale)(points, values, gradients);
  // In cells of the grid.
  const Point cell{x.size() / kAcross, y.size() / kDown};
  std::vector<double> sizes;
  sizes.reserve(gradients.size());
  for (const Point& g : gradients) sizes.push_back(std::hypot(g.x / cell.x, g.y / cell.y));
  std::vector<double> sorted = sizes;
  std::erase_if(sorted, [](double s) { return !std::isfinite(s); });
  std::ranges::sort(sorted);
  Arrows arrows{.name = "gradient", .colour = {70, 70, 70}};
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!(std::isfinite(sizes[i]) && sizes[i] > 0)) continue;
    const auto rank = std::ranges::lower_bound(sorted, sizes[i]) - sorted.begin();
    const double length = 0.25 + 0.65 * static_cast<double>(rank) / static_cast<double>(sorted.size());
    const Point half{gradients[i].x / sizes[i] * length / 2, gradients[i].y / sizes[i] * length / 2};
    const auto place = [&](double sign) {
      return Point{unstraightened(scene.x.scale, points[i].x + sign * half.x),
                   unstraightened(scene.y.scale, points[i].y + sign * half.y)};
    };
    arrows.arrows.push_back({place(-1), place(1)});
  }
  scene.arrows.push_back(std::move(arrows));
}

void add_equation(Scene& scene, const WantedSurface& wanted, const Colour& colour, const Stop& stop,
                  const PlotOptions& options) {
  Scene of{.x = scene.x, .y = scene.y, .equal_scales = scene.equal_scales};
  add_contours(of, wanted.surface,
               {.levels = {0}, .shade = false, .stop = options.stop, .seconds = stop.seconds_left()});
  Curve curve{.name = wanted.name, .colour = colour, .dash = wanted.strict ? Dash::Dashed : Dash::Solid};
  if (wanted.kind == WantedSurface::Kind::Condition) {
    std::vector<Area> areas = areas_until(scene, wanted.surface, std::array{0.0}, stop);
    scene.areas.push_back({.name = wanted.name, .rings = std::move(areas[1].rings), .colour = colour});
    curve.name.clear();
  }
  for (const Contour& contour : of.contours) {
    for (const std::vector<Point>& line : contour.lines) {
      if (!curve.points.empty()) curve.points.push_back(kGap);
      curve.points.insert(curve.points.end(), line.begin(), line.end());
    }
  }
  if (curve.points.empty() && wanted.kind == WantedSurface::Kind::Equation) {
    scene.notes.push_back(wanted.name +
                          ": the left side is nowhere in the picture equal to the right side, or only touches it");
  }
  for (Area& area : of.areas) scene.areas.push_back(std::move(area));  // where there is no value
  scene.curves.push_back(std::move(curve));
}

/// Throws "not-finite" if there is no value anywhere.
void require_values(const Scene& scene, const WantedSurface& wanted) {
  constexpr int kAcross = 64;
  std::vector<Point> points;
  const Extent x{straightened(scene.x.scale, scene.x.low), straightened(scene.x.scale, scene.x.high)};
  const Extent y{straightened(scene.y.scale, scene.y.low), straightened(scene.y.scale, scene.y.high)};
  for (int j = 0; j < kAcross; ++j) {
    for (int i = 0; i < kAcross; ++i)
      points.push_back({x.low + x.size() * (i + 0.5) / kAcross, y.low + y.size() * (j + 0.5) / kAcross});
  }
  std::vector<double> values(points.size());
  straightened_surface(wanted.surface, scene.x.scale, scene.y.scale)(points, values, {});
  if (std::ranges::any_of(values, [](double v) { return std::isfinite(v); })) return;
  throw failure("not-finite", "there is no finite value of `" + wanted.name + "` in this part of the plane",
                {"`" + scene.x.title + "=LOW:HIGH " + scene.y.title + "=LOW:HIGH` looks elsewhere"});
}

}  // namespace

Scene contour_scene(const Function& function, const PlotOptions& options) {
  const Stop stop(options.stop, options.seconds);
  const std::vector<std::size_t> axes = axis_inputs(function, options);
  const std::size_t x = axes[0];
  const std::size_t y = axes[1];
  const std::vector<WantedSurface> wanted = wanted_surfaces(function, options, x, y);
  Scene scene{.title = options.title};
  set_axes(scene, function, wanted, options, x, y, stop);
  const auto is_surface = [](const WantedSurface& w) { return w.kind == WantedSurface::Kind::Contours; };
  const auto surfaces = std::ranges::count_if(wanted, is_surface);
  std::size_t colour = 0;
  for (const WantedSurface& w : wanted) {
    require_values(scene, w);
    if (!is_surface(w)) {
      add_equation(scene, w, series_colour(colour++), stop, options);
      continue;
    }
    PlotOptions of = options;
    of.seconds = stop.seconds_left();
    of.shade = options.shade && wanted.size() == 1;
    const std::size_t before = scene.contours.size();
    add_contours(scene, w.surface, of);
    if (wanted.size() == 1) {
      if (scene.title.empty()) scene.title = w.name;
      if (options.gradient) add_gradients(scene, w.surface);
      continue;
    }
    // Several surfaces are told apart by colour; a line that is nowhere stands for each in the legend.
    for (std::size_t k = before; k < scene.contours.size(); ++k) scene.contours[k].colour = series_colour(colour);
    scene.curves.push_back({.name = w.name, .colour = series_colour(colour++), .width = 1});
  }
  if (surfaces > 1) scene.notes.erase(std::ranges::unique(scene.notes).begin(), scene.notes.end());
  if (wanted.size() == 1 && scene.title.empty() && options.data.empty() && options.paths.empty()) {
    scene.title = wanted[0].name;
    for (Curve& curve : scene.curves) curve.name.clear();
    for (Area& area : scene.areas) {
      if (!area.hatched) area.name.clear();
    }
  }
  colour = std::max<std::size_t>(colour, 1);
  for (const Path& path : options.paths) add_path(scene, path.name, path.points, series_colour(colour++));
  add_data(scene, options, colour);
  return scene;
}

}  // namespace adc::inline ADC_ABI::plot
