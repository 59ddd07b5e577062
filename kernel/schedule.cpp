#include "kernel/schedule.h"

#include <algorithm>
#include <utility>

namespace adc::kernel {
namespace {

using ir::Op;
using ir::ValueId;

bool is_leaf(Op op) { return ir::info(op).op_class == ir::OpClass::Leaf; }

class Scheduler {
 public:
  explicit Scheduler(const ir::Function& fn) : fn_(fn) {}

  Schedule run() {
    index_outputs();
    mark_live();
    pair_sines();
    list_values();
    assign_slots();
    return std::move(result_);
  }

 private:
  void index_outputs() {
    result_.first_output.assign(fn_.size(), Schedule::kNone);
    for (std::uint32_t i = 0; i < fn_.outputs().size(); ++i) {
      const ValueId value = fn_.outputs()[i].value;
      std::uint32_t& first = result_.first_output[index(value)];
      if (first != Schedule::kNone || is_leaf(fn_.op(value))) result_.copies.push_back(i);
      first = std::min(first, i);
    }
  }

  void mark_live() {
    live_.assign(fn_.size(), false);
    for (std::size_t i = fn_.size(); i-- > 0;) {
      if (result_.first_output[i] != Schedule::kNone) live_[i] = true;
      if (!live_[i]) continue;
      for (const ValueId operand : fn_.operands(ir::value_id(i))) live_[index(operand)] = true;
    }
  }

  /// A live sine and a live cosine of one operand become partners.
  void pair_sines() {
    result_.partner.assign(fn_.size(), Schedule::kNone);
    std::vector<std::uint32_t> seen(fn_.size(), Schedule::kNone);  // per operand: its first sine or cosine
    for (std::uint32_t i = 0; i < fn_.size(); ++i) {
      const Op op = fn_.op(ir::value_id(i));
      if (!live_[i] || (op != Op::Sin && op != Op::Cos)) continue;
      std::uint32_t& first = seen[index(fn_.operands(ir::value_id(i))[0])];
      if (first == Schedule::kNone) {
        first = i;
      } else if (fn_.op(ir::value_id(first)) != op && result_.partner[first] == Schedule::kNone) {
        result_.partner[first] = i;
        result_.partner[i] = first;
      }
    }
  }

  void list_values() {
    chunk_of_.assign(fn_.size(), Schedule::kNone);
    for (std::uint32_t i = 0; i < fn_.size(); ++i) {
      if (!live_[i] || is_leaf(fn_.op(ir::value_id(i)))) continue;
      const std::uint32_t partner = result_.partner[i];
      if (partner < i) {
        chunk_of_[i] = chunk_of_[partner];
        continue;
      }
      chunk_of_[i] = static_cast<std::uint32_t>(result_.order.size() / kChunkValues);
      result_.order.push_back(ir::value_id(i));
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> last_uses() const {
    std::vector<std::uint32_t> last(fn_.size(), 0);
    for (const ValueId user : result_.order) {
      for (const ValueId operand : fn_.operands(user)) {
        last[index(operand)] = std::max(last[index(operand)], chunk_of_[index(user)]);
      }
    }
    return last;
  }

  void assign_slots() {
    result_.slot.assign(fn_.size(), Schedule::kNone);
    const std::vector<std::uint32_t> last_use = last_uses();
    std::vector<std::vector<std::uint32_t>> dying(result_.chunks());  // per chunk: slots that no later one reads
    std::vector<std::uint32_t> free;
    const auto assign = [&](std::uint32_t value, std::size_t chunk) {
      if (last_use[value] <= chunk) return;
      if (free.empty()) free.push_back(static_cast<std::uint32_t>(result_.slots++));
      result_.slot[value] = free.back();
      dying[last_use[value]].push_back(free.back());
      free.pop_back();
    };
    for (std::size_t chunk = 0; chunk < result_.chunks(); ++chunk) {
      for (const ValueId value : result_.chunk(chunk)) {
        assign(static_cast<std::uint32_t>(index(value)), chunk);
        const std::uint32_t partner = result_.partner[index(value)];
        if (partner != Schedule::kNone) assign(partner, chunk);
      }
      free.insert(free.end(), dying[chunk].begin(), dying[chunk].end());
    }
  }

  const ir::Function& fn_;
  Schedule result_;
  std::vector<bool> live_;
  std::vector<std::uint32_t> chunk_of_;
};

}  // namespace

std::span<const ValueId> Schedule::chunk(std::size_t index) const {
  const std::size_t begin = index * kChunkValues;
  return std::span(order).subspan(begin, std::min(kChunkValues, order.size() - begin));
}

std::span<const std::uint32_t> Schedule::copies_from(std::size_t begin) const {
  return std::span(copies).subspan(begin, std::min(kChunkCopies, copies.size() - begin));
}

Schedule schedule(const ir::Function& fn) { return Scheduler(fn).run(); }

}  // namespace adc::kernel
