#include "passes/sharing_builder.h"

#include <algorithm>

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

bool has_immediate(Op op) { return ir::info(op).immediate != ir::Immediate::None; }

bool is_symmetric(Op op) { return ir::info(op).is(ir::kCommutative) && ir::info(op).arity == 2; }

// The same for both orders of a commutative op's operands.
std::size_t hash(Op op, std::span<const ValueId> operands, std::int64_t immediate) {
  constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15U;
  std::uint64_t h = (static_cast<std::uint64_t>(op) + 1) * kMultiplier + static_cast<std::uint64_t>(immediate);
  const auto mix = [&h](std::uint64_t word) { h = (h ^ (h >> 29U) ^ word) * kMultiplier; };
  if (is_symmetric(op)) {
    const auto [low, high] = std::minmax({ir::index(operands[0]), ir::index(operands[1])});
    mix(low);
    mix(high);
  } else {
    for (const ValueId operand : operands) mix(ir::index(operand));
  }
  return h ^ (h >> 32U);
}

}  // namespace

bool SharingBuilder::is(ValueId id, Op op, std::span<const ValueId> operands, std::int64_t immediate) const {
  const ir::Function& fn = function();
  if (fn.op(id) != op || (has_immediate(op) && fn.immediate(id) != immediate)) return false;
  const std::span<const ValueId> others = fn.operands(id);
  if (std::ranges::equal(others, operands)) return true;
  return is_symmetric(op) && others[0] == operands[1] && others[1] == operands[0];
}

void SharingBuilder::grow() {
  if (used_ * 2 < slots_.size()) return;
  std::vector<std::uint32_t> old(std::max<std::size_t>(64, slots_.size() * 2), 0);
  old.swap(slots_);
  const ir::Function& fn = function();
  for (const std::uint32_t entry : old) {
    if (entry == 0) continue;
    const ValueId id = ir::value_id(entry - 1);
    std::size_t slot = hash(fn.op(id), fn.operands(id), has_immediate(fn.op(id)) ? fn.immediate(id) : 0);
    while (slots_[slot % slots_.size()] != 0) ++slot;
    slots_[slot % slots_.size()] = entry;
  }
}

ValueId SharingBuilder::emit(Op op, std::span<const ValueId> operands, std::int64_t immediate) {
  if (op == Op::Copy) return builder_.emit(op, operands, immediate);
  grow();
  std::size_t slot = hash(op, operands, immediate);
  for (;; ++slot) {
    std::uint32_t& entry = slots_[slot % slots_.size()];
    if (entry == 0) {
      const ValueId id = builder_.emit(op, operands, immediate);
      entry = static_cast<std::uint32_t>(ir::index(id)) + 1;
      ++used_;
      return id;
    }
    if (is(ir::value_id(entry - 1), op, operands, immediate)) return ir::value_id(entry - 1);
  }
}

ValueId SharingBuilder::clone(const ir::Function& source, ValueId id, std::span<const ValueId> operands) {
  const Op op = source.op(id);
  if (op == Op::Param || op == Op::Const) return builder_.clone(source, id, operands);
  builder_.set_span(source.span(id));
  return emit(op, operands, has_immediate(op) ? source.immediate(id) : 0);
}

}  // namespace adc::passes
