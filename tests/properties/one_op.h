// Functions of one instruction, and the ops that have derivatives to test.
#pragma once

#include <string>
#include <vector>

#include "ir/builder.h"
#include "tests/support/samples.h"

namespace adc::tests {

/// An op with its immediate.
struct OneOp {
  ir::Op op;
  std::int64_t immediate;

  [[nodiscard]] std::string name() const {
    const ir::OpInfo& info = ir::info(op);
    return std::string(info.spelling) +
           (info.immediate == ir::Immediate::None ? "" : "[" + std::to_string(immediate) + "]");
  }
};

/// All ops of floats that give a float: what can be differentiated, if only to 0. `Select` and logic take booleans.
inline std::vector<OneOp> float_ops() {
  std::vector<OneOp> ops;
  for (const ir::Op op : ir::elementwise_ops()) {
    const ir::OpInfo& info = ir::info(op);
    const bool comparison = op == ir::Op::Lt || op == ir::Op::Le || op == ir::Op::Eq || op == ir::Op::Ne;
    if (info.arity == 0 || op == ir::Op::Diff || op == ir::Op::Select || comparison) continue;
    if (info.domain == ir::Domain::Boolean) continue;
    for (const std::int64_t immediate : immediates(op)) ops.push_back({op, immediate});
  }
  return ops;
}

/// The op of its operands; those by which it has no derivative stand behind `stop_gradient`.
inline ir::Function function_of(const OneOp& one) {
  ir::Builder builder("f");
  std::vector<ir::ValueId> operands;
  operands.reserve(ir::info(one.op).arity);
  for (int k = 0; k < ir::info(one.op).arity; ++k) operands.push_back(builder.param("x" + std::to_string(k)));
  for (std::size_t k = 0; k < operands.size(); ++k) {
    if (!ir::has_derivative(one.op, k)) operands[k] = builder.stop_gradient(operands[k]);
  }
  builder.output(builder.emit(one.op, operands, one.immediate));
  return builder.finish();
}

}  // namespace adc::tests
