// Chooses the float type of a function.
#pragma once

#include "ir/function.h"

namespace adc::passes {

/// `fn`, whose constants are exact, computed in `float_type`. Equal instructions become one. O(n).
[[nodiscard]] ir::Function with_float_type(const ir::Function& fn, ir::DType float_type);

}  // namespace adc::passes
