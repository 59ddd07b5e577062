#include "passes/lower/with_float_type.h"

#include "passes/core/rebuild.h"

namespace adc::passes {

ir::Function with_float_type(const ir::Function& fn, ir::DType float_type) {
  return rebuild(
      fn, kNoLimit,
      [&fn, float_type](SharingBuilder& b, ir::ValueId id, std::span<const ir::ValueId> operands) {
        if (ir::index(id) >= fn.params().size()) return b.clone(fn, id, operands);
        const ir::Param& param = fn.params()[ir::index(id)];
        return b.param(param.name, param.kind, {float_type, fn.shape(id)});
      },
      float_type);
}

}  // namespace adc::passes
