// Pictures of fits.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "adc/plot.hpp"
#include "tools/report/output.h"
#include "tools/train/fit_report.h"

namespace adc::tools {
namespace {

using plot::Point;
using plot::Scene;

constexpr std::size_t kSamples = 500;  ///< of a curve

/// An axis that shows all these numbers, with some room.
void show(plot::Axis& axis, std::span<const double> numbers) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const double x : numbers) {
    if (std::isfinite(x)) low = std::min(low, x), high = std::max(high, x);
  }
  if (!(low <= high)) low = 0, high = 1;
  const double room = high > low ? 0.05 * (high - low) : std::max(1e-3, std::fabs(low) / 2);
  axis.low = low - room;
  axis.high = high + room;
}

void show(plot::Axis& axis, std::initializer_list<std::span<const double>> all) {
  std::vector<double> numbers;
  for (const std::span<const double> some : all) numbers.insert(numbers.end(), some.begin(), some.end());
  show(axis, numbers);
}

std::vector<Point> points_of(std::span<const double> x, std::span<const double> y) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isfinite(x[i]) && std::isfinite(y[i])) points.push_back({x[i], y[i]});
  }
  return points;
}

/// What lies between two lines; nothing where they are not known.
void add_band(Scene& scene, const std::string& name, std::span<const double> x, std::span<const double> low,
              std::span<const double> high, double opacity) {
  std::vector<Point> ring = points_of(x.first(low.size()), low);
  const std::vector<Point> back = points_of(x.first(high.size()), high);
  ring.insert(ring.end(), back.rbegin(), back.rend());
  if (ring.size() < 4) return;
  ring.push_back(ring.front());
  scene.areas.push_back(
      {.name = name, .rings = {std::move(ring)}, .colour = plot::series_colour(0), .opacity = opacity});
}

plot::Markers measured(std::span<const double> x, std::span<const double> y) {
  return {.name = "measured", .points = points_of(x, y), .colour = plot::kInk, .size = 3};
}

std::string curve_picture(const Fitted& fitted) {
  const train::FitColumn& column = fitted.columns[0];
  Scene scene{.x = {.title = column.name}, .y = {.title = fitted.y_name}};
  show(scene.x, column.numbers);
  std::vector<double> x;
  for (std::size_t i = 0; i <= kSamples; ++i)
    x.push_back(scene.x.low + (scene.x.high - scene.x.low) * static_cast<double>(i) / kSamples);
  const train::FitBands bands = train::bands(fitted.function, fitted.fit, {{column.name, x}}).value();
  // Beside the data a model may rise without end.
  const train::FitBands& own = fitted.fit.bands;
  show(scene.y, {fitted.y, own.predicted, own.confidence_low, own.confidence_high});
  const std::string level = fmt::format("{:.10g} %", 100 * fitted.level);
  add_band(scene, level + " of measurements", x, bands.prediction_low, bands.prediction_high, 0.12);
  add_band(scene, level + " of the model", x, bands.confidence_low, bands.confidence_high, 0.3);
  scene.curves.push_back({.name = "fitted", .points = points_of(x, bands.predicted)});
  scene.markers.push_back(measured(column.numbers, fitted.y));
  return plot::to_svg(scene);
}

}  // namespace

std::string picture(const Fitted& fitted) {
  if (fitted.columns.size() == 1) return curve_picture(fitted);
  const std::vector<double>& predicted = fitted.fit.bands.predicted;
  Scene scene{.x = {.title = "predicted"}, .y = {.title = fitted.y_name}};
  show(scene.x, {predicted, fitted.y});
  scene.y.low = scene.x.low;
  scene.y.high = scene.x.high;
  scene.equal_scales = true;
  scene.curves.push_back({.name = "as predicted",
                          .points = {{scene.x.low, scene.x.low}, {scene.x.high, scene.x.high}},
                          .colour = plot::kGrey,
                          .width = 1});
  scene.markers.push_back(measured(predicted, fitted.y));
  return plot::to_svg(scene);
}

std::string residuals_picture(const Fitted& fitted) {
  std::vector<double> residuals = fitted.fit.residuals;
  for (std::size_t i = 0; i < fitted.weights.size(); ++i) residuals[i] *= std::sqrt(fitted.weights[i]);
  Scene scene{.x = {.title = "predicted"}, .y = {.title = fitted.weights.empty() ? "residual" : "residual · √weight"}};
  show(scene.x, fitted.fit.bands.predicted);
  const std::vector<double> zero{0};
  show(scene.y, {residuals, zero});
  scene.guides.push_back({.vertical = false, .at = 0});
  scene.markers.push_back(
      {.points = points_of(fitted.fit.bands.predicted, residuals), .colour = plot::kInk, .size = 3});
  return plot::to_svg(scene);
}

}  // namespace adc::tools
