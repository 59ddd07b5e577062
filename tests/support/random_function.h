// Random functions of scalars, for round trips and properties of passes.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "ir/builder.h"
#include "tests/support/samples.h"

namespace adc::tests {

/// A function of `parameters` floats, `size` random instructions (not `Diff`) and two or three outputs; the same for
/// the same `seed`. Its constants are of every kind unless `exact_only`.
inline ir::Function random_function(std::uint64_t seed, std::size_t size = 40, std::size_t parameters = 3,
                                    ir::DType float_type = ir::DType::F64, bool exact_only = false) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  ir::Builder b("f" + std::to_string(seed), float_type);
  std::vector<ir::ValueId> floats;
  std::vector<ir::ValueId> booleans;
  for (std::size_t i = 0; i < parameters; ++i) {
    std::string name = "x₀";
    name += std::to_string(i);
    floats.push_back(b.param(name, below(4) == 0 ? ir::ParamKind::Data : ir::ParamKind::Param));
  }
  const auto number = [&] {
    switch (below(exact_only ? 4 : 6)) {
      case 0: return ir::Constant::pi();
      case 1: return ir::Constant::e();
      case 2: return ir::Constant::rational(ir::Rational(static_cast<std::int64_t>(below(9)) - 4));
      case 3:
        return ir::Constant::rational(
            ir::Rational::ratio(static_cast<std::int64_t>(random() >> 2), 1 + static_cast<std::int64_t>(below(999))));
      case 4: return ir::Constant::floating(static_cast<float>(special_values()[below(13)]));
      default: return ir::Constant::floating(static_cast<float>(std::ldexp(static_cast<double>(random()), -64)));
    }
  };
  floats.push_back(b.constant(number()));
  booleans.push_back(b.constant(ir::Constant::boolean(below(2) == 0)));
  const auto operand = [&](ir::Op op, std::size_t k) {
    const bool boolean = ir::info(op).domain == ir::Domain::Boolean || (op == ir::Op::Select && k == 0);
    const std::vector<ir::ValueId>& pool = boolean ? booleans : floats;
    return pool[below(pool.size())];
  };
  while (b.size() < size) {
    const ir::Op op = ir::elementwise_ops()[below(ir::elementwise_ops().size())];
    if (op == ir::Op::Diff || op == ir::Op::Param) continue;
    if (op == ir::Op::Const) {
      floats.push_back(b.constant(number()));
      continue;
    }
    std::vector<ir::ValueId> operands;
    operands.reserve(ir::info(op).arity);
    for (std::size_t k = 0; k < ir::info(op).arity; ++k) operands.push_back(operand(op, k));
    const std::vector<std::int64_t> integers = immediates(op);
    const ir::ValueId value = b.emit(op, operands, integers[below(integers.size())]);
    const bool boolean = b.function().type(value).dtype == ir::DType::Bool;
    (boolean ? booleans : floats).push_back(value);
  }
  b.output(floats.back());
  b.output(booleans.back(), "is \"it\"?\n");
  if (below(2) == 0) b.output(floats[below(floats.size())], "d.x₀");
  return b.finish();
}

}  // namespace adc::tests
