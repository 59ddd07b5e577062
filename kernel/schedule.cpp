#include "kernel/schedule.h"

#include <algorithm>
#include <utility>

namespace adc::kernel {
namespace {

using ir::Op;

/// The op that a node applies, or null.
const Apply* applied(const Node& node) { return std::get_if<Apply>(&node); }

class Scheduler {
 public:
  explicit Scheduler(const Region& region) : region_(region) {}

  Schedule run() {
    index_stores();
    pair_sines();
    list_nodes();
    assign_slots();
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::size_t size() const { return region_.nodes.size(); }

  void index_stores() {
    result_.first_store.assign(size(), Schedule::kNone);
    for (std::uint32_t i = 0; i < region_.stores.size(); ++i) {
      const NodeId node = std::get<Set>(region_.stores[i]).value;
      std::uint32_t& first = result_.first_store[node];
      if (first != Schedule::kNone || applied(region_.nodes[node]) == nullptr) result_.copies.push_back(i);
      first = std::min(first, i);
    }
  }

  /// A sine and a cosine of one operand become partners.
  void pair_sines() {
    result_.partner.assign(size(), Schedule::kNone);
    std::vector<NodeId> seen(size(), Schedule::kNone);  // per operand: its first sine or cosine
    for (NodeId i = 0; i < size(); ++i) {
      const Apply* const apply = applied(region_.nodes[i]);
      if (apply == nullptr || (apply->op != Op::Sin && apply->op != Op::Cos)) continue;
      NodeId& first = seen[apply->operands[0]];
      if (first == Schedule::kNone) {
        first = i;
      } else if (applied(region_.nodes[first])->op != apply->op && result_.partner[first] == Schedule::kNone) {
        result_.partner[first] = i;
        result_.partner[i] = first;
      }
    }
  }

  void list_nodes() {
    chunk_of_.assign(size(), Schedule::kNone);
    for (NodeId i = 0; i < size(); ++i) {
      if (applied(region_.nodes[i]) == nullptr) continue;
      const NodeId partner = result_.partner[i];
      if (partner < i) {
        chunk_of_[i] = chunk_of_[partner];
        continue;
      }
      chunk_of_[i] = static_cast<std::uint32_t>(result_.order.size() / kChunkValues);
      result_.order.push_back(i);
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> last_uses() const {
    std::vector<std::uint32_t> last(size(), 0);
    for (const NodeId user : result_.order) {
      for (const NodeId operand : applied(region_.nodes[user])->operands) {
        last[operand] = std::max(last[operand], chunk_of_[user]);
      }
    }
    return last;
  }

  void assign_slots() {
    result_.slot.assign(size(), Schedule::kNone);
    const std::vector<std::uint32_t> last_use = last_uses();
    std::vector<std::vector<std::uint32_t>> dying(result_.chunks());  // per chunk: slots that no later one reads
    std::vector<std::uint32_t> free;
    const auto assign = [&](NodeId value, std::size_t chunk) {
      if (last_use[value] <= chunk) return;
      if (free.empty()) free.push_back(static_cast<std::uint32_t>(result_.slots++));
      result_.slot[value] = free.back();
      dying[last_use[value]].push_back(free.back());
      free.pop_back();
    };
    for (std::size_t chunk = 0; chunk < result_.chunks(); ++chunk) {
      for (const NodeId node : result_.chunk(chunk)) {
        assign(node, chunk);
        const NodeId partner = result_.partner[node];
        if (partner != Schedule::kNone) assign(partner, chunk);
      }
      free.insert(free.end(), dying[chunk].begin(), dying[chunk].end());
    }
  }

  const Region& region_;
  Schedule result_;
  std::vector<std::uint32_t> chunk_of_;
};

}  // namespace

std::span<const NodeId> Schedule::chunk(std::size_t index) const {
  const std::size_t begin = index * kChunkValues;
  return std::span(order).subspan(begin, std::min(kChunkValues, order.size() - begin));
}

std::span<const std::uint32_t> Schedule::copies_from(std::size_t begin) const {
  return std::span(copies).subspan(begin, std::min(kChunkCopies, copies.size() - begin));
}

Schedule schedule(const Region& region) { return Scheduler(region).run(); }

}  // namespace adc::kernel
