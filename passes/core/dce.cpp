#include "passes/core/dce.h"

#include <algorithm>
#include <vector>

#include "ir/builder.h"
#include "passes/core/rebuild.h"

namespace adc::passes {

using ir::ValueId;

std::vector<bool> find_live(const ir::Function& fn) {
  std::vector<bool> live(fn.size());
  for (const ir::Output& output : fn.outputs()) live[ir::index(output.value)] = true;
  for (std::size_t i = fn.size(); i-- > 0;) {
    if (i < fn.params().size()) live[i] = true;
    if (!live[i]) continue;
    for (const ValueId operand : fn.operands(ir::value_id(i))) live[ir::index(operand)] = true;
  }
  return live;
}

ir::Function dce(ir::Function fn) {
  const std::vector<bool> live = find_live(fn);
  if (std::ranges::find(live, false) == live.end()) return fn;
  ir::Builder b(fn.name(), fn.float_type(), kNoLimit);
  b.reserve(fn.size());
  std::vector<ValueId> to(fn.size());
  std::vector<ValueId> operands;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (!live[i]) continue;
    operands.clear();
    for (const ValueId operand : fn.operands(ir::value_id(i))) operands.push_back(to[ir::index(operand)]);
    to[i] = b.clone(fn, ir::value_id(i), operands);
  }
  for (const ir::Output& output : fn.outputs()) b.output(to[ir::index(output.value)], output.name, output.role);
  for (const auto& [value, name] : fn.bindings()) {
    if (live[ir::index(value)]) b.bind(to[ir::index(value)], name);
  }
  return b.finish();
}

}  // namespace adc::passes
