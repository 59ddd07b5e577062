// Which part of a function is worth seeing.
#pragma once

#include <span>
#include <vector>

#include "plot/landmarks.h"

namespace adc::inline ADC_ABI::plot {

/// A range of the variable that shows what is special about the graphs (plot/landmarks.h). On a logarithmic scale,
/// whose numbers are logarithms, [−2, 3]. On a straight one it is [−5, 5], but
///
/// - wider where there is more to see farther out: a landmark up to 5·10⁷, as long as there are a dozen or fewer;
/// - narrower where there are more than thirty extrema, poles or jumps;
/// - the part around the domain, the part that is not flat, or the part with all landmarks, where that is much smaller.
///
/// Of several graphs, all that is to be seen of each.
[[nodiscard]] Extent interesting_range(std::span<const Subject> subjects, Scale scale, const Stop& stop);

/// The range of values to see: all, unless there are far outliers, as beside poles; then those of the middle nine
/// tenths and as much around them. `numbers` are of places that are evenly spaced. {nan, nan} where there are none.
[[nodiscard]] Extent visible_values(std::vector<double> numbers, bool has_poles);

/// The range with some room around it.
[[nodiscard]] Extent with_margin(const Extent& range, double part);

}  // namespace adc::inline ADC_ABI::plot
