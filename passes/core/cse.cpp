#include "passes/core/cse.h"

#include "passes/core/rebuild.h"

namespace adc::passes {

ir::Function cse(const ir::Function& fn) {
  return rebuild(fn, kNoLimit, [&fn](SharingBuilder& b, ir::ValueId id, std::span<const ir::ValueId> operands) {
    return b.clone(fn, id, operands);
  });
}

}  // namespace adc::passes
