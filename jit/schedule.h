// Cuts a function into pieces that code generation takes in bounded time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ir/function.h"

namespace adc::jit {

/// A machine function computes at most so many values: LLVM's time grows faster than linearly beyond.
inline constexpr std::size_t kChunkValues = 512;

/// Which values are computed, in which order and machine function, and where those live that several functions need.
struct Schedule {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  /// What is computed: each value that an output depends on but inputs and constants, operands first. Of the sine and
  /// the cosine of one operand only the first is listed; it computes its `partner` as well.
  std::vector<ir::ValueId> order;
  std::vector<std::uint32_t> slot;          ///< per value: its place in the workspace, or kNone
  std::vector<std::uint32_t> partner;       ///< per value: the value that is computed with it, or kNone
  std::vector<std::uint32_t> first_output;  ///< per value: an output that it is, or kNone
  std::vector<std::uint32_t> next_output;   ///< per output: the next output that is the same value, or kNone
  std::size_t slots = 0;

  [[nodiscard]] std::size_t chunks() const { return (order.size() + kChunkValues - 1) / kChunkValues; }
  /// The values that machine function `index` computes.
  [[nodiscard]] std::span<const ir::ValueId> chunk(std::size_t index) const;
};

/// Schedules `fn` in the order of its instructions. A value has a slot exactly if a later chunk uses it; slots are used
/// again once their value is dead. O(n).
[[nodiscard]] Schedule schedule(const ir::Function& fn);

}  // namespace adc::jit
