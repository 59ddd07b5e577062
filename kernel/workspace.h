// Shares one workspace among arrays.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace adc::kernel {

/// An array that lives from step `first` to step `last`.
struct Lifetime {
  std::size_t bytes = 0;
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Where arrays lie in a workspace.
struct Placement {
  std::vector<std::size_t> offsets;  ///< per array, multiples of `alignment`
  std::size_t bytes = 0;             ///< of the workspace
};

/// Places such that arrays that live at the same step do not overlap: each, in order of `first` (they are sorted so),
/// in the smallest gap that holds it. O(n log n).
[[nodiscard]] Placement place(std::span<const Lifetime> arrays, std::size_t alignment);

}  // namespace adc::kernel
