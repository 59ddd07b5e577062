// Bytes as lines.
#pragma once

#include <functional>
#include <string_view>

namespace adc::tests {

/// Calls `take` for the first lines of `bytes`, without their newlines.
inline void for_each_line(std::string_view bytes, const std::function<void(std::string_view)>& take) {
  constexpr int kMostLines = 20;
  for (int i = 0; i < kMostLines; ++i) {
    const std::size_t end = bytes.find('\n');
    take(bytes.substr(0, end));
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
  }
}

}  // namespace adc::tests
