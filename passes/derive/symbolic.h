// Symbolic mode: each derivative as an expression of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "adc/options.hpp"
#include "ir/function.h"

namespace adc::passes {

/// The outputs of `fn` and the Jacobian [outputs, wrt], each entry made by the chain rule from its one output and its
/// one variable, as a person would; what entries have in common is then one instruction. Outputs before `first_output`
/// are kept but not derived. `fn` has no `Diff`. Throws `diag::Failure` past `max_instructions` or for too high a
/// polygamma. O(n · outputs · wrt).
[[nodiscard]] ir::Function symbolic(const ir::Function& fn, std::span<const std::uint32_t> wrt,
                                    std::size_t max_instructions, std::size_t first_output = 0,
                                    Level level = Level::Stable);

}  // namespace adc::passes
