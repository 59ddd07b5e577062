// Text in columns, and numbers as text.
#pragma once

#include <string>
#include <string_view>

#include "adc/text.hpp"

namespace adc::analysis {

/// What adc::align gives: no column takes place that has no text, and no line ends in spaces. O(text).
[[nodiscard]] std::string align(const Rows& rows, std::string_view indent);

/// What adc::to_text gives: the shortest decimal that reads back as the same double.
[[nodiscard]] std::string to_text(double value);

}  // namespace adc::analysis
