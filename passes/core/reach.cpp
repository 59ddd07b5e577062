#include <algorithm>

#include "passes/derive/sweep.h"

namespace adc::passes {

using ir::ValueId;

std::vector<ValueId> Reach::between(const ir::Function& fn, std::span<const ValueId> targets,
                                    std::span<const ValueId> roots, Tangents* known) {
  seen_.resize(fn.size(), 0);
  active_.resize(fn.size(), 0);
  ++round_;
  if (targets.empty()) return {};
  const ValueId floor = *std::ranges::min_element(targets);
  std::vector<ValueId> found;
  const auto visit = [&](ValueId value) {
    if (value < floor || seen_[ir::index(value)] == round_) return;
    seen_[ir::index(value)] = round_;
    if (known != nullptr && known->knows(value)) {
      if (!known->is_zero(value)) active_[ir::index(value)] = round_;
      return;
    }
    found.push_back(value);
  };
  std::ranges::for_each(roots, visit);
  const auto for_each_input = [&fn](ValueId value, const auto& action) {
    const std::span<const ValueId> operands = fn.operands(value);
    for (std::size_t k = 0; k < operands.size(); ++k) {
      if (is_differentiable(fn.op(value), k)) action(operands[k]);
    }
  };
  std::size_t next = 0;
  while (next < found.size()) for_each_input(found[next++], visit);  // `found` grows

  std::ranges::sort(found);
  for (const ValueId target : targets) active_[ir::index(target)] = round_;
  std::erase_if(found, [&](ValueId value) {
    for_each_input(value, [&](ValueId operand) {
      if (active_[ir::index(operand)] == round_) active_[ir::index(value)] = round_;
    });
    const bool inactive = active_[ir::index(value)] != round_;
    if (inactive && known != nullptr) known->seed(value, {});
    return inactive;
  });
  return found;
}

}  // namespace adc::passes
