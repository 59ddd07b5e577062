// Exact numbers of a program at a point: its values, and the derivatives of an output by every intermediate.
//
// The partials of an op are difference quotients of the op itself (precise/partials.h), so nothing here shares a rule
// with passes/: a sweep is an oracle for gradients as well as the measure of conditioning that precise/tolerance.h
// needs.
#pragma once

#include <span>
#include <vector>

#include "ir/function.h"
#include "precise/partials.h"

namespace adc::precise {

/// The value of each instruction of `fn` (no `Diff`) at doubles, exactly but for the precision of `Real`.
[[nodiscard]] std::vector<Real> exact_values(const ir::Function& fn, std::span<const double> inputs);
[[nodiscard]] std::vector<Real> exact_values(const ir::Function& fn, std::span<const Real> inputs);

/// ∂output/∂v for each instruction v, from its `values`. A value that the output does not depend on (also one behind a
/// choice that was not taken, or an inert op) has 0. At a kink the partial is the mean of both sides, at a jump the
/// slope of the side that is continuous (0 if neither is), at the end of a domain the slope of the side that exists; it
/// may be infinite.
[[nodiscard]] std::vector<Real> exact_adjoints(const ir::Function& fn, std::span<const Real> values,
                                               ir::ValueId output);

/// ∂y/∂x for all inputs x of a one-output program.
[[nodiscard]] std::vector<Real> exact_gradient(const ir::Function& fn, std::span<const Real> inputs);

/// What instruction `id` gives, exactly, where its operands are these doubles (one per instruction). O(1).
[[nodiscard]] Real exact_result(const ir::Function& fn, ir::ValueId id, std::span<const double> values);

/// What `output` is computed from (of a choice, the condition and the side that is taken), by instruction. O(n).
[[nodiscard]] std::vector<bool> used_values(const ir::Function& fn, std::span<const Real> values, ir::ValueId output);

/// True if every value that `output` is computed from is, in exact arithmetic, 0 or a normal double: then no overflow,
/// underflow or nan in double arithmetic has an excuse. O(n).
[[nodiscard]] bool stays_in_range(const ir::Function& fn, std::span<const Real> values, ir::ValueId output);

}  // namespace adc::precise
