// What the legend of a scene says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adc/scene.hpp"

namespace adc::inline ADC_ABI::plot {

/// A name and how what it names is drawn.
struct LegendEntry {
  enum class Kind : std::uint8_t { Line, MarkedLine, Area, Hatched, Marker, Arrow };
  Kind kind = Kind::Line;
  std::string name;
  Colour colour;
  double width = 1;
  Dash dash = Dash::Solid;
  Shape shape = Shape::Dot;
  double opacity = 1;
};

/// The entries of all that has a name, in the order curves, markers, areas, arrows, guides; one for guides of one name.
[[nodiscard]] std::vector<LegendEntry> legend(const Scene& scene);

}  // namespace adc::inline ADC_ABI::plot
