// A value beside its derivatives.
#pragma once

#include "ir/function.h"

namespace adc::passes {

/// `derived`, whose first outputs are the same numbers as those of `values`, with the outputs of `values` in their
/// place and its bindings. Its inputs begin with those of `values`. So a value is computed by the same instructions
/// whatever derivatives are asked for, whose form may be another. Instructions that both have are shared, in the order
/// in which `values` has them. What nothing uses any more stays. O(n).
[[nodiscard]] ir::Function join(const ir::Function& values, const ir::Function& derived);

}  // namespace adc::passes
