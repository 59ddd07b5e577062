#include "kernel/loops.h"

#include <algorithm>
#include <bit>

namespace adc::kernel {
namespace {

using Strides = std::vector<std::int64_t>;

void remove_loop(Region& region, std::size_t loop) {
  const auto at = static_cast<std::ptrdiff_t>(loop);
  for_each_index(region, [&](Affine& index) { index.strides.erase(index.strides.begin() + at); });
  region.loops.erase(region.loops.begin() + at);
}

void drop_single_turns(Region& region) {
  for (std::size_t l = region.loops.size(); l-- > 0;) {
    if (region.loops[l].extent == 1 && !region.loops[l].is_of_rows) remove_loop(region, l);
  }
}

/// The fold of one term is the term.
void drop_single_terms(Region& region) {
  if (region.kept() < region.loops.size()) return;
  std::vector<NodeId> same(region.nodes.size());
  const auto follow = [&](NodeId& id) { id = same[id]; };
  for (NodeId id = 0; id < region.nodes.size(); ++id) {
    for_each_operand(region.nodes[id], follow);
    const auto* const fold = std::get_if<Fold>(&region.nodes[id]);
    same[id] = fold == nullptr ? id : fold->term;
  }
  for (Store& store : region.stores) for_each_operand_of_store(store, follow);
  remove_dead(region);
}

// Loop l + 1 walks through what loop l does in one turn. The turns of loops over rows are no number.
bool can_merge(const Region& region, std::size_t l) {
  if (region.loops[l].role != region.loops[l + 1].role) return false;
  if (region.loops[l].is_of_rows || region.loops[l + 1].is_of_rows) return false;
  bool result = true;
  for_each_index(region, [&](const Affine& index) {
    if (index.strides[l] != index.strides[l + 1] * region.loops[l + 1].extent) result = false;
  });
  return result;
}

void merge(Region& region) {
  for (std::size_t l = region.loops.size(); l-- > 1;) {
    if (!can_merge(region, l - 1)) continue;
    region.loops[l].extent *= region.loops[l - 1].extent;
    remove_loop(region, l - 1);
  }
}

void move_loop(Region& region, std::size_t from, std::size_t to) {
  const auto rotate = [&](auto& list) {
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(from);
    std::rotate(first, first + 1, list.begin() + static_cast<std::ptrdiff_t>(to) + 1);
  };
  for_each_index(region, [&](Affine& index) { rotate(index.strides); });
  rotate(region.loops);
}

// How well elements lie for many turns of a loop at once.
int fit(std::int64_t stride) { return stride == 0 ? 1 : stride == 1 ? 3 : stride == -1 ? 2 : -6; }

int fit(const Region& region, std::size_t loop) {
  int result = 0;
  for (const Node& node : region.nodes) {
    if (array_read(node)) result += fit(index_of(node)->strides[loop]);
  }
  if (region.loops[loop].role == Loop::Role::Reduced) return result;
  for (const Store& store : region.stores) {
    result += 2 * std::visit([&](const auto& to) { return fit(to.index.strides[loop]); }, store);
  }
  return result;
}

/// Whether turns of a loop may be done in another order, or at once.
bool is_free(const Region& region) {
  const auto is_argmax = [](const Node& node) { return std::holds_alternative<Argmax>(node); };
  const auto is_sequential = [](const Loop& loop) { return loop.role == Loop::Role::Sequential; };
  return std::ranges::none_of(region.nodes, is_argmax) && std::ranges::none_of(region.loops, is_sequential);
}

void deal_out(Region& region, std::int64_t lanes) {
  for (Node& node : region.nodes) {
    if (auto* const fold = std::get_if<Fold>(&node)) fold->order.lanes = lanes;
  }
}

void choose_last(Region& region, std::size_t float_bytes) {
  if (region.loops.empty() || !is_free(region)) return;
  std::size_t best = 0;
  for (std::size_t l = 1; l < region.loops.size(); ++l) {
    if (fit(region, l) >= fit(region, best)) best = l;
  }
  const Loop::Role role = region.loops[best].role;
  std::size_t last = best;
  while (last + 1 < region.loops.size() && region.loops[last + 1].role == role) ++last;
  move_loop(region, best, last);
  if (role != Loop::Role::Reduced) return;
  deal_out(region, lanes_of_fold(region.loops[last].extent, float_bytes));
}

}  // namespace

std::int64_t lanes_of_fold(std::int64_t turns, std::size_t float_bytes) {
  const std::int64_t most = kLaneBytes / static_cast<std::int64_t>(float_bytes);
  return std::min(most, static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(turns))));
}

void arrange_loops(Region& region, std::size_t float_bytes) {
  drop_single_turns(region);
  drop_single_terms(region);
  merge(region);
  choose_last(region, float_bytes);
}

}  // namespace adc::kernel
