// What tests ask of scenes.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "adc/plot.hpp"

namespace adc::tests {

inline plot::Scene scene_of(const std::string& text, const plot::PlotOptions& options = {}) {
  return plot::plot(plot::compile_picture(text).value(), options).value();
}

/// The slug of the error that there must be.
inline std::string slug_of(const std::string& text, const plot::PlotOptions& options = {}) {
  const Result<plot::Scene> scene = plot::plot(plot::compile_picture(text).value(), options);
  REQUIRE_FALSE(scene.ok());
  return scene.error().diagnostic().slug;
}

inline bool is_finite(const plot::Point& p) { return std::isfinite(p.x) && std::isfinite(p.y); }

/// How far a point is off a line with gaps.
inline double distance(const plot::Point& p, const std::vector<plot::Point>& line, const plot::Point& unit) {
  double least = HUGE_VAL;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if (!is_finite(line[i]) || !is_finite(line[i + 1])) continue;
    const double dx = (line[i + 1].x - line[i].x) / unit.x;
    const double dy = (line[i + 1].y - line[i].y) / unit.y;
    const double px = (p.x - line[i].x) / unit.x;
    const double py = (p.y - line[i].y) / unit.y;
    const double length = dx * dx + dy * dy;
    const double part = length > 0 ? std::clamp((px * dx + py * dy) / length, 0.0, 1.0) : 0;
    least = std::min(least, std::hypot(px - part * dx, py - part * dy));
  }
  return least;
}

inline bool has_note(const plot::Scene& scene, const std::string& part) {
  return std::ranges::any_of(scene.notes,
                             [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

/// The markers of this name.
inline std::vector<plot::Point> marked(const plot::Scene& scene, const std::string& name) {
  std::vector<plot::Point> points;
  for (const plot::Markers& markers : scene.markers) {
    if (markers.name == name) points.insert(points.end(), markers.points.begin(), markers.points.end());
  }
  return points;
}

}  // namespace adc::tests
