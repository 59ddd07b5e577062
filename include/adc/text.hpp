// Numbers and tables as people read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// The shortest decimal that reads back as the same double: "0.1", "-0", "100000", "1e+22", "nan", "inf", "-inf".
[[nodiscard]] ADC_API std::string to_text(double value);

/// Cells of text: rows of columns. Rows may differ in length.
using Rows = std::vector<std::vector<std::string>>;

/// `rows` as lines, each column as wide as its widest cell (in code points of UTF-8) and two spaces between columns;
/// a column without text takes no place. Each line begins with `indent` and none ends in spaces. O(text).
[[nodiscard]] ADC_API std::string align(const Rows& rows, std::string_view indent = "");

}  // namespace adc::inline ADC_ABI
