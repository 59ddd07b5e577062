#include "kernel/region.h"

namespace adc::kernel {
namespace {

/// The loops whose turns an index moves with.
LoopSet moving(const Affine& index) {
  LoopSet result = 0;
  for (std::size_t l = 0; l < index.strides.size(); ++l) {
    if (index.strides[l] != 0) result |= LoopSet{1} << l;
  }
  return result;
}

}  // namespace

std::vector<LoopSet> variation(const Region& region) {
  const auto kept = static_cast<LoopSet>((std::uint64_t{1} << region.kept()) - 1);
  std::vector<LoopSet> result(region.nodes.size(), 0);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const Node& node = region.nodes[i];
    if (const Affine* const index = index_of(node)) result[i] = moving(*index);
    for_each_operand(node, [&](NodeId id) { result[i] |= result[id]; });
    if (std::holds_alternative<Fold>(node) || std::holds_alternative<Argmax>(node)) result[i] &= kept;
  }
  return result;
}

std::vector<bool> after_folds(const Region& region) {
  std::vector<bool> result(region.nodes.size(), false);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const Node& node = region.nodes[i];
    if (std::holds_alternative<Fold>(node) || std::holds_alternative<Argmax>(node)) result[i] = true;
    for_each_operand(node, [&](NodeId id) { result[i] = result[i] || result[id]; });
  }
  return result;
}

void remove_dead(Region& region) {
  std::vector<bool> is_live(region.nodes.size(), false);
  const auto mark = [&](NodeId id) { is_live[id] = true; };
  for (const Store& store : region.stores) for_each_operand_of_store(store, mark);
  for (std::size_t i = region.nodes.size(); i-- > 0;) {
    if (is_live[i]) for_each_operand(region.nodes[i], mark);
  }
  std::vector<NodeId> moved(region.nodes.size(), 0);
  const auto move = [&](NodeId& id) { id = moved[id]; };
  NodeId count = 0;
  for (std::size_t i = 0; i < region.nodes.size(); ++i) {
    if (!is_live[i]) continue;
    for_each_operand(region.nodes[i], move);
    moved[i] = count;
    if (count != i) region.nodes[count] = std::move(region.nodes[i]);
    ++count;
  }
  region.nodes.erase(region.nodes.begin() + count, region.nodes.end());
  for (Store& store : region.stores) for_each_operand_of_store(store, move);
}

}  // namespace adc::kernel
