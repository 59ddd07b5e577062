// Lengths, and differences from a mean, as what they are.
#pragma once

#include <span>

#include "ir/function.h"
#include "passes/core/rewrite.h"

namespace adc::passes {

/// Rules of `as_matrix_calculus` about sums of rows and columns that are weighted and taken from each row or column,
/// and about sums of squares, as squares of lengths.
[[nodiscard]] std::span<const Rewrite> centred_rules();

/// `fn` with c·x − (c/n)·Σx written c·(x − Σx/n), for tensors of n elements: what a person recognises as the difference
/// from the mean, and reads as `mean(x)`; and with ‖x‖² as a sum of squares again, which has derivatives everywhere.
/// For what has its last form; preserves real values. O(n).
[[nodiscard]] ir::Function with_means(const ir::Function& fn);

}  // namespace adc::passes
