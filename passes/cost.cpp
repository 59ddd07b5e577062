#include "passes/cost.h"

namespace adc::passes {

std::uint64_t cost(const ir::Function& fn) {
  std::uint64_t sum = 0;
  for (const ir::Inst& inst : fn.insts()) sum += ir::info(inst.op).cost;
  return sum;
}

}  // namespace adc::passes
