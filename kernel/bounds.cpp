#include "kernel/bounds.h"

#include <algorithm>
#include <cstdlib>

namespace adc::kernel {

std::vector<Range> all_turns(const Region& region) {
  std::vector<Range> turns;
  turns.reserve(region.loops.size());
  for (const Loop& loop : region.loops) turns.push_back({0, loop.extent - 1});
  return turns;
}

std::vector<Range> narrowed(std::vector<Range> turns, const Region& region, std::span<const NodeId> guards) {
  for (const NodeId guard : guards) {
    const auto& inside = std::get<Inside>(region.nodes[guard]);
    const auto is_moving = [](std::int64_t stride) { return stride != 0; };
    if (std::ranges::count_if(inside.index.strides, is_moving) != 1) continue;
    const auto loop = std::ranges::find_if(inside.index.strides, is_moving) - inside.index.strides.begin();
    // 0 ≤ offset + stride·i < extent, mirrored where the stride is negative
    const std::int64_t stride = inside.index.strides[static_cast<std::size_t>(loop)];
    const std::int64_t size = std::abs(stride);
    const std::int64_t low = stride > 0 ? inside.index.offset : inside.extent - 1 - inside.index.offset;
    const std::int64_t high = inside.extent - 1 - low;
    Range& range = turns[static_cast<std::size_t>(loop)];
    if (low < 0) range.least = std::max(range.least, (-low + size - 1) / size);
    range.most = high < 0 ? range.least - 1 : std::min(range.most, high / size);
  }
  return turns;
}

std::optional<Range> range_of(const Affine& index, std::span<const Range> turns) {
  Range result{index.offset, index.offset};
  for (std::size_t l = 0; l < index.strides.size(); ++l) {
    const std::int64_t stride = index.strides[l];
    std::int64_t ends[2];
    if (__builtin_mul_overflow(stride, turns[l].least, &ends[0]) ||
        __builtin_mul_overflow(stride, turns[l].most, &ends[1])) {
      return std::nullopt;
    }
    if (stride < 0) std::swap(ends[0], ends[1]);
    if (__builtin_add_overflow(result.least, ends[0], &result.least) ||
        __builtin_add_overflow(result.most, ends[1], &result.most)) {
      return std::nullopt;
    }
  }
  return result;
}

bool is_injective(const Affine& index, std::span<const Loop> loops, std::size_t kept) {
  struct Step {
    std::uint64_t size;
    std::uint64_t turns;
  };
  std::vector<Step> steps;
  for (std::size_t l = 0; l < kept; ++l) {
    if (loops[l].extent < 2) continue;
    steps.push_back(
        {static_cast<std::uint64_t>(std::abs(index.strides[l])), static_cast<std::uint64_t>(loops[l].extent)});
  }
  std::ranges::sort(steps, {}, &Step::size);
  std::uint64_t reached = 0;
  for (const Step& step : steps) {
    if (step.size <= reached) return false;
    std::uint64_t length = 0;
    if (__builtin_mul_overflow(step.size, step.turns - 1, &length) ||
        __builtin_add_overflow(reached, length, &reached)) {
      return false;
    }
  }
  return true;
}

}  // namespace adc::kernel
