// The plainest evaluator; it defines what each op means.
#pragma once

#include <span>
#include <vector>

#include "ir/function.h"

namespace adc::ir {

/// Evaluates a function at one point: inputs in the order of the parameters, outputs in their order, tensors row-major.
/// Booleans are 0 and 1. In debug builds asserts that there is no `Diff` (passes/derive/expand_diff.h removes it). For
/// a function of scalars the result has the same bits as native code; of tensors, sums may be taken in another order.
/// Thread-safe. O(n), for tensors in elements and products.
void interpret(const Function& fn, std::span<const double> inputs, std::span<double> outputs);

/// The value of every instruction of a function of scalars.
[[nodiscard]] std::vector<double> interpret_all(const Function& fn, std::span<const double> inputs);

}  // namespace adc::ir
