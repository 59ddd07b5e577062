// Text in columns, and numbers as text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "adc/text.hpp"

namespace adc::analysis {

/// What adc::align gives: no column takes place that has no text, and no line ends in spaces. O(text).
[[nodiscard]] std::string align(const Rows& rows, std::string_view indent);

/// "a, b and c"
[[nodiscard]] std::string join(std::span<const std::string> words);

/// What adc::to_text gives: the shortest decimal that reads back as the same double.
[[nodiscard]] std::string to_text(double value);

/// What adc::to_text gives of a tensor of these extents: as the language writes it, shortened beyond `most` numbers,
/// and where there are none.
[[nodiscard]] std::string to_text(std::span<const std::int64_t> extents, std::span<const double> numbers,
                                  std::size_t most);

}  // namespace adc::analysis
