// Text in columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adc::analysis {

/// Rows of cells as lines, indented by two, with each column as wide as its widest cell and two spaces between columns;
/// no line ends in spaces. O(text).
[[nodiscard]] std::string align(const std::vector<std::vector<std::string>>& rows);

/// The shortest decimal that reads back as the same double; "nan", "inf", "-inf".
[[nodiscard]] std::string to_text(double value);

}  // namespace adc::analysis
