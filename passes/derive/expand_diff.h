// Derivatives that the program itself asks for.
#pragma once

#include <cstddef>

#include "adc/options.hpp"
#include "ir/function.h"

namespace adc::passes {

/// `fn` without `Diff` and `Copy`: each `Diff(v, t)` becomes instructions that compute ∂v/∂t with the graph cut at t,
/// so that t alone varies and whatever t was computed from is held fixed. They nest to any order, and share what they
/// have in common. The derivative of one value with respect to many is made in one reverse sweep.
/// Preserves inputs, outputs, bindings and every bit of the values that are no derivatives.
/// At level `real` products of tensors are as they are where all is finite (passes/derive/amplification.h).
/// Throws `diag::Failure` past `max_instructions` or for too high a polygamma. Linear in the instructions looked at.
[[nodiscard]] ir::Function expand_diff(ir::Function fn, std::size_t max_instructions, Level level = Level::Stable);

/// Whether `fn` has neither `Diff` nor `Copy`. O(n).
[[nodiscard]] bool is_expanded(const ir::Function& fn);

/// `fn` in which each value that something is derived for is an input or a `Copy`: a value of its own identity, which
/// no rewrite looks through. O(n).
[[nodiscard]] ir::Function keep_targets(const ir::Function& fn);

}  // namespace adc::passes
