// Where the labels of contours stand.
#pragma once

#include <string>
#include <vector>

#include "adc/scene.hpp"
#include "plot/projection.h"

namespace adc::inline ADC_ABI::plot {

/// A label on a line, turned along it.
struct ContourLabel {
  std::size_t contour = 0;  ///< which contour's
  Point at;                 ///< its middle, in the drawing's units
  double degrees = 0;       ///< clockwise, between −90 and 90
  std::string text;
};

/// Places for labels of this height, at most one on each line that is long enough, where the line is straightest, and
/// none over another or over the places in `taken`. `width` says how long a text is.
[[nodiscard]] std::vector<ContourLabel> contour_labels(const Scene& scene, const Projection& projection, double height,
                                                       double (*width)(std::string_view text, double height),
                                                       std::vector<Point> taken = {});

}  // namespace adc::inline ADC_ABI::plot
