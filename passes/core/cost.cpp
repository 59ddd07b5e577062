#include "passes/core/cost.h"

#include <algorithm>
#include <vector>

#include "passes/core/dce.h"

namespace adc::passes {

namespace {

std::uint64_t elements(const ir::Shape& shape) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(shape.elements(), 1));
}

}  // namespace

std::uint64_t products(const ir::Function& fn, ir::ValueId id) {
  if (fn.op(id) != ir::Op::Dot) return 0;
  const ir::Shape& x = fn.shape(fn.operands(id)[0]);
  std::uint64_t count = elements(fn.shape(id));
  for (const std::int64_t axis : fn.list(id, 2)) {
    count *= static_cast<std::uint64_t>(std::max<std::int64_t>(x[static_cast<std::size_t>(axis)], 1));
  }
  return count;
}

namespace {

std::uint64_t cost_of(const ir::Function& fn, ir::ValueId id) {
  std::uint64_t count = elements(fn.shape(id));
  for (const ir::ValueId operand : fn.operands(id)) count = std::max(count, elements(fn.shape(operand)));
  return ir::info(fn.op(id)).cost * std::max(products(fn, id), fn.op(id) == ir::Op::Dot ? 0 : count);
}

}  // namespace

std::uint64_t cost(const ir::Function& fn) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < fn.size(); ++i) sum += cost_of(fn, ir::value_id(i));
  return sum;
}

std::uint64_t live_cost(const ir::Function& fn) {
  const std::vector<bool> live = find_live(fn);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < fn.size(); ++i) sum += live[i] ? cost_of(fn, ir::value_id(i)) : 0;
  return sum;
}

}  // namespace adc::passes
