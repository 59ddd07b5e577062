// Where the parts of an SVG picture stand.
#pragma once

#include <string>
#include <vector>

#include "adc/scene.hpp"
#include "plot/legend.h"
#include "plot/projection.h"

namespace adc::inline ADC_ABI::plot {

// Sizes of fonts, in pixels.
inline constexpr double kText = 12;
inline constexpr double kTitle = 15;
inline constexpr double kSmall = 10.5;
// From a line to the next.
inline constexpr double kLegendLine = 18;
inline constexpr double kNoteLine = 15;

/// How wide an entry of the legend is, with the room behind it.
[[nodiscard]] double entry_width(const LegendEntry& entry);

/// The title above, below it the legend in rows, then the picture with its axes, and notes in lines.
class SvgLayout {
 public:
  SvgLayout(const Scene& scene, double width, double height);

  [[nodiscard]] const std::vector<std::vector<LegendEntry>>& legend() const { return legend_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  [[nodiscard]] double legend_top() const { return legend_top_; }
  /// What all else leaves for the picture itself.
  [[nodiscard]] const Box& box() const { return box_; }

 private:
  std::vector<std::vector<LegendEntry>> legend_;
  std::vector<std::string> notes_;
  double legend_top_ = 0;
  Box box_;
};

}  // namespace adc::inline ADC_ABI::plot
