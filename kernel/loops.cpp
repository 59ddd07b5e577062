#include "kernel/loops.h"

#include <algorithm>

namespace adc::kernel {
namespace {

template <typename Visit>
void for_each_index(Kernel& kernel, Visit visit) {
  for (Node& node : kernel.nodes) {
    if (!node.index.strides.empty()) visit(node.index.strides);
  }
  for (Kernel::Result& result : kernel.results) visit(result.index.strides);
}

void remove_loop(Kernel& kernel, std::size_t loop) {
  const auto at = static_cast<std::ptrdiff_t>(loop);
  for_each_index(kernel, [&](std::vector<std::int64_t>& strides) { strides.erase(strides.begin() + at); });
  kernel.loops.erase(kernel.loops.begin() + at);
}

void drop_single_turns(Kernel& kernel) {
  for (std::size_t l = kernel.loops.size(); l-- > 0;) {
    if (kernel.loops[l].extent == 1) remove_loop(kernel, l);
  }
}

// Loop l + 1 walks through what loop l does in one turn.
bool can_merge(Kernel& kernel, std::size_t l) {
  if (kernel.loops[l].is_reduced != kernel.loops[l + 1].is_reduced) return false;
  bool result = true;
  for_each_index(kernel, [&](const std::vector<std::int64_t>& strides) {
    if (strides[l] != strides[l + 1] * kernel.loops[l + 1].extent) result = false;
  });
  return result;
}

void merge(Kernel& kernel) {
  for (std::size_t l = kernel.loops.size(); l-- > 1;) {
    if (!can_merge(kernel, l - 1)) continue;
    kernel.loops[l].extent *= kernel.loops[l - 1].extent;
    remove_loop(kernel, l - 1);
  }
}

void move_loop(Kernel& kernel, std::size_t from, std::size_t to) {
  const auto rotate = [&](auto& list) {
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(from);
    std::rotate(first, first + 1, list.begin() + static_cast<std::ptrdiff_t>(to) + 1);
  };
  for_each_index(kernel, rotate);
  rotate(kernel.loops);
}

// How well elements lie for many turns of a loop at once.
int fit(std::int64_t stride) { return stride == 0 ? 1 : stride == 1 ? 3 : stride == -1 ? 2 : -6; }

int fit(const Kernel& kernel, std::size_t loop) {
  int result = 0;
  for (const Node& node : kernel.nodes) {
    if (node.kind == Node::Kind::Load || node.kind == Node::Kind::Gather) result += fit(node.index.strides[loop]);
  }
  if (!kernel.loops[loop].is_reduced) {
    for (const Kernel::Result& to : kernel.results) result += 2 * fit(to.index.strides[loop]);
  }
  return result;
}

void choose_vector_loop(Kernel& kernel) {
  kernel.vector_loop = Kernel::kNoLoop;
  if (kernel.reduction == Reduction::Argmax || kernel.scatter != Kernel::kNoNode || kernel.loops.empty()) return;
  std::size_t best = 0;
  for (std::size_t l = 1; l < kernel.loops.size(); ++l) {
    if (fit(kernel, l) >= fit(kernel, best)) best = l;
  }
  const bool is_reduced = kernel.loops[best].is_reduced;
  std::size_t last = best;
  while (last + 1 < kernel.loops.size() && kernel.loops[last + 1].is_reduced == is_reduced) ++last;
  move_loop(kernel, best, last);
  kernel.vector_loop = last;
}

void find_variation(Kernel& kernel) {
  for (Node& node : kernel.nodes) {
    node.varies = 0;
    for (std::size_t l = 0; l < node.index.strides.size(); ++l) {
      if (node.index.strides[l] != 0) node.varies |= 1U << l;
    }
    for (const NodeId other : node.operands) node.varies |= kernel.nodes[other].varies;
    for (const NodeId other : node.guards) node.varies |= kernel.nodes[other].varies;
  }
}

}  // namespace

void arrange_loops(Kernel& kernel) {
  drop_single_turns(kernel);
  merge(kernel);
  choose_vector_loop(kernel);
  find_variation(kernel);
}

}  // namespace adc::kernel
