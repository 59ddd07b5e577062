// Cuts a region without loops into pieces that code generation takes in bounded time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernel/region.h"

namespace adc::kernel {

/// A machine function computes at most so many values: LLVM's time grows faster than linearly beyond.
inline constexpr std::size_t kChunkValues = 512;
/// And copies at most so many outputs: LLVM compares each load and store with all that follow.
inline constexpr std::size_t kChunkCopies = 64;

/// Which nodes are computed, in which order and machine function, and where those live that several functions need.
struct Schedule {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  /// What is computed: each node but loads and constants, operands first. Of the sine and the cosine of one operand
  /// only the first is listed; it computes its `partner` as well.
  std::vector<NodeId> order;
  std::vector<std::uint32_t> slot;         ///< per node: its place in the workspace, or kNone
  std::vector<NodeId> partner;             ///< per node: the node that is computed with it, or kNone
  std::vector<std::uint32_t> first_store;  ///< per node: the first store of it, or kNone
  std::vector<std::uint32_t> copies;       ///< stores of loads, constants, or what an earlier store stores
  std::size_t slots = 0;

  [[nodiscard]] std::size_t chunks() const { return (order.size() + kChunkValues - 1) / kChunkValues; }
  /// How much is computed and copied.
  [[nodiscard]] std::size_t work() const { return order.size() + copies.size(); }
  /// The nodes that machine function `index` computes.
  [[nodiscard]] std::span<const NodeId> chunk(std::size_t index) const;
  /// The copies that one machine function makes, from copy number `begin` on.
  [[nodiscard]] std::span<const std::uint32_t> copies_from(std::size_t begin) const;
};

/// Schedules a region without loops in the order of its nodes. A node has a slot exactly if a later chunk uses it;
/// slots are used again once their value is dead. O(n).
[[nodiscard]] Schedule schedule(const Region& region);

}  // namespace adc::kernel
