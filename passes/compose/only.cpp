#include "passes/compose/only.h"

#include <vector>

#include "passes/compose/append.h"
#include "passes/core/dce.h"
#include "passes/core/rebuild.h"

namespace adc::passes {

ir::Function only(const ir::Function& fn, std::size_t output) {
  SharingBuilder b(fn.name(), fn.float_type(), kNoLimit);
  std::vector<ir::ValueId> to(fn.size());
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    const ir::Param& param = fn.params()[i];
    to[i] = b.param(param.name, param.kind, fn.type(ir::value_id(i)));
  }
  append(b, fn, to, Spans::Keep);
  const ir::Output& kept = fn.outputs()[output];
  b.output(to[ir::index(kept.value)], kept.name, kept.role);
  for (const auto& [value, name] : fn.bindings()) b.bind(to[ir::index(value)], name);
  return dce(b.finish());
}

}  // namespace adc::passes
