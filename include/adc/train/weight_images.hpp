// What units look for, as images.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// The weights of units, [units, height·width], as images in a grid, SVG: each from black, −m, over mid-grey, 0, to
/// white, m, where m is the largest magnitude of the unit's own weights. The first row of pixels is on top. O(n).
[[nodiscard]] ADC_API std::string weight_images(std::span<const double> weights, std::size_t units, std::size_t height,
                                                std::size_t width);

}  // namespace adc::inline ADC_ABI::train
