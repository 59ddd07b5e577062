// The plainest evaluator; it defines what each op means.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ir/function.h"

namespace adc::ir {

/// Evaluates a function at one point: inputs in the order of the parameters, outputs in their order, tensors row-major.
/// Booleans are 0 and 1. In debug builds asserts that there is no `Diff` (passes/derive/expand_diff.h removes it). For
/// a function of scalars the result has the same bits as native code; of tensors, sums may be taken in another order.
/// Thread-safe. O(n), for tensors in elements and products.
void interpret(const Function& fn, std::span<const double> inputs, std::span<double> outputs);

/// How whole vectors are summed, instead of pairwise: `count` terms, in an order of their own.
struct VectorSums {
  double (*of_doubles)(const double* terms, std::size_t count);
  float (*of_floats)(const float* terms, std::size_t count);
};

/// The same for a function of tensors whose sums over the one axis of a tensor are taken by `sums`.
void interpret(const Function& fn, std::span<const double> inputs, std::span<double> outputs, const VectorSums& sums);

/// The value of every instruction of a function of scalars.
[[nodiscard]] std::vector<double> interpret_all(const Function& fn, std::span<const double> inputs);

}  // namespace adc::ir
