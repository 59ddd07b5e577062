// Tensors of constants, as what they are.
#pragma once

#include "ir/function.h"

namespace adc::passes {

/// `fn` with tensors that depend on no input as `eye(n)`, or one number or truth value for all elements, where they
/// are that: what derivatives make of unit seeds and masks. Small ones only; the rest stays. Preserves every result
/// bit. O(n and elements).
[[nodiscard]] ir::Function fold_constant_tensors(const ir::Function& fn);

}  // namespace adc::passes
