// Lists as sets.
#pragma once

#include <algorithm>
#include <vector>

namespace adc::passes {

/// Sorts a list and leaves out repetitions. O(n log n).
template <class T>
void sort_unique(std::vector<T>& list) {
  std::ranges::sort(list);
  const auto repeated = std::ranges::unique(list);
  list.erase(repeated.begin(), repeated.end());
}

}  // namespace adc::passes
