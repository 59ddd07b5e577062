// Functions of the IR made for tests: one op each, and random ones.
#pragma once

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "ir/builder.h"

namespace adc::tests {

/// Values at which code goes wrong: zeros, infinities, nan, subnormals, the ends of the range, halves, integers.
inline const std::vector<double>& special_values() {
  using limits = std::numeric_limits<double>;
  static const std::vector<double> kValues = {
      0.0,  -0.0, 1.0,  -1.0, 0.5,  -0.5,  1.5,   -1.5, 2.0,  2.5,    -2.5,    3.0,   -3.0, 10.25,
      1e-9, 0.3,  -0.7, 0.99, 20.0, -40.0, 710.0, 1e22, -1e5, 1e-310, -4e-320, 1e308, 0x1.fffffffffffffp-2,
      limits::infinity(), -limits::infinity(), limits::quiet_NaN(), limits::min(), limits::max(), -limits::denorm_min()};
  return kValues;
}

/// Whether the operand of this place is a boolean.
inline bool wants_bool(ir::Op op, std::size_t operand) {
  return ir::info(op).domain == ir::Domain::Boolean || (op == ir::Op::Select && operand == 0);
}

/// Immediates that tests give to `op`; {0} if it takes none.
inline std::vector<std::int64_t> immediates(ir::Op op) {
  switch (ir::info(op).immediate) {
    case ir::Immediate::Exponent: return {0, 1, 2, 3, -1, -2, 7, -5, 40};
    case ir::Immediate::Order: return {0, 1, 2, 3, 9, 64};
    case ir::Immediate::None: break;
  }
  return {0};
}

/// Whether `op` computes something from operands.
inline bool is_computed(ir::Op op) { return op != ir::Op::Param && op != ir::Op::Const && op != ir::Op::Diff; }

/// The function of `op`'s operands that is `op`; a boolean operand is whether an input is below ½.
inline ir::Function function_of(ir::Op op, std::int64_t immediate, ir::DType float_type = ir::DType::F64) {
  ir::Builder b(std::string(ir::info(op).spelling), float_type);
  std::vector<ir::ValueId> operands;
  for (std::size_t i = 0; i < ir::info(op).arity; ++i) operands.push_back(b.param("x" + std::to_string(i)));
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (wants_bool(op, i)) operands[i] = b.lt(operands[i], b.ratio(1, 2));
  }
  b.output(b.emit(op, operands, immediate));
  return b.finish();
}

/// A function of `inputs` inputs and about `size` instructions, of all ops, with `outputs` outputs of all kinds. Mostly
/// near values are used, now and then far ones.
inline ir::Function random_function(std::mt19937_64& random, std::size_t inputs, std::size_t size, std::size_t outputs,
                                    ir::DType float_type = ir::DType::F64) {
  ir::Builder b("random", float_type, std::numeric_limits<std::size_t>::max());
  std::vector<ir::ValueId> floats;
  std::vector<ir::ValueId> bools;
  const auto below = [&](std::size_t n) { return random() % n; };
  const auto pick = [&](const std::vector<ir::ValueId>& from) {
    const std::size_t reach = below(16) == 0 ? from.size() : std::min<std::size_t>(from.size(), 24);
    return from[from.size() - 1 - below(reach)];
  };
  for (std::size_t i = 0; i < inputs; ++i) floats.push_back(b.param("x" + std::to_string(i)));
  bools.push_back(b.constant(ir::Constant::boolean(true)));
  bools.push_back(b.lt(floats[0], b.ratio(1, 3)));
  while (b.size() < size) {
    if (below(12) == 0) floats.push_back(b.ratio(static_cast<std::int64_t>(below(9)) - 4, 1 + static_cast<std::int64_t>(below(6))));
    const ir::Op op = ir::all_ops()[below(ir::kOpCount)];
    // Functions that shrink or keep their operand stay finite; the others are chosen less often.
    if (!is_computed(op) || (ir::info(op).cost > 4 && below(4) != 0)) continue;
    std::vector<ir::ValueId> operands;
    for (std::size_t i = 0; i < ir::info(op).arity; ++i) operands.push_back(pick(wants_bool(op, i) ? bools : floats));
    const std::vector<std::int64_t> choices = immediates(op);
    const ir::ValueId value = b.emit(op, operands, choices[below(choices.size())]);
    (b.function().type(value).dtype == ir::DType::Bool ? bools : floats).push_back(value);
    if (below(8) == 0) floats.push_back(b.sin(floats.back()));
    if (below(8) == 0) floats.push_back(b.cos(floats[floats.size() - 1 - below(2)]));
  }
  for (std::size_t i = 0; i < outputs; ++i) b.output(i % 5 == 4 ? bools[below(bools.size())] : floats[below(floats.size())]);
  b.output(floats.back());
  b.output(floats.front());
  b.output(bools.front());
  return b.finish();
}

/// A point of mostly moderate values and now and then special ones.
inline std::vector<double> random_point(std::mt19937_64& random, std::size_t inputs) {
  std::normal_distribution<double> normal(0.0, 2.0);
  std::vector<double> point;
  for (std::size_t i = 0; i < inputs; ++i) {
    point.push_back(random() % 8 == 0 ? special_values()[random() % special_values().size()] : normal(random));
  }
  return point;
}

}  // namespace adc::tests
