// Derivatives of tensors as matrix calculus writes them.
#pragma once

#include "ir/function.h"

namespace adc::passes {

/// `fn` in the language of matrices: products with the identity and masks that are true everywhere go, one vector
/// spread along rows against another along columns is an outer product, a vector on the diagonal is `diag(v)`, sums of
/// products with one vector are one product. For what people read: preserves the real value, rounding aside, and
/// inputs and outputs. Terminates; O(n · rules).
[[nodiscard]] ir::Function as_matrix_calculus(const ir::Function& fn);

}  // namespace adc::passes
