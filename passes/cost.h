// What a function costs to compute.
#pragma once

#include <cstdint>

#include "ir/function.h"

namespace adc::passes {

/// Weighted cost of `fn`: the sum of its ops' costs (ir/ops.def), each value counted once, also where no output needs
/// it. O(n).
[[nodiscard]] std::uint64_t cost(const ir::Function& fn);

}  // namespace adc::passes
