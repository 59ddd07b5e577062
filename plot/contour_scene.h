// Pictures of functions of two numbers.
#pragma once

#include "adc/plot.hpp"

namespace adc::inline ADC_ABI::plot {

/// Contours, curves of equations and areas of conditions of a program of two inputs. Throws `Error`, as `plot` gives
/// it.
[[nodiscard]] Scene contour_scene(const Function& function, const PlotOptions& options);

}  // namespace adc::inline ADC_ABI::plot
