// Where an index may lie.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "kernel/region.h"

namespace adc::kernel {

/// Numbers from `least` to `most`; none if `most` is less.
struct Range {
  std::int64_t least;
  std::int64_t most;
  [[nodiscard]] bool is_empty() const { return most < least; }
};

/// The turns of each loop.
[[nodiscard]] std::vector<Range> all_turns(const Region& region);

/// Of `turns`, per loop, those that guards by one loop alone let through.
[[nodiscard]] std::vector<Range> narrowed(std::vector<Range> turns, const Region& region,
                                          std::span<const NodeId> guards);

/// The least and the largest value of an index in these turns; nullopt where an integer cannot hold it.
[[nodiscard]] std::optional<Range> range_of(const Affine& index, std::span<const Range> turns);

/// Whether different turns of the loops before `kept` give different indices, by their strides: sorted by size, each is
/// larger than what all smaller ones reach together.
[[nodiscard]] bool is_injective(const Affine& index, std::span<const Loop> loops, std::size_t kept);

}  // namespace adc::kernel
