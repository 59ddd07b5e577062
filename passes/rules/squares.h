// Which values are sums of squares, as far as their instructions say.
#pragma once

#include "passes/core/sharing_builder.h"

namespace adc::passes {

/// Whether `v` is smooth and nowhere negative, and may be 0: x², Σ x², dot(x, x), mean(x²), x²·y⁴, expm1(x²) … Where it
/// is 0 its derivatives are, too. False where its instructions do not say so, and where it is known to be positive. A
/// value of an identity of its own (`Copy`) is any number. Amortised O(1) per instruction of `b`.
[[nodiscard]] bool is_flat_at_zero(SharingBuilder& b, ir::ValueId v);

/// The same, or known to be positive.
[[nodiscard]] bool is_nonnegative(SharingBuilder& b, ir::ValueId v);

}  // namespace adc::passes
