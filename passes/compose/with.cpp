#include "passes/compose/with.h"

#include <string>
#include <unordered_map>
#include <vector>

#include "passes/compose/append.h"
#include "passes/core/sharing_builder.h"
#include "passes/derive/expand_diff.h"

namespace adc::passes {
namespace {

using ir::ValueId;

ir::Function expanded(const ir::Function& fn, std::size_t max_instructions) {
  return is_expanded(fn) ? fn : expand_diff(fn, max_instructions);
}

}  // namespace

ir::Function with(const ir::Function& program, std::uint32_t input, const ir::Function& computing,
                  std::size_t max_instructions) {
  const ir::Function fn = expanded(program, max_instructions);
  const ir::Function inner = expanded(computing, max_instructions);
  SharingBuilder b(fn.name(), fn.float_type(), max_instructions);
  std::unordered_map<std::string, ValueId> inputs;
  std::vector<ValueId> outer_to(fn.size());
  std::vector<ValueId> inner_to(inner.size());
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    if (i == input) continue;
    const ir::Param& param = fn.params()[i];
    outer_to[i] = inputs[param.name] = b.param(param.name, param.kind, fn.type(ir::value_id(i)));
  }
  for (std::size_t i = 0; i < inner.params().size(); ++i) {
    const ir::Param& param = inner.params()[i];
    const auto known = inputs.find(param.name);
    inner_to[i] = known != inputs.end() ? known->second : b.param(param.name, param.kind, inner.type(ir::value_id(i)));
  }
  append(b, inner, inner_to, Spans::Drop);
  outer_to[input] = inner_to[ir::index(inner.outputs().front().value)];
  append(b, fn, outer_to, Spans::Keep);
  for (const ir::Output& output : fn.outputs()) b.output(outer_to[ir::index(output.value)], output.name, output.role);
  for (const auto& [value, name] : fn.bindings()) b.bind(outer_to[ir::index(value)], name);
  return b.finish();
}

}  // namespace adc::passes
