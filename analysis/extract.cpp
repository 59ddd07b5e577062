#include "analysis/extract.h"

#include <algorithm>
#include <unordered_set>

#include "ir/builder.h"

namespace adc::analysis {
namespace {

using ir::index;
using ir::ValueId;

/// What a computation consists of: the named values that it starts from, and those between them and the result.
struct Part {
  std::vector<ValueId> inputs;
  std::vector<ValueId> inner;  ///< ascending
};

Part collect(const ir::Function& fn, ValueId result, const ValueNames& names) {
  Part part;
  std::unordered_set<std::size_t> seen;
  std::vector<ValueId> pending{result};
  while (!pending.empty()) {
    const ValueId id = pending.back();
    pending.pop_back();
    if (!seen.insert(index(id)).second) continue;
    if (names.contains(index(id)) && (id != result || fn.op(id) == ir::Op::Param)) {
      part.inputs.push_back(id);
      continue;
    }
    part.inner.push_back(id);
    const auto operands = fn.operands(id);
    pending.insert(pending.end(), operands.rbegin(), operands.rend());  // so that the first is met first
  }
  std::ranges::sort(part.inner);
  return part;
}

bool has_derivative(const ir::Function& fn, ValueId id) {
  if (fn.type(id).dtype == ir::DType::Bool) return false;
  return fn.op(id) != ir::Op::Param || fn.params()[index(id)].kind == ir::ParamKind::Param;
}

}  // namespace

Extracted extract(const ir::Function& fn, ValueId result, const ValueNames& names) {
  Part part = collect(fn, result, names);
  ir::Builder builder(fn.name(), fn.float_type());
  std::unordered_map<std::size_t, ValueId> copies;
  const bool is_bool = fn.type(result).dtype == ir::DType::Bool;
  for (const ValueId id : part.inputs) {
    const ir::ParamKind kind = !is_bool && has_derivative(fn, id) ? ir::ParamKind::Param : ir::ParamKind::Data;
    copies.emplace(index(id), builder.param(names.at(index(id)), kind, fn.type(id)));
  }
  std::vector<ValueId> operands;
  for (const ValueId id : part.inner) {
    operands.clear();
    for (const ValueId operand : fn.operands(id)) operands.push_back(copies.at(index(operand)));
    copies.emplace(index(id), builder.clone(fn, id, operands));
  }
  builder.output(copies.at(index(result)));
  return {builder.finish(), std::move(part.inputs)};
}

ir::Function keep_output(const ir::Function& fn, std::size_t output) {
  const ir::Output& kept = fn.outputs()[output];
  std::vector<bool> needed(fn.size(), false);
  needed[index(kept.value)] = true;
  for (std::size_t i = fn.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (const ValueId operand : fn.operands(ir::value_id(i))) needed[index(operand)] = true;
  }
  ir::Builder builder(fn.name(), fn.float_type());
  std::vector<ValueId> copies = ir::copy_params(fn, builder);
  copies.resize(fn.size());
  std::vector<ValueId> operands;
  for (std::size_t i = fn.params().size(); i < fn.size(); ++i) {
    if (!needed[i]) continue;
    operands.clear();
    for (const ValueId operand : fn.operands(ir::value_id(i))) operands.push_back(copies[index(operand)]);
    copies[i] = builder.clone(fn, ir::value_id(i), operands);
  }
  builder.output(copies[index(kept.value)], kept.name, kept.role);
  return builder.finish();
}

}  // namespace adc::analysis
