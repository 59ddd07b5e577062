// Which part of a function is worth seeing.
#pragma once

#include <span>
#include <vector>

#include "plot/graph_sampling.h"

namespace adc::inline ADC_ABI::plot {

/// A range of the variable that shows what is special about the graphs: their zeros and extrema, as long as there are
/// some and not too many, and the domain. [−5, 5] where nothing speaks against it; on a logarithmic scale, whose
/// numbers are logarithms, [−2, 3].
[[nodiscard]] Extent interesting_range(std::span<const Graph> graphs, Scale scale);

/// The range of values to see: all, unless there are far outliers, as beside poles; then those of the middle nine
/// tenths and as much around them. `numbers` are of places that are evenly spaced. {nan, nan} where there are none.
[[nodiscard]] Extent visible_values(std::vector<double> numbers, bool has_poles);

/// The range with some room around it.
[[nodiscard]] Extent with_margin(const Extent& range, double part);

}  // namespace adc::inline ADC_ABI::plot
