// Loops around a straight-line body.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "kernel/node.h"

namespace adc::kernel {

struct Loop {
  enum class Role : std::uint8_t {
    Parallel,    ///< turns may be done in any order, or at once
    Sequential,  ///< turns follow each other: they add to the same elements
    Reduced,     ///< turns give the terms of folds
  };
  std::int64_t extent;  ///< turns; of rows the most, those of a whole tile
  Role role;
  bool is_of_rows = false;  ///< a turn for each row of a tile (kernel/program.h)
  friend bool operator==(const Loop&, const Loop&) = default;
};

/// array[index] = value; booleans are stored as 0 and 1.
struct Set {
  NodeId value;
  ArrayId array;
  Affine index;
  friend bool operator==(const Set&, const Set&) = default;
};

/// Adds `value` to the element of `array` where `by` leads from `index` on; to none if that is nowhere.
struct Add {
  NodeId value;
  ArrayId array;
  Affine index;
  Lookup by;
  friend bool operator==(const Add&, const Add&) = default;
};

using Store = std::variant<Set, Add>;

/// A nest of loops, outermost first, the reduced ones inside the others. In each turn of the others the nodes are
/// computed, folds over all turns of the reduced loops, and results stored. A region without loops does all once. The
/// invariants are listed in kernel/verify.h.
struct Region {
  std::vector<Loop> loops;
  std::vector<Node> nodes;  ///< operands first
  std::vector<Store> stores;
  friend bool operator==(const Region&, const Region&) = default;

  /// How many loops are not reduced.
  [[nodiscard]] std::size_t kept() const {
    const auto first = std::ranges::find(loops, Loop::Role::Reduced, &Loop::role);
    return static_cast<std::size_t>(first - loops.begin());
  }
  /// The first loop over rows; as many as there are loops if there is none.
  [[nodiscard]] std::size_t loop_of_rows() const {
    return static_cast<std::size_t>(std::ranges::find(loops, true, &Loop::is_of_rows) - loops.begin());
  }
};

/// Calls `visit(affine)` for each index of a region, of nodes and of stores.
template <class RegionLike, class Visit>
void for_each_index(RegionLike& region, Visit visit) {
  for (auto& node : region.nodes) {
    if (auto* const index = index_of(node)) visit(*index);
  }
  for (auto& store : region.stores) std::visit([&](auto& to) { visit(to.index); }, store);
}

/// Calls `visit(id)` for each node that a store needs.
template <class StoreLike, class Visit>
void for_each_operand_of_store(StoreLike& store, Visit visit) {
  std::visit(
      [&](auto& to) {
        visit(to.value);
        if constexpr (requires { to.by; }) visit(to.by.position);
      },
      store);
}

/// Loops as bits: bit l is loop l.
using LoopSet = std::uint32_t;
inline constexpr std::size_t kMaxLoops = 32;
/// Offsets, strides and extents are at most so large, so that no sum of some of them overflows.
inline constexpr std::int64_t kLargest = std::int64_t{1} << 51;

/// Per node, the loops on which its value depends. O(nodes · loops).
[[nodiscard]] std::vector<LoopSet> variation(const Region& region);

/// Per node, whether it is a fold or depends on one. O(nodes).
[[nodiscard]] std::vector<bool> after_folds(const Region& region);

/// Removes the nodes that no store depends on. O(nodes).
void remove_dead(Region& region);

}  // namespace adc::kernel
