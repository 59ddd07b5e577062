// Which part of the plane is worth seeing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "adc/plot.hpp"
#include "plot/graph_sampling.h"

namespace adc::inline ADC_ABI::plot {

/// One number of an output, and how it is drawn.
struct WantedSurface {
  enum class Kind : std::uint8_t { Contours, Equation, Condition };
  Kind kind = Kind::Contours;
  std::string name;
  Surface surface;      ///< of an equation its difference; of a condition positive where it holds
  bool strict = false;  ///< of a condition: its border does not belong to it
};

/// A part of the plane.
struct Part {
  Extent x;
  Extent y;
};

/// What is worth seeing: data and paths; the whole of a closed curve; else what is around the origin, of contours
/// nearer where lines along the axes oscillate too often, and farther where all that is special on them (plot/ranges.h)
/// is farther out. On straight scales, if the axes are linear.
[[nodiscard]] Part interesting_part(std::span<const WantedSurface> wanted, const PlotOptions& options,
                                    const Stop& stop);

}  // namespace adc::inline ADC_ABI::plot
