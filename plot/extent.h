// Ranges of numbers, from the narrowest that doubles resolve to the widest that they hold.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::plot {

/// A range of numbers.
struct Extent {
  double low = 0;
  double high = 1;

  /// Of what is wider than doubles hold, as much as they do: a size is for tolerances and steps, not for ends.
  [[nodiscard]] double size() const {
    constexpr double kMost = std::numeric_limits<double>::max();
    const double all = high - low;
    return std::isinf(all) && std::isfinite(low) && std::isfinite(high) ? std::copysign(kMost, all) : all;
  }
  [[nodiscard]] double middle() const { return low / 2 + high / 2; }
};

/// Whether so many doubles, of the size of the larger end, find room between the ends: fewer make no picture.
[[nodiscard]] inline bool is_resolved(double low, double high, double doubles = 16) {
  const double spacing =
      std::max(std::max(std::abs(low), std::abs(high)) * 0x1p-52, std::numeric_limits<double>::denorm_min());
  return high / 2 - low / 2 > doubles / 2 * spacing;
}

/// The multiple of a power of ten that is nearest, as exactly as its digits say it.
[[nodiscard]] inline double rounded_to(double value, int power) {
  const double scale = std::pow(10, std::abs(power));  // exact up to 10²²
  const double rounded = power < 0 ? std::round(value * scale) / scale : std::round(value / scale) * scale;
  return std::isfinite(rounded) ? rounded + 0.0 : value;
}

}  // namespace adc::inline ADC_ABI::plot
