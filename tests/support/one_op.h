// Functions of one instruction, and their values.
#pragma once

#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "tests/support/samples.h"

namespace adc::tests {

/// Whether the op has a value by itself: leaves and `Diff` have none.
inline bool is_computed(ir::Op op) { return ir::info(op).arity > 0 && op != ir::Op::Diff; }

/// Whether operand `k` of `op` is a truth value.
inline bool is_boolean_operand(ir::Op op, std::size_t k) {
  return ir::info(op).domain == ir::Domain::Boolean || (op == ir::Op::Select && k == 0);
}

/// A function of one instruction of `op`, whose operands are the parameters "x", "xx", "xxx"; those by which it has no
/// derivative stand behind `stop_gradient`.
inline ir::Function one_op(ir::Op op, std::int64_t immediate = 0, ir::DType float_type = ir::DType::F64) {
  ir::Builder b("f", float_type);
  std::vector<ir::ValueId> operands;
  for (std::size_t k = 0; k < ir::info(op).arity; ++k) {
    const ir::DType dtype = is_boolean_operand(op, k) ? ir::DType::Bool : float_type;
    operands.push_back(b.param(std::string(k + 1, 'x'), ir::ParamKind::Param, {dtype, {}}));
  }
  for (std::size_t k = 0; k < operands.size(); ++k) {
    if (!ir::has_derivative(op, k)) operands[k] = b.stop_gradient(operands[k]);
  }
  b.output(b.emit(op, operands, immediate));
  return b.finish();
}

/// The interpreter's value of `op` at `point`.
inline double evaluate_op(ir::Op op, const Point& point, std::int64_t immediate = 0) {
  double y = 0;
  ir::interpret(one_op(op, immediate), point, {&y, 1});
  return y;
}

/// Equal bits; all nans count as equal.
inline bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace adc::tests
