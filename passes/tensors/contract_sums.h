// Sums of products as products of matrices.
#pragma once

#include <cstddef>

#include "ir/function.h"

namespace adc::passes {

/// Returns `fn` with the sums of products that are products of matrices as ops `dot`:
///
///     Σⱼ W[i,j]·x[j]      reduce_sum of a mul of broadcasts  →  dot
///     Σᵢ Σⱼ x[i]·A[i,j]·y[j]                                 →  Σⱼ of the dot over i of x·A and y, and the like
///
/// Each term is the product that is written, of the same two factors, each of which is computed over the axes that it
/// has; so a sum leaves the range only where its terms or their partial sums do, and a factor is never summed alone.
/// Where the factors share no summed axis, or every factor has every axis and some axes stay, nothing is gained, and
/// the sum stays as it is. Terms keep their bits; the sums are taken in another order. Names, spans, inputs, outputs
/// and what `Diff` is taken for stay, as does what nothing uses any more. O(n).
[[nodiscard]] ir::Function contract_sums(const ir::Function& fn, std::size_t max_instructions);

}  // namespace adc::passes
