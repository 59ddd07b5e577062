// The colours of pictures.
#include <algorithm>
#include <array>
#include <cmath>

#include "adc/scene.hpp"

namespace adc::inline ADC_ABI::plot {

Colour series_colour(std::size_t i) {
  // Yellow comes last: it is pale on white.
  constexpr std::array<Colour, 8> kColours{{{0, 114, 178},
                                            {213, 94, 0},
                                            {0, 158, 115},
                                            {204, 121, 167},
                                            {230, 159, 0},
                                            {86, 180, 233},
                                            {90, 90, 90},
                                            {240, 228, 66}}};
  return kColours.at(i % kColours.size());
}

Colour ramp_colour(double part) {
  constexpr Colour kLow{112, 170, 203};
  constexpr Colour kHigh{248, 251, 253};
  part = std::isfinite(part) ? std::clamp(part, 0.0, 1.0) : 1;
  const auto between = [&](std::uint8_t low, std::uint8_t high) {
    return static_cast<std::uint8_t>(std::lround(low + (high - low) * part));
  };
  return {between(kLow.red, kHigh.red), between(kLow.green, kHigh.green), between(kLow.blue, kHigh.blue)};
}

}  // namespace adc::inline ADC_ABI::plot
