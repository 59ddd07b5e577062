// Pictures of training, as SVG.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// A line of a learning curve.
struct Curve {
  std::string name;
  std::vector<double> values;  ///< one per epoch, from the first; what is not finite leaves a gap
};

/// Losses over epochs, on a logarithmic scale if all are positive and they span more than a decade.
[[nodiscard]] ADC_API std::string learning_curve(std::span<const Curve> curves);

/// The part of a plane that a picture shows.
struct Window {
  double left = -1;
  double right = 1;
  double bottom = -1;
  double top = 1;
};

/// The smallest window around `points`, [n, 2], with a margin of a part `margin` of its size on each side.
[[nodiscard]] ADC_API Window window_around(std::span<const double> points, double margin = 0.15);

/// The smallest square window around `window`, with its middle.
[[nodiscard]] ADC_API Window square(const Window& window);

/// Contours of f(x, y) and the path of a descent over them: `path` is [n, 2].
[[nodiscard]] ADC_API std::string contours(const std::function<double(double x, double y)>& f, const Window& window,
                                           std::span<const double> path,
                                           const std::array<std::string, 2>& axes = {"x", "y"});

/// The graph of f(x) and the path of a descent on it: `path` are the x.
[[nodiscard]] ADC_API std::string descent(const std::function<double(double x)>& f, std::span<const double> path,
                                          const std::string& axis = "x");

/// Which class a network takes each point of the plane for, and the examples with their true classes.
struct Decision {
  std::function<std::vector<std::size_t>(std::span<const double> points)> classify;  ///< of points [n, 2]
  std::vector<double> points;                                                        ///< the examples, [n, 2]
  std::vector<std::size_t> classes;                                                  ///< the examples' true classes
  std::vector<std::string> names;                                                    ///< of the classes
  std::array<std::string, 2> axes{"x", "y"};
  /// What speaks for each class at points, [n, classes]: a point is of the class that has most. Where these are
  /// probabilities (in [0, 1], of sum 1), they shade the areas. Empty: unknown.
  std::function<std::vector<double>(std::span<const double> points)> scores = {};
  std::vector<bool> heldout = {};  ///< whether an example was held out from training; empty: none was
};

/// The area of each class, the border between them, and the examples: those that are held out have another shape, and
/// those that are taken for another class are circled.
[[nodiscard]] ADC_API std::string decision_boundary(const Decision& decision, const Window& window);

}  // namespace adc::inline ADC_ABI::train
