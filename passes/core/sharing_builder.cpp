#include "passes/core/sharing_builder.h"

#include <algorithm>
#include <bit>

#include "ir/watch.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

bool is_symmetric(Op op) { return ir::info(op).is(ir::kCommutative) && ir::info(op).arity == 2; }

}  // namespace

// The same for both orders of a commutative op's operands.
SharingBuilder::Key SharingBuilder::key_of(Op op, std::span<const ValueId> operands, ir::List immediates) {
  constexpr std::uint64_t kMultiplier = 0xD6E8FEB86659FD93U;
  std::uint64_t h = static_cast<std::uint64_t>(op) + 1;
  std::size_t last = 0;
  const auto mix = [&](std::size_t word) {
    h = (h ^ word) * kMultiplier;
    h ^= h >> 32U;
    last = std::max(last, word);
  };
  if (is_symmetric(op)) {
    const auto [low, high] = std::minmax({ir::index(operands[0]), ir::index(operands[1])});
    mix(low);
    mix(high);
  } else {
    for (const ValueId operand : operands) mix(ir::index(operand));
  }
  std::uint64_t rest = 0;
  for (const std::int64_t word : immediates) rest = (rest ^ static_cast<std::uint64_t>(word)) * kMultiplier;
  h = (h ^ rest) * kMultiplier;
  return {static_cast<std::uint32_t>(h >> 32U), static_cast<std::uint32_t>(last)};
}

// Where the i-th probe for a key looks: first near the place that belongs to the latest operand, so that instructions
// made one after the other lie side by side in memory; where many share that operand, anywhere, in steps of the key's
// own: whole stretches of neighbours are full.
SharingBuilder::Slot& SharingBuilder::at(const Key& key, std::size_t i) {
  constexpr std::size_t kNear = 8;
  const std::size_t step = (std::size_t{key.hash} >> 7U) | 1U;
  const std::size_t place = i < kNear ? 2 * std::size_t{key.last} + i : std::size_t{key.hash} + i * step;
  return slots_[place & (slots_.size() - 1)];
}

bool SharingBuilder::is(ValueId id, Op op, std::span<const ValueId> operands, ir::List immediates) const {
  const ir::Function& fn = function();
  if (fn.op(id) != op || !std::ranges::equal(fn.immediates(id), immediates)) return false;
  const std::span<const ValueId> others = fn.operands(id);
  if (std::ranges::equal(others, operands)) return true;
  return is_symmetric(op) && others[0] == operands[1] && others[1] == operands[0];
}

void SharingBuilder::reserve(std::size_t instructions) {
  if (instructions * 2 <= slots_.size()) return;
  builder_.reserve(instructions);
  std::vector<Slot> old(std::bit_ceil(std::max<std::size_t>(64, instructions * 2)));
  old.swap(slots_);
  const ir::Function& fn = function();
  for (const Slot& slot : old) {
    if (slot.entry == 0) continue;
    const ir::Op op = fn.op(ir::value_id(slot.entry - 1));
    const Key key = key_of(op, fn.operands(ir::value_id(slot.entry - 1)), {});
    std::size_t i = 0;
    while (at({slot.hash, key.last}, i).entry != 0) ++i;
    at({slot.hash, key.last}, i) = slot;
  }
}

std::size_t SharingBuilder::start_from(const ir::Function& source, std::size_t count) {
  reserve(count);
  builder_.start_from(source, count);
  const ir::Function& fn = function();
  for (std::size_t at = fn.params().size(); at < count; ++at) {
    const ValueId id = ir::value_id(at);
    const Op op = fn.op(id);
    if (fn.is_const(id) || op == Op::Copy) continue;
    const Key key = key_of(op, fn.operands(id), fn.immediates(id));
    std::size_t i = 0;
    for (; this->at(key, i).entry != 0; ++i) {
      const ValueId found = ir::value_id(this->at(key, i).entry - 1);
      if (this->at(key, i).hash != key.hash || !is(found, op, fn.operands(id), fn.immediates(id))) continue;
      builder_.truncate(at);
      return at;
    }
    this->at(key, i) = {key.hash, static_cast<std::uint32_t>(at) + 1};
    ++used_;
  }
  return count;
}

ValueId SharingBuilder::emit(Op op, std::span<const ValueId> operands, ir::List immediates) {
  if (op == Op::Copy) return builder_.emit(op, operands, immediates);
  if (used_ * 2 >= slots_.size()) reserve(2 * used_ + 1);
  const Key key = key_of(op, operands, immediates);
  std::size_t i = 0;
  for (; at(key, i).entry != 0; ++i) {
    const ValueId found = ir::value_id(at(key, i).entry - 1);
    if (at(key, i).hash != key.hash || !is(found, op, operands, immediates)) continue;
    ir::check_time();
    return found;
  }
  const ValueId id = builder_.emit(op, operands, immediates);
  at(key, i) = {key.hash, static_cast<std::uint32_t>(ir::index(id)) + 1};
  ++used_;
  return id;
}

ValueId SharingBuilder::clone(const ir::Function& source, ValueId id, std::span<const ValueId> operands) {
  const Op op = source.op(id);
  if (op == Op::Param || op == Op::Const) return builder_.clone(source, id, operands);
  builder_.set_span(source.span(id));
  return emit(op, operands, source.immediates(id));
}

}  // namespace adc::passes
