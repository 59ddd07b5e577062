// Reverse mode: backpropagation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "adc/options.hpp"
#include "ir/function.h"

namespace adc::passes {

/// The outputs of `fn` and the Jacobian [outputs, wrt], one sweep of adjoints per output. What passes through the side
/// of a choice that is not taken is selected away, never multiplied by 0, so no nan comes from there. Outputs before
/// `first_output` are kept but not derived. `fn` has no `Diff`. Throws `diag::Failure` past `max_instructions` or for
/// too high a polygamma. O(n · outputs).
[[nodiscard]] ir::Function reverse(const ir::Function& fn, std::span<const std::uint32_t> wrt,
                                   std::size_t max_instructions, std::size_t first_output = 0,
                                   Level level = Level::Stable);

/// The outputs of `fn` and seedᵀ · Jacobian; the seeds are further inputs "y.bar", one per output. O(n).
[[nodiscard]] ir::Function vjp(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                               Level level = Level::Stable);

}  // namespace adc::passes
