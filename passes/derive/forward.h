// Forward mode: dual numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "adc/options.hpp"
#include "ir/function.h"

namespace adc::passes {

/// The outputs of `fn` and the Jacobian [outputs, wrt], one sweep of tangents per input in `wrt` (indices of inputs).
/// Outputs before `first_output` are kept but not derived. `fn` has no `Diff`. Throws `diag::Failure` past
/// `max_instructions` or for too high a polygamma. O(n · wrt).
[[nodiscard]] ir::Function forward(const ir::Function& fn, std::span<const std::uint32_t> wrt,
                                   std::size_t max_instructions, std::size_t first_output = 0,
                                   Level level = Level::Stable);

/// The outputs of `fn` and Jacobian · tangent, of those from `first_output` on; the tangents are further inputs
/// "x.dot", one per entry of `wrt`. O(n).
[[nodiscard]] ir::Function jvp(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                               std::size_t first_output = 0, Level level = Level::Stable);

}  // namespace adc::passes
