// Common subexpression elimination.
#pragma once

#include "ir/function.h"

namespace adc::passes {

/// `fn` with each distinct value computed once. Two values are the same when op, immediate, operands (unordered if
/// commutative) and constant *bits* agree, so +0.0 and −0.0 stay distinct. `Copy` keeps its identity.
/// Preserves every result bit but NaN payloads, and the order of inputs and outputs. O(n).
[[nodiscard]] ir::Function cse(const ir::Function& fn);

}  // namespace adc::passes
