// Axes and shapes of SVG pictures.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adc/train/plot.hpp"

namespace adc::inline ADC_ABI::train {

/// A picture of a window of the plane, with axes.
class Svg {
 public:
  /// `log_y`: the window's bottom and top are decimal logarithms.
  Svg(const Window& window, std::string_view x_name, std::string_view y_name, bool log_y = false);

  /// A line from point to point; `points` is [n, 2]. Parts of it that are not finite are left out.
  void line(std::span<const double> points, std::string_view colour, double width = 1.5);
  /// Nothing, if it is nowhere.
  void dot(double x, double y, double radius, std::string_view fill, std::string_view stroke = "none");
  /// A pale rectangle without a border.
  void area(const Window& corners, std::string_view fill);
  /// A name beside the picture, with its colour.
  void legend(std::string_view name, std::string_view colour);

  /// The whole text.
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::string x(double value) const;
  [[nodiscard]] std::string y(double value) const;
  void ticks();

  Window window_;
  bool log_y_;
  std::string axes_;
  std::string body_;
  int legends_ = 0;
};

/// Colours that people with any colour vision tell apart (Okabe and Ito 2008); they repeat.
[[nodiscard]] std::string_view colour(std::size_t i);

/// `text` with what XML reserves written as entities.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace adc::inline ADC_ABI::train
