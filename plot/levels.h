// Which contours a surface is drawn with.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::plot {

struct Levels {
  std::vector<double> levels;  ///< sorted
  std::string note;            ///< how they follow one another
};

/// About `count` round numbers among the numbers of a surface at places that are evenly spaced: equally far apart, or,
/// where most of the surface lies near its least number, by powers of ten above that.
[[nodiscard]] Levels choose_levels(std::vector<double> numbers, std::size_t count);

}  // namespace adc::inline ADC_ABI::plot
