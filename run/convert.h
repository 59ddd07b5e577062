// Numbers of one type as numbers of another.
#pragma once

#include <algorithm>
#include <cstddef>

namespace adc::run {

/// Copies `count` numbers, each converted.
template <class From, class To>
void convert(const From* from, std::size_t count, To* to) {
  std::transform(from, from + count, to, [](From number) { return static_cast<To>(number); });
}

}  // namespace adc::run
