// Text in columns, and numbers as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adc::tools {

using Rows = std::vector<std::vector<std::string>>;

/// Adds a row for each line of `text`, the first with the label.
void add_lines(Rows& rows, const std::string& label, std::string_view text);

/// Rows as lines, each column as wide as its widest cell and two spaces between columns. No line ends in a space.
[[nodiscard]] std::string align(const Rows& rows);

/// The shortest decimal that reads back as the same double: "0.1", "-0", "100000", "1e+22", "nan", "inf", "-inf".
[[nodiscard]] std::string to_text(double value);

}  // namespace adc::tools
