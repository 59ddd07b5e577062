#include "ir/keep.h"

#include <cassert>
#include <utility>

#include "ir/function_access.h"

namespace adc::ir {
namespace {

using Access = FunctionAccess;

// In order of their first use. What has no tensors left is a function of scalars.
void keep_used_types(Function& fn) {
  constexpr TypeId kUnused{0xFFFFFFFFU};
  const std::vector<Type>& all = Access::types(fn);
  std::vector<TypeId> to(all.size(), kUnused);
  std::vector<Type> used;
  for (Inst& inst : Access::insts(fn)) {
    TypeId& type = to[static_cast<std::size_t>(inst.type)];
    if (type == kUnused) {
      type = static_cast<TypeId>(used.size());
      used.push_back(all[static_cast<std::size_t>(inst.type)]);
    }
    inst.type = type;
  }
  Access::types(fn) = std::move(used);
}

}  // namespace

void keep(Function& fn, const std::vector<bool>& kept) {
  assert(kept.size() == fn.size());
  std::vector<Inst>& insts = Access::insts(fn);
  std::vector<ValueId>& operands = Access::operand_pool(fn);
  std::vector<Span>& spans = Access::spans(fn);
  std::vector<ValueId> to(insts.size());
  std::size_t size = 0;
  std::uint32_t operand_count = 0;
  for (std::size_t i = 0; i < insts.size(); ++i) {
    if (!kept[i]) continue;
    Inst inst = insts[i];
    const std::uint32_t first = std::exchange(inst.first_operand, operand_count);
    for (std::uint32_t k = 0; k < inst.operand_count; ++k) operands[operand_count++] = to[index(operands[first + k])];
    to[i] = value_id(size);
    spans[size] = spans[i];
    insts[size++] = inst;
  }
  insts.resize(size);
  spans.resize(size);
  operands.resize(operand_count);
  for (Output& output : Access::outputs(fn)) output.value = to[index(output.value)];
  std::erase_if(Access::bindings(fn), [&](const auto& binding) { return !kept[index(binding.first)]; });
  for (auto& binding : Access::bindings(fn)) binding.first = to[index(binding.first)];
  if (Access::types(fn).size() > 1) keep_used_types(fn);
}

}  // namespace adc::ir
