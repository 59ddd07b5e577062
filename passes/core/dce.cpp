#include "passes/core/dce.h"

#include <algorithm>
#include <vector>

#include "ir/keep.h"

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
  if (std::ranges::find(live, false) != live.end()) ir::keep(fn, live);
  return fn;
}

}  // namespace adc::passes
