#include "adc/train/plot.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "adc/plot.hpp"

namespace adc::inline ADC_ABI::train {
namespace {

using plot::Point;
using plot::Scene;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The points of [n, 2] numbers.
std::vector<Point> points_of(std::span<const double> numbers) {
  std::vector<Point> points;
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) points.push_back({numbers[i], numbers[i + 1]});
  return points;
}

std::vector<double> numbers_of(std::span<const Point> points) {
  std::vector<double> numbers;
  for (const Point& p : points) numbers.insert(numbers.end(), {p.x, p.y});
  return numbers;
}

/// A window of some extent around the given one.
Window drawable(Window window) {
  const auto widen = [](double& low, double& high) {
    if (!(std::isfinite(low) && std::isfinite(high))) low = high = 0;
    if (high > low) return;
    const double half = std::max(1e-3, std::abs(low) / 2);
    low -= half;
    high += half;
  };
  widen(window.left, window.right);
  widen(window.bottom, window.top);
  return window;
}

Scene scene_of(const Window& wanted, const std::string& x, const std::string& y) {
  const Window window = drawable(wanted);
  return {.x = {.title = x, .low = window.left, .high = window.right},
          .y = {.title = y, .low = window.bottom, .high = window.top}};
}

/// How far a class is ahead of all others, as a surface: zero on its border.
plot::Surface margin(const Decision& decision, std::size_t own, const Scene& scene) {
  const std::size_t classes = decision.names.size();
  const auto values = [&decision, own, classes](std::span<const Point> points, std::span<double> result) {
    const std::vector<double> numbers = numbers_of(points);
    if (!decision.scores) {
      const std::vector<std::size_t> taken = decision.classify(numbers);
      for (std::size_t i = 0; i < points.size(); ++i) result[i] = taken[i] == own ? 1 : -1;
      return;
    }
    const std::vector<double> scores = decision.scores(numbers);
    for (std::size_t i = 0; i < points.size(); ++i) {
      double others = -kInfinity;
      for (std::size_t c = 0; c < classes; ++c) {
        if (c != own) others = std::max(others, scores[i * classes + c]);
      }
      result[i] = scores[i * classes + own] - others;
    }
  };
  return plot::by_differences(values, scene.x, scene.y);
}

/// Whether the scores are probabilities, as far as some points tell.
bool are_probabilities(const Decision& decision) {
  if (!decision.scores || decision.points.empty()) return false;
  const std::vector<double> scores = decision.scores(decision.points);
  const std::size_t classes = decision.names.size();
  for (std::size_t i = 0; i + classes <= scores.size(); i += classes) {
    double sum = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      if (!(scores[i + c] >= 0 && scores[i + c] <= 1)) return false;
      sum += scores[i + c];
    }
    if (!(std::abs(sum - 1) < 1e-3)) return false;
  }
  return true;
}

/// Each class's area, darker where it is surer, and the border around it.
void add_areas(Scene& scene, const Decision& decision) {
  const bool sure = are_probabilities(decision);
  const std::vector<double> levels = sure ? std::vector<double>{0, 0.25, 0.5, 0.75, 0.95} : std::vector<double>{0};
  for (std::size_t own = 0; own < decision.names.size(); ++own) {
    const plot::Surface surface = margin(decision, own, scene);
    const std::vector<plot::Area> areas = plot::areas_above(scene, surface, levels);
    for (std::size_t k = 1; k < areas.size(); ++k) {
      scene.areas.push_back({.name = k == 1 ? decision.names[own] : "",
                             .rings = areas[k].rings,
                             .colour = plot::series_colour(own),
                             .opacity = sure ? 0.1 : 0.25});
    }
    // The border between two classes belongs to both; one line is enough.
    if (own + 1 == decision.names.size()) break;
    Scene border{.x = scene.x, .y = scene.y};
    plot::add_contours(border, surface, {.levels = {0}, .shade = false});
    for (plot::Contour& contour : border.contours) {
      contour.label.clear();
      contour.colour = plot::kInk;
      scene.contours.push_back(std::move(contour));
    }
  }
  if (sure) scene.notes.emplace_back("darker: the class's probability is further ahead, by 0, ¼, ½, ¾, 0.95");
}

/// The examples by class, and by whether they were held out; those that are taken for another class are circled.
void add_examples(Scene& scene, const Decision& decision) {
  const std::vector<Point> points = points_of(decision.points);
  const std::vector<std::size_t> taken = decision.classify(decision.points);
  plot::Markers wrong{.name = "misclassified", .shape = plot::Shape::Ring, .colour = plot::kInk, .size = 6.5};
  bool any_heldout = false;
  std::vector<plot::Markers> kinds;
  for (std::size_t c = 0; c < decision.names.size(); ++c) {
    plot::Markers training{.shape = plot::Shape::Dot, .colour = plot::series_colour(c)};
    plot::Markers heldout{.shape = plot::Shape::Triangle, .colour = plot::series_colour(c), .size = 4};
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (decision.classes[i] != c) continue;
      const bool is_heldout = i < decision.heldout.size() && decision.heldout[i];
      any_heldout = any_heldout || is_heldout;
      (is_heldout ? heldout : training).points.push_back(points[i]);
      if (taken[i] != c) wrong.points.push_back(points[i]);
    }
    kinds.push_back(std::move(training));
    kinds.push_back(std::move(heldout));
  }
  if (any_heldout) {
    scene.markers.push_back({.name = "training", .shape = plot::Shape::Dot, .colour = plot::kGrey});
    scene.markers.push_back({.name = "held out", .shape = plot::Shape::Triangle, .colour = plot::kGrey});
  }
  if (!wrong.points.empty()) scene.markers.push_back(std::move(wrong));
  for (plot::Markers& kind : kinds) scene.markers.push_back(std::move(kind));
}

}  // namespace

std::string learning_curve(std::span<const Curve> curves) {
  double low = kInfinity;
  double high = -kInfinity;
  std::size_t epochs = 1;
  for (const Curve& curve : curves) {
    epochs = std::max(epochs, curve.values.size());
    for (const double value : curve.values) {
      if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    }
  }
  const bool is_log = low > 0 && high / low > 10 && high < kInfinity;
  Scene scene{.x = {.title = "epoch", .low = 1, .high = std::max(2.0, static_cast<double>(epochs))},
              .y = {.title = "loss", .low = low, .high = high}};
  if (is_log) {
    const double room = std::pow(high / low, 0.04);
    scene.y = {.title = "loss", .low = low / room, .high = high * room, .scale = plot::Scale::Log};
  } else if (low < high) {
    scene.y.low = low - 0.05 * (high - low);
    scene.y.high = high + 0.05 * (high - low);
  }
  for (std::size_t c = 0; c < curves.size(); ++c) {
    plot::Curve curve{.name = curves[c].name,
                      .colour = plot::series_colour(c),
                      .dash = c == 0 ? plot::Dash::Solid : plot::Dash::Dashed};
    for (std::size_t i = 0; i < curves[c].values.size(); ++i)
      curve.points.push_back({static_cast<double>(i + 1), curves[c].values[i]});
    // A line needs two points; few of them are marked.
    curve.marked = curves[c].values.size() <= 40;
    scene.curves.push_back(std::move(curve));
  }
  return plot::to_svg(scene);
}

Window window_around(std::span<const double> points, double margin) {
  Window window{kInfinity, -kInfinity, kInfinity, -kInfinity};
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
  Scene scene = scene_of(window, axes[0], axes[1]);
  const double ratio = (scene.x.high - scene.x.low) / (scene.y.high - scene.y.low);
  scene.equal_scales = ratio > 1 / 3.0 && ratio < 3;
  const auto values = [&f](std::span<const Point> points, std::span<double> result) {
    for (std::size_t i = 0; i < points.size(); ++i) result[i] = f(points[i].x, points[i].y);
  };
  plot::add_contours(scene, plot::by_differences(values, scene.x, scene.y));
  plot::add_path(scene, "path", points_of(path), plot::series_colour(1));
  return plot::to_svg(scene);
}

std::string descent(const std::function<double(double)>& f, std::span<const double> path, const std::string& axis) {
  std::vector<double> places;
  std::vector<Point> points;
  for (const double x : path) {
    places.insert(places.end(), {x, 0});
    points.push_back({x, f(x)});
  }
  // So much beside the path that it is seen where the function rises again.
  const Window around = drawable(window_around(places, 0.6));
  constexpr std::size_t kSamples = 1200;
  std::vector<Point> graph;
  for (std::size_t i = 0; i <= kSamples; ++i) {
    const double x = around.left + (around.right - around.left) * static_cast<double>(i) / kSamples;
    graph.push_back({x, f(x)});
  }
  std::vector<Point> all = graph;
  all.insert(all.end(), points.begin(), points.end());
  const Window window = drawable(window_around(numbers_of(all), 0.05));
  Scene scene{.x = {.title = axis, .low = around.left, .high = around.right},
              .y = {.title = "value", .low = window.bottom, .high = window.top}};
  scene.curves.push_back({.name = "function", .points = std::move(graph), .colour = plot::series_colour(0)});
  plot::add_path(scene, "path", points, plot::series_colour(1));
  return plot::to_svg(scene);
}

std::string decision_boundary(const Decision& decision, const Window& window) {
  Scene scene = scene_of(window, decision.axes[0], decision.axes[1]);
  add_areas(scene, decision);
  add_examples(scene, decision);
  return plot::to_svg(scene);
}

}  // namespace adc::inline ADC_ABI::train
