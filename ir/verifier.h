// The invariants of the IR.
#pragma once

#include <string>
#include <vector>

#include "ir/function.h"

namespace adc::ir {

/// Returns what is wrong with `fn`, a line each; empty if nothing is. The invariants:
///  1. The first instructions are the parameters, one per entry of `params()`, in order; no other is a Param.
///  2. Each operand is an earlier value; the number of operands is the op's arity.
///  3. Each instruction's type is what `infer_type` gives; operands have the dtypes and shapes that the op wants.
///  4. Payloads index an existing parameter, constant or immediate; Order is 0 … kMaxPolygammaOrder.
///  5. A constant is scalar; it is Bool exactly if its kind is Bool; equal constants are one instruction.
///  6. There is at least one output, and each is an existing value. Parameter names are unique and not empty.
///  7. `float_type()` is F64 or F32, and no value has the other.
/// O(n).
[[nodiscard]] std::vector<std::string> verify(const Function& fn);

}  // namespace adc::ir
