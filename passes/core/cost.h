// What a function costs to compute.
#pragma once

#include <cstdint>

#include "ir/function.h"

namespace adc::passes {

/// Weighted cost of `fn`: the sum of its ops' costs (ir/ops.def), of each as often as it has elements, or a dot
/// products of numbers; each value counted once, also where no output needs it. O(n).
[[nodiscard]] std::uint64_t cost(const ir::Function& fn);

/// The same of what `dce` would keep.
[[nodiscard]] std::uint64_t live_cost(const ir::Function& fn);

/// How many products of numbers the instruction `id` sums if it is a dot, else 0.
[[nodiscard]] std::uint64_t products(const ir::Function& fn, ir::ValueId id);

}  // namespace adc::passes
