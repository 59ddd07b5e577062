#include "kernel/types.h"

#include "ir/signature.h"

namespace adc::kernel {
namespace {

using ir::DType;

DType result_type(const Apply& apply, const std::vector<DType>& known, DType float_type) {
  const Signature signature(apply, known);
  return ir::infer_type(apply.op, signature.operands(), signature.immediates, float_type).dtype;
}

}  // namespace

Signature::Signature(const Apply& apply, const std::vector<DType>& known) {
  types.reserve(apply.operands.size());
  for (const NodeId operand : apply.operands) types.push_back({known[operand], {}});
  if (apply.immediate) immediates.push_back(*apply.immediate);
}

std::vector<const ir::Type*> Signature::operands() const {
  std::vector<const ir::Type*> all;
  all.reserve(types.size());
  for (const ir::Type& type : types) all.push_back(&type);
  return all;
}

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
