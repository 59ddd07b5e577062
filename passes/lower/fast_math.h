// Cheap forms for training.
#pragma once

#include "ir/function.h"

namespace adc::passes {

/// The legalised `fn` with derivatives of activations computed from the activations:
///     sech²(x) = 1 − tanh²(x)        σ(x)·σ(−x) = σ(x)·(1 − σ(x))
/// Their absolute error stays within some roundings of 1, but they lose all digits where they are small: the first is 0
/// from |x| = 19 on (f32: 9), the second from x = 37 on (f32: 17). Preserves inputs, outputs, bindings. O(n).
[[nodiscard]] ir::Function fast_math(const ir::Function& fn);

}  // namespace adc::passes
