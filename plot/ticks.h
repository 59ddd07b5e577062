// Round numbers along an axis, and numbers as they stand beside it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "adc/scene.hpp"

namespace adc::inline ADC_ABI::plot {

struct Tick {
  double at = 0;
  std::string text;
};

/// Round numbers in the axis's range, at most about `most` of them: multiples of 1, 2 or 5 times a power of ten; on a
/// logarithmic axis these themselves, or powers of ten alone. All texts have as many digits as tell them apart, and say
/// how far a number is from `tick_origin`.
[[nodiscard]] std::vector<Tick> ticks(const Axis& axis, std::size_t most);

/// What the texts of an axis's ticks are counted from: 0, but where its ends agree in seven digits; then the number
/// with the fewest digits between them.
[[nodiscard]] double tick_origin(const Axis& axis);

/// 1, 2 or 5 times a power of ten that parts a range into `parts` or somewhat fewer.
[[nodiscard]] double round_step(double range, double parts);

/// A number with at most so many significant digits, as people write it: "0.25", "−3", "2×10⁻⁷".
[[nodiscard]] std::string number_text(double value, int digits = 6);

/// The axis's title with its unit, and whether it is logarithmic: "t (s, logarithmic)". Where ticks are counted from
/// another number than 0, so is the title: "t − 1".
[[nodiscard]] std::string axis_text(const Axis& axis);

}  // namespace adc::inline ADC_ABI::plot
