// Sums of products as products of matrices.
#pragma once

#include <cstddef>

#include "ir/function.h"

namespace adc::parser {

/// Returns `fn` with the sums of products that are products of matrices as ops `dot`:
///
///     Σⱼ W[i,j]·x[j]      reduce_sum of a mul of broadcasts  →  dot
///     Σᵢ Σⱼ x[i]·A[i,j]·y[j]                                 →  two of them
///
/// A factor is whatever the product has beside products; numbers among the factors go in front. Where every factor
/// has every axis and some axes stay, nothing is gained, and the sum stays as it is. The sums are taken in another
/// order; beyond that, values stay. Instructions that nothing uses any more go. Names, spans, inputs and outputs stay.
/// O(n), but for the factors of one product, of which it takes pairs.
[[nodiscard]] ir::Function contract_sums(ir::Function fn, std::size_t max_instructions);

}  // namespace adc::parser
