// The lists of integers that belong to an instruction: axes, extents, strides. Kept flat: of each list its length,
// then its numbers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace adc::ir {

using List = std::span<const std::int64_t>;

/// The flat form of some lists.
[[nodiscard]] inline std::vector<std::int64_t> pack(std::initializer_list<List> lists) {
  std::vector<std::int64_t> flat;
  for (const List list : lists) {
    flat.push_back(static_cast<std::int64_t>(list.size()));
    flat.insert(flat.end(), list.begin(), list.end());
  }
  return flat;
}

/// List number `i` of the flat form, which must have it.
[[nodiscard]] inline List unpack(List flat, std::size_t i) {
  for (; i > 0; --i) flat = flat.subspan(1 + static_cast<std::size_t>(flat.front()));
  return flat.subspan(1, static_cast<std::size_t>(flat.front()));
}

/// Whether `flat` is the flat form of exactly `count` lists.
[[nodiscard]] inline bool is_packed(List flat, std::size_t count) {
  for (; count > 0; --count) {
    if (flat.empty() || flat.front() < 0 || static_cast<std::uint64_t>(flat.front()) >= flat.size()) return false;
    flat = flat.subspan(1 + static_cast<std::size_t>(flat.front()));
  }
  return flat.empty();
}

}  // namespace adc::ir
