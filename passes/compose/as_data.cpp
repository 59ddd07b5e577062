#include "passes/compose/as_data.h"

#include <algorithm>

#include "passes/core/rebuild.h"

namespace adc::passes {

ir::Function as_data(const ir::Function& fn, std::span<const std::uint32_t> inputs) {
  return rebuild(fn, kNoLimit, [&](SharingBuilder& b, ir::ValueId id, std::span<const ir::ValueId> operands) {
    if (ir::index(id) >= fn.params().size()) return b.clone(fn, id, operands);
    const ir::Param& param = fn.params()[ir::index(id)];
    const bool is_data = std::ranges::find(inputs, static_cast<std::uint32_t>(ir::index(id))) != inputs.end();
    return b.param(param.name, is_data ? ir::ParamKind::Data : param.kind, fn.type(id));
  });
}

}  // namespace adc::passes
