// From the units of axes to the units of a drawing, and what of lines is inside it.
#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "adc/scene.hpp"

namespace adc::inline ADC_ABI::plot {

/// The usual size of a picture's inside, for which lines are fine enough.
inline constexpr double kPixelsWide = 640;
inline constexpr double kPixelsHigh = 420;

inline constexpr Point kGap{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};

[[nodiscard]] inline bool is_finite(const Point& p) { return std::isfinite(p.x) && std::isfinite(p.y); }

/// A number on the straight scale that an axis is drawn with: itself, or its decimal logarithm (nan of what is not
/// positive).
[[nodiscard]] inline double straightened(Scale scale, double value) {
  if (scale == Scale::Linear) return value;
  return value > 0 ? std::log10(value) : std::numeric_limits<double>::quiet_NaN();
}
[[nodiscard]] inline double unstraightened(Scale scale, double value) {
  return scale == Scale::Linear ? value : std::pow(10, value);
}

/// A rectangle of a drawing; y grows downwards.
struct Box {
  double left = 0;
  double top = 0;
  double width = 1;
  double height = 1;

  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
};

/// Puts the range of a scene's axes into a box. Axes whose range is empty or none get one.
class Projection {
 public:
  Projection(const Scene& scene, const Box& box);

  [[nodiscard]] const Axis& x_axis() const { return x_; }
  [[nodiscard]] const Axis& y_axis() const { return y_; }
  [[nodiscard]] const Box& box() const { return box_; }
  /// Not finite for what is not finite, or not positive on a logarithmic axis.
  [[nodiscard]] Point operator()(const Point& p) const { return {x(p.x), y(p.y)}; }
  [[nodiscard]] std::vector<Point> operator()(std::span<const Point> line) const;
  [[nodiscard]] double x(double value) const;
  [[nodiscard]] double y(double value) const;

 private:
  Axis x_;
  Axis y_;
  Box box_;
};

/// An axis as it can be drawn: some range, positive where it is logarithmic.
[[nodiscard]] Axis drawable(Axis axis);

/// The parts of a line that are inside a box, parted at gaps and where it leaves; corners that are less than
/// `tolerance` off the line between their neighbours are left out (Douglas and Peucker 1973).
[[nodiscard]] std::vector<std::vector<Point>> visible_parts(std::span<const Point> line, const Box& box,
                                                            double tolerance);

}  // namespace adc::inline ADC_ABI::plot
