#include "plot/graph_scene.h"

#include <algorithm>
#include <cmath>

#include "plot/divisors.h"
#include "plot/failure.h"
#include "plot/features.h"
#include "plot/graph_sampling.h"
#include "plot/marks.h"
#include "plot/names.h"
#include "plot/projection.h"
#include "plot/ranges.h"
#include "plot/relation.h"
#include "plot/ticks.h"

namespace adc::inline ADC_ABI::plot {
namespace {

/// What is to be drawn, and with what name.
struct Wanted {
  std::string name;
  Subject subject;  ///< on straight scales
  int order = 0;
};

Subject subject_of(const Function& function, Element element, Scale x, Scale y) {
  Subject subject{straightened_graph(graph_of(function, element), x, y), {}};
  for (Graph& divisor : divisors_of(function, element.output))
    subject.divisors.push_back(straightened_graph(std::move(divisor), x, Scale::Linear));
  return subject;
}

/// Both sides of the only output, if it is a comparison.
std::vector<Wanted> sides_of(const Function& function, const PlotOptions& options, Scale x, Scale y) {
  std::vector<Wanted> sides;
  if (function.output_size() != 1) return sides;
  const std::optional<Relation> relation = relation_of(function, 0);
  if (!relation) return sides;
  const auto written = side_names(function, options);
  for (const bool is_left : {true, false}) {
    const Function& side = is_left ? relation->left : relation->right;
    const std::vector<Element> only = elements(side);
    const std::string name = !written ? element_names(side, only, {})[0] : is_left ? written->first : written->second;
    sides.push_back({name, subject_of(side, only[0], x, y), 0});
  }
  return sides;
}

std::vector<Wanted> wanted_graphs(const Function& function, const PlotOptions& options, Scale x, Scale y) {
  if (std::vector<Wanted> sides = sides_of(function, options, x, y); !sides.empty()) return sides;
  const std::vector<Element> all = elements(function);
  const std::vector<std::string> names = element_names(function, all, options);
  std::vector<Wanted> wanted;
  wanted.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) wanted.push_back({names[i], subject_of(function, all[i], x, y), 0});
  const std::string& variable = function.inputs()[0];
  std::vector<std::string> by;
  for (int order = 1; order <= options.derivatives; ++order) {
    by.push_back(variable);
    const Function derivative = function.partial(by).value();
    for (std::size_t i = 0; i < all.size(); ++i) {
      wanted.push_back({derivative_name(names[i], variable, order), subject_of(derivative, all[i], x, y), order});
    }
  }
  return wanted;
}

/// The y of all points that are to be seen beside the graphs.
std::vector<double> heights(const PlotOptions& options, Scale scale) {
  std::vector<double> y;
  for (const Data& data : options.data) {
    for (const Point& p : data.points) y.push_back(straightened(scale, p.y));
  }
  return y;
}

/// A range that is more than rounding.
Extent not_empty(Extent e) {
  if (is_resolved(e.low, e.high)) return e;
  const double half = e.low == 0 ? 1 : std::abs(e.low) / 2;
  return {e.low - half, e.high + half};
}

/// The values to see: those of each graph, together, with the data.
Extent seen_values(const std::vector<SampledGraph>& graphs, const PlotOptions& options, Scale scale) {
  Extent seen{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  const auto add = [&](const Extent& e) {
    // What is nan changes nothing.
    seen = {std::min(seen.low, e.low), std::max(seen.high, e.high)};
  };
  for (const SampledGraph& graph : graphs) {
    const auto is_pole = [](const Feature& f) { return f.kind == Feature::Kind::Pole; };
    add(visible_values(graph.evenly, std::ranges::any_of(graph.features, is_pole)));
  }
  add(visible_values(heights(options, scale), false));
  return seen;
}

/// The first look, without knowing of poles.
Extent first_seen(const std::vector<Wanted>& wanted, const Extent& x, const PlotOptions& options, Scale scale) {
  std::vector<SampledGraph> graphs;
  for (const Wanted& w : wanted) {
    SampledGraph graph;
    for (const Sample& s : evenly_sampled(w.subject.graph, x, 1000)) {
      if (std::isfinite(s.y)) graph.evenly.push_back(s.y);
    }
    graph.features.push_back({.kind = Feature::Kind::Pole});
    graphs.push_back(std::move(graph));
  }
  return seen_values(graphs, options, scale);
}

[[noreturn]] void refuse_no_value(const Function& function, const Extent& x, Scale scale) {
  const double middle = unstraightened(scale, x.middle());
  std::vector<double> results(function.output_size());
  function.values({&middle, 1}, results);
  std::vector<std::string> help;
  for (const NotFinite& why : function.why_not_finite(Derive::Value, {&middle, 1}, results)) {
    help.push_back("at " + function.inputs()[0] + " = " + to_text(middle) + " " + why.note.message);
    for (const std::string& line : why.note.help) help.push_back(line);
  }
  help.push_back("`" + function.inputs()[0] + "=LOW:HIGH` looks elsewhere");
  throw failure("not-finite",
                "there is no finite value for " + function.inputs()[0] + " from " +
                    number_text(unstraightened(scale, x.low)) + " to " + number_text(unstraightened(scale, x.high)),
                std::move(help));
}

/// Where its points lie on the first graph.
std::vector<Point> on_graph(const Path& path, const Graph& graph, Scale x_scale, Scale y_scale) {
  std::vector<double> places;
  places.reserve(path.points.size());
  for (const Point& p : path.points) places.push_back(straightened(x_scale, p.x));
  std::vector<Point> points;
  for (const Sample& s : samples_at(graph, places))
    points.push_back({unstraightened(x_scale, s.x), unstraightened(y_scale, s.y)});
  return points;
}

/// The range of x: that of the options, else what is interesting and what data and paths need.
Extent x_range(const Function& function, const std::vector<Wanted>& wanted, const PlotOptions& options, Scale scale,
               const Stop& stop) {
  const std::string& input = function.inputs()[0];
  const auto given = options.ranges.find(input);
  const Range range = given == options.ranges.end() ? Range{} : given->second;
  if (range.low && range.high) return chosen_range(input, range, {}, scale);
  Extent points{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  const auto add = [&](const std::vector<Point>& of) {
    for (const Point& p : of) {
      const double x = straightened(scale, p.x);
      if (std::isfinite(x)) points = {std::min(points.low, x), std::max(points.high, x)};
    }
  };
  for (const Data& data : options.data) add(data.points);
  if (points.low <= points.high) return chosen_range(input, range, with_margin(not_empty(points), 0.05), scale);
  std::vector<Subject> subjects;
  for (const Wanted& w : wanted) {
    if (w.order == 0) subjects.push_back(w.subject);
  }
  Extent found = interesting_range(subjects, scale, stop);
  for (const Path& path : options.paths) add(path.points);
  if (points.low <= points.high) {
    // All of the path, and of the rest so much that the path can be seen in it.
    const Extent most = with_margin(not_empty(points), 3);
    const Extent least = with_margin(not_empty(points), 0.15);
    found = {std::min(std::max(found.low, most.low), least.low), std::max(std::min(found.high, most.high), least.high)};
  }
  return chosen_range(input, range, found, scale);
}

Point unstraightened_point(const Point& p, Scale x, Scale y) {
  return {unstraightened(x, p.x), unstraightened(y, p.y)};
}

}  // namespace

Extent chosen_range(const std::string& name, const Range& wanted, const Extent& found, Scale scale) {
  const auto refuse = [&](const std::string& what) {
    throw failure("bad-value", "the range of `" + name + "` " + what,
                  {"a range is `" + name + "=LOW:HIGH`, such as `" + name + "=-5:5`"});
  };
  Extent range = found;
  for (const auto& [end, to] : {std::pair(&wanted.low, &range.low), std::pair(&wanted.high, &range.high)}) {
    if (!end->has_value()) continue;
    if (!std::isfinite(**end)) refuse("does not end");
    if (scale == Scale::Log && !(**end > 0)) refuse("is not positive, as a logarithmic axis wants it");
    *to = straightened(scale, **end);
  }
  if (wanted.low && wanted.high && !(range.low < range.high)) refuse("is empty");
  if (wanted.low && wanted.high && !is_resolved(range.low, range.high)) {
    const double larger = std::max(std::abs(*wanted.low), std::abs(*wanted.high));
    refuse("is narrower than doubles resolve: here they are " +
           number_text(std::nextafter(larger, HUGE_VAL) - larger, 2) + " apart, and a picture wants 16 of them");
  }
  if (wanted.low && !wanted.high && !(range.low < range.high)) range.high = range.low + std::max(found.size(), 1.0);
  if (wanted.high && !wanted.low && !(range.low < range.high)) range.low = range.high - std::max(found.size(), 1.0);
  return range;
}

void add_data(Scene& scene, const PlotOptions& options, std::size_t first_colour) {
  constexpr std::array kShapes{Shape::Dot, Shape::Triangle, Shape::Square, Shape::Diamond, Shape::Cross};
  for (std::size_t i = 0; i < options.data.size(); ++i) {
    const Data& data = options.data[i];
    // Many points are small, so that each is seen.
    const double size = data.points.size() > 2000 ? 1.6 : data.points.size() > 300 ? 2.4 : 3.5;
    scene.markers.push_back({.name = data.name,
                             .points = data.points,
                             .shape = kShapes.at(i % kShapes.size()),
                             .colour = series_colour(first_colour + i),
                             .size = size});
  }
}

void add_path(Scene& scene, const std::string& name, const std::vector<Point>& points, const Colour& colour) {
  if (points.empty()) return;
  scene.curves.push_back({.name = name, .points = points, .colour = colour, .width = 1.5, .marked = true});
  scene.markers.push_back(
      {.name = "start", .points = {points.front()}, .shape = Shape::Ring, .colour = colour, .size = 4.5});
  scene.markers.push_back(
      {.name = "end", .points = {points.back()}, .shape = Shape::Diamond, .colour = colour, .size = 4.5});
}

Scene graph_scene(const Function& function, const PlotOptions& options) {
  Scene scene{.title = options.title, .x = axis_of(function.inputs()[0], options), .y = axis_of("value", options)};
  const Scale x_scale = scene.x.scale;
  const Scale y_scale = scene.y.scale;
  const Stop stop(options.stop, options.seconds);
  const std::vector<Wanted> wanted = wanted_graphs(function, options, x_scale, y_scale);
  const Extent x = x_range(function, wanted, options, x_scale, stop);
  const auto fixed = [&](const Extent& found) { return chosen_range("y", options.values, found, y_scale); };
  Extent seen = first_seen(wanted, x, options, y_scale);
  if (!(seen.low <= seen.high)) refuse_no_value(function, x, x_scale);
  std::vector<SampledGraph> graphs;
  // The second time with the values that are to be seen where there are no poles.
  for (int pass = 0; pass < 2; ++pass) {
    const Extent room = fixed(not_empty(seen));
    const Point pixel{x.size() / kPixelsWide, room.size() / kPixelsHigh};
    graphs.clear();
    for (const Wanted& w : wanted)
      graphs.push_back(sample_graph(w.subject.graph, w.subject.divisors, x, room, pixel, stop));
    const Extent before = seen;
    seen = seen_values(graphs, options, y_scale);
    if (seen.low == before.low && seen.high == before.high) break;
  }
  const Extent y = fixed(with_margin(not_empty(seen), 0.05));
  scene.x.low = unstraightened(x_scale, x.low), scene.x.high = unstraightened(x_scale, x.high);
  scene.y.low = unstraightened(y_scale, y.low), scene.y.high = unstraightened(y_scale, y.high);
  for (std::size_t i = 0; i < graphs.size(); ++i) {
    Curve curve{.name = wanted[i].name,
                .colour = series_colour(i),
                .dash = wanted[i].order == 0   ? Dash::Solid
                        : wanted[i].order == 1 ? Dash::Dashed
                                               : Dash::Dotted};
    for (const Point& p : graphs[i].line) curve.points.push_back(unstraightened_point(p, x_scale, y_scale));
    scene.curves.push_back(std::move(curve));
  }
  mark_features(scene, graphs, y);
  if (const std::optional<Relation> relation = function.output_size() == 1 ? relation_of(function, 0) : std::nullopt) {
    mark_equal(scene, straightened_graph(graph_of(relation->difference, {0, 0}), x_scale, Scale::Linear),
               wanted[0].subject.graph, x);
  }
  for (std::size_t i = 0; i < options.paths.size(); ++i) {
    const Path& path = options.paths[i];
    add_path(scene, path.name, on_graph(path, wanted[0].subject.graph, x_scale, y_scale),
             series_colour(graphs.size() + i));
  }
  add_data(scene, options, graphs.size() + options.paths.size());
  // A single graph is named by its axis.
  if (wanted.size() == 1 && options.data.empty() && options.paths.empty()) {
    if (scene.y.title.empty()) scene.y.title = scene.curves[0].name;
    scene.curves[0].name.clear();
  }
  return scene;
}

}  // namespace adc::inline ADC_ABI::plot
