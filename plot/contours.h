// Areas of surfaces, given up in time.
#pragma once

#include <span>
#include <vector>

#include "adc/plot.hpp"
#include "plot/failure.h"

namespace adc::inline ADC_ABI::plot {

/// `areas_above`, until `stop`.
[[nodiscard]] std::vector<Area> areas_until(const Scene& scene, const Surface& surface, std::span<const double> levels,
                                            const Stop& stop);

}  // namespace adc::inline ADC_ABI::plot
