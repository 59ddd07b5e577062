#include "kernel/types.h"

#include "ir/signature.h"

namespace adc::kernel {
namespace {

using ir::DType;

DType result_type(const Apply& apply, const std::vector<DType>& known, DType float_type) {
  std::array<ir::Type, ir::kMaxArity> types;
  std::array<const ir::Type*, ir::kMaxArity> operands{};
  for (std::size_t k = 0; k < apply.operands.size(); ++k) {
    types[k].dtype = known[apply.operands[k]];
    operands[k] = &types[k];
  }
  std::vector<std::int64_t> immediates;
  if (apply.immediate) immediates.push_back(*apply.immediate);
  return ir::infer_type(apply.op, {operands.data(), apply.operands.size()}, immediates, float_type).dtype;
}

}  // namespace

DType type_of(const Program& program, const Node& node, const std::vector<DType>& known) {
  const auto of_element = [&](ArrayId array) { return program.arrays[array].type.dtype; };
  return std::visit(
      Match{[](const Truth&) { return DType::Bool; }, [](const Inside&) { return DType::Bool; },
            [&](const Load& x) { return of_element(x.array); }, [&](const Gather& x) { return of_element(x.array); },
            [&](const Apply& x) { return result_type(x, known, program.float_type); },
            [&](const auto&) { return program.float_type; }},
      node);
}

std::vector<DType> types(const Program& program, const Region& region) {
  std::vector<DType> result;
  result.reserve(region.nodes.size());
  for (const Node& node : region.nodes) result.push_back(type_of(program, node, result));
  return result;
}

}  // namespace adc::kernel
