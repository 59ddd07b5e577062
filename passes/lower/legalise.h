// From exact to computable.
#pragma once

#include <cstdint>

#include "ir/function.h"

namespace adc::passes {

/// Integer powers up to this magnitude become multiplications; the others call `pow`.
inline constexpr std::int64_t kMaxPowerChain = 16;

/// `fn` as targets compute it. Each exact constant is rounded, once, to the function's float type. `xⁿ` for a constant
/// integer n becomes
///     n = 0, 1         1 and x, without an instruction
///     2 ≤ n ≤ 16       products x^h · x^(n−h) with h the largest power of two below n, so that x⁷ = x⁴·(x²·x)
///     −16 ≤ n ≤ −1     the same of 1/x
///     otherwise        pow(x, n); for odd n that the float type may not hold, x·pow(x, n−1)
/// and e^x with the constant e becomes exp(x). Norms, logsumexp and softmax become simpler reductions
/// (passes/tensors/composites.h). Preserves inputs, outputs, bindings. `fn` has no `Diff`. O(n).
[[nodiscard]] ir::Function legalise(const ir::Function& fn);

}  // namespace adc::passes
