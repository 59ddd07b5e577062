// |x| and ‖x‖ without \left and \right: which bars open.
#pragma once

#include <vector>

#include "parser/latex/marks.h"

namespace adc::parser::latex {

/// Makes of each `Bars` an `OpenBars` or a `CloseBars`: in the one way in which all between the same brackets close
/// each other. Throws `diag::Failure` ("absolute-value-bars") where there is another way, as in |x|y|z|, or none. O(n)
/// in the text, and quadratic in the bars between the same brackets, of which there may be 200.
void orient_bars(std::vector<Mark>& marks);

}  // namespace adc::parser::latex
