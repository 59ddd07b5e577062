// The plainest evaluator; it defines what each op means.
#pragma once

#include <span>
#include <vector>

#include "ir/function.h"

namespace adc::ir {

/// Evaluates a function of scalars at one point: inputs in the order of the parameters, outputs in their order.
/// Booleans are 0 and 1. In debug builds asserts that there is no `Diff` (passes/expand_diff.h removes it). The result
/// has the same bits as native code of the same function. Thread-safe. O(n).
void interpret(const Function& fn, std::span<const double> inputs, std::span<double> outputs);

/// The same, and the value of every instruction.
[[nodiscard]] std::vector<double> interpret_all(const Function& fn, std::span<const double> inputs);

}  // namespace adc::ir
