// Functions for comparing ways to compute: one op each, and large ones.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "ir/builder.h"
#include "tests/support/samples.h"

namespace adc::tests {

/// Whether the operand of this place is a boolean.
inline bool wants_bool(ir::Op op, std::size_t operand) {
  return ir::info(op).domain == ir::Domain::Boolean || (op == ir::Op::Select && operand == 0);
}

/// Whether `op` computes something from operands.
inline bool is_computed(ir::Op op) { return op != ir::Op::Param && op != ir::Op::Const && op != ir::Op::Diff; }

/// The function of `op`'s operands that is `op`; a boolean operand is whether an input is not 0.
inline ir::Function function_of(ir::Op op, std::int64_t immediate, ir::DType float_type = ir::DType::F64) {
  ir::Builder b(std::string(ir::info(op).spelling), float_type);
  std::vector<ir::ValueId> operands;
  operands.reserve(ir::info(op).arity);
  for (std::size_t i = 0; i < ir::info(op).arity; ++i) operands.push_back(b.param("x" + std::to_string(i)));
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (wants_bool(op, i)) operands[i] = b.ne(operands[i], b.integer(0));
  }
  b.output(b.emit(op, operands, immediate));
  return b.finish();
}

/// A function of `inputs` inputs and about `size` instructions of all ops, with `outputs` outputs and three more that
/// are its last value, an input and a constant. Like those of real programs its operands are mostly near, now and then
/// far.
inline ir::Function large_function(std::mt19937_64& random, std::size_t inputs, std::size_t size, std::size_t outputs,
                                   ir::DType float_type = ir::DType::F64) {
  ir::Builder b("large", float_type, std::numeric_limits<std::size_t>::max());
  std::vector<ir::ValueId> floats;
  floats.reserve(size);
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
    if (below(12) == 0) floats.push_back(b.ratio(static_cast<std::int64_t>(below(9)) - 4, 1 + below(6)));
    const ir::Op op = ir::elementwise_ops()[below(ir::elementwise_ops().size())];
    // Costly functions overflow soon; they are chosen less often.
    if (!is_computed(op) || (ir::info(op).cost > 4 && below(4) != 0)) continue;
    std::vector<ir::ValueId> operands;
    operands.reserve(ir::info(op).arity);
    for (std::size_t i = 0; i < ir::info(op).arity; ++i) operands.push_back(pick(wants_bool(op, i) ? bools : floats));
    const std::vector<std::int64_t> choices = immediates(op);
    const ir::ValueId value = b.emit(op, operands, choices[below(choices.size())]);
    (b.function().type(value).dtype == ir::DType::Bool ? bools : floats).push_back(value);
    if (below(8) == 0) floats.push_back(b.sin(floats.back()));
    if (below(8) == 0) floats.push_back(b.cos(floats[floats.size() - 1 - below(2)]));
  }
  for (std::size_t i = 0; i < outputs; ++i)
    b.output(i % 5 == 4 ? bools[below(bools.size())] : floats[below(floats.size())]);
  for (const ir::ValueId value : {floats.back(), floats.front(), bools.front()}) b.output(value);
  return b.finish();
}

/// A point of mostly moderate values and now and then special ones.
inline Point random_point(std::mt19937_64& random, std::size_t inputs) {
  static const std::vector<double> kSpecial = special_values();
  std::normal_distribution<double> normal(0.0, 2.0);
  Point point;
  point.reserve(inputs);
  for (std::size_t i = 0; i < inputs; ++i) {
    point.push_back(random() % 8 == 0 ? kSpecial[random() % kSpecial.size()] : normal(random));
  }
  return point;
}

/// Points for `op`: of ordinary size, of every magnitude, special ones and random ones.
inline std::vector<Point> all_points(ir::Op op) {
  std::vector<Point> result = points(op);
  for (const std::vector<Point>& more : {extreme_points(op), special_points(op)}) {
    result.insert(result.end(), more.begin(), more.end());
  }
  std::mt19937_64 random(static_cast<std::uint64_t>(op));
  for (int i = 0; i < 300; ++i) result.push_back(random_point(random, ir::info(op).arity));
  return result;
}

}  // namespace adc::tests
