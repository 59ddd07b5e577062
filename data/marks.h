// Where cells may end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace adc::data {

/// Bytes behind a text that `find_marks` looks at.
constexpr std::size_t kMarksPadding = 64;

/// Puts the places, in order, of each separator, newline, carriage return and quote in the `size` bytes from `text` on
/// to the begin of `marks`, which grows where it must; gives how many there are. There must be `kMarksPadding` further
/// bytes.
[[nodiscard]] std::size_t find_marks(const char* text, std::size_t size, char separator,
                                     std::vector<std::uint32_t>& marks);

}  // namespace adc::data
