// What is said of ops that only move elements.
#pragma once

#include "ir/op.h"

namespace adc::ir {

/// As `moves_elements`, and each of the operand's elements is among them.
[[nodiscard]] constexpr bool keeps_elements(Op op) {
  return op == Op::Broadcast || op == Op::Transpose || op == Op::Reshape;
}

/// Whether each element of the result is one of the operand's, the only one, and which does not depend on values.
[[nodiscard]] constexpr bool moves_elements(Op op) {
  return keeps_elements(op) || op == Op::Slice || op == Op::Reverse;
}

}  // namespace adc::ir
