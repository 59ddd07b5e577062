#include "plot/contour_labels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace adc::inline ADC_ABI::plot {
namespace {

/// A line with the length from its begin to each of its points.
struct Measured {
  std::vector<Point> points;
  std::vector<double> lengths;

  [[nodiscard]] double length() const { return lengths.back(); }
  [[nodiscard]] Point at(double length) const {
    const auto next = std::ranges::lower_bound(lengths, length);
    const auto i = static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(next - lengths.begin(), 1, static_cast<std::ptrdiff_t>(points.size()) - 1));
    const double step = lengths[i] - lengths[i - 1];
    const double part = step > 0 ? (length - lengths[i - 1]) / step : 0;
    return {points[i - 1].x + (points[i].x - points[i - 1].x) * part,
            points[i - 1].y + (points[i].y - points[i - 1].y) * part};
  }
};

Measured measured(std::vector<Point> points) {
  Measured line{std::move(points), {0}};
  for (std::size_t i = 1; i < line.points.size(); ++i) {
    const double step = std::hypot(line.points[i].x - line.points[i - 1].x, line.points[i].y - line.points[i - 1].y);
    line.lengths.push_back(line.lengths.back() + step);
  }
  return line;
}

/// The straightest place for a label of a width on a line, away from what is there.
std::optional<ContourLabel> best_place(const Measured& line, double width, double height, const Box& box,
                                       const std::vector<Point>& taken) {
  std::optional<ContourLabel> best;
  double least = 0.12;  // how much shorter a chord may be than its arc
  constexpr int kTries = 60;
  for (int k = 0; k <= kTries; ++k) {
    // From the middle outwards, so that of equals the one in the middle is taken.
    const double part = 0.5 + (k % 2 == 0 ? 0.5 : -0.5) * k / (kTries + 1);
    const double middle = part * line.length();
    if (middle < width / 2 + 4 || middle > line.length() - width / 2 - 4) continue;
    const Point at = line.at(middle);
    const Point from = line.at(middle - width / 2);
    const Point to = line.at(middle + width / 2);
    const double bend = 1 - std::hypot(to.x - from.x, to.y - from.y) / width;
    const double room = width / 2 + 2;
    if (bend >= least - 0.005 || at.x < box.left + room || at.x > box.right() - room || at.y < box.top + height ||
        at.y > box.bottom() - height) {
      continue;
    }
    const auto is_near = [&](const Point& p) { return std::hypot(p.x - at.x, p.y - at.y) < width * 0.6 + height; };
    if (std::ranges::any_of(taken, is_near)) continue;
    least = bend;
    double degrees = std::atan2(to.y - from.y, to.x - from.x) * 180 / std::numbers::pi;
    if (degrees > 90) degrees -= 180;
    if (degrees < -90) degrees += 180;
    best = ContourLabel{0, at, degrees, ""};
  }
  return best;
}

}  // namespace

std::vector<ContourLabel> contour_labels(const Scene& scene, const Projection& projection, double height,
                                         double (*width)(std::string_view text, double height),
                                         std::vector<Point> taken) {
  std::vector<ContourLabel> labels;
  for (std::size_t c = 0; c < scene.contours.size(); ++c) {
    const Contour& contour = scene.contours[c];
    if (contour.label.empty()) continue;
    const double wide = width(contour.label, height) + 4;
    std::vector<Measured> lines;
    for (const std::vector<Point>& line : contour.lines) {
      for (std::vector<Point>& part : visible_parts(projection(line), projection.box(), 0.1))
        lines.push_back(measured(std::move(part)));
    }
    std::erase_if(lines, [&](const Measured& line) { return line.length() < 3 * wide; });
    std::ranges::stable_sort(lines, [](const Measured& a, const Measured& b) { return a.length() > b.length(); });
    if (lines.size() > 4) lines.resize(4);
    for (const Measured& line : lines) {
      std::optional<ContourLabel> label = best_place(line, wide, height, projection.box(), taken);
      if (!label) continue;
      label->contour = c;
      label->text = contour.label;
      taken.push_back(label->at);
      labels.push_back(*std::move(label));
    }
  }
  return labels;
}

}  // namespace adc::inline ADC_ABI::plot
