// Chooses the float type of a function.
#pragma once

#include "adc/result.hpp"
#include "ir/function.h"

namespace adc::passes {

/// `fn`, whose constants are exact, computed in `float_type`. Equal instructions become one. Fails where a number is too
/// large or too small for that type. O(n).
[[nodiscard]] Result<ir::Function> with_float_type(const ir::Function& fn, ir::DType float_type);

}  // namespace adc::passes
