// Pictures of functions of one number.
#pragma once

#include "adc/plot.hpp"
#include "plot/graph_sampling.h"

namespace adc::inline ADC_ABI::plot {

/// The graphs of all outputs of a program of one input. Throws `Error`, as `plot` gives it.
[[nodiscard]] Scene graph_scene(const Function& function, const PlotOptions& options);

/// The end of an axis that the options give and what was found for the other, on a straight scale. Throws "bad-value".
[[nodiscard]] Extent chosen_range(const std::string& name, const Range& wanted, const Extent& found, Scale scale);

/// Adds measured points.
void add_data(Scene& scene, const PlotOptions& options, std::size_t first_colour);

}  // namespace adc::inline ADC_ABI::plot
