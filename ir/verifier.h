// The invariants of the IR.
#pragma once

#include <string>
#include <vector>

#include "ir/function.h"

namespace adc::ir {

/// Returns what is wrong with `fn`, a line each, the first hundred; empty if nothing is. The invariants:
///  1. The first instructions are the parameters, one per entry of `params()`, in order; no other is a Param.
///  2. Each operand is an earlier value; the number of operands is the op's arity.
///  3. Each instruction's type is what `infer_type` gives; operands have the dtypes and shapes that the op wants
///     (`type_error`, ir/signature.h).
///  4. Payloads index an existing parameter, constant or run of immediates, which are legal (`are_legal_immediates`).
///  5. A constant is scalar; it is Bool exactly if its kind is Bool; equal constants are one instruction.
///  6. There is at least one output, and each is an existing value, as is each binding. Parameter names are unique and
///     not empty. Each instruction has a span.
///  7. `float_type()` is F64 or F32, and no type is the other. Extents are not negative, and a tensor has at most
///     kMaxElements elements. A Float constant of an F32 function is a float.
/// O(n). Any bits are safe to verify.
[[nodiscard]] std::vector<std::string> verify(const Function& fn);

}  // namespace adc::ir
