// Fused multiply-add.
#pragma once

#include "ir/function.h"

namespace adc::passes {

/// A legalised `fn` with `x·y + z` as `fma(x, y, z)`, and so for differences. Never where both addends are products:
/// fused, `x·x − y·y` would not be 0 at x = y; and not where z is made of that very product within three steps, so
/// that `x·y − floor(x·y)` stays between 0 and 1 and `x·y − min(x·y, z)` is never negative. Whether a sum is fused
/// depends on the sum alone and not on what else uses the product, so that a value has the same bits whether or not
/// derivatives are computed beside it. Each fused sum is rounded once instead of twice. O(n).
[[nodiscard]] ir::Function fuse(const ir::Function& fn);

/// `fn` folded (passes/core/fold_exact.h) and fused, in one go; the signs of fused products are folded, too. O(n).
[[nodiscard]] ir::Function fold_and_fuse(ir::Function fn);

}  // namespace adc::passes
