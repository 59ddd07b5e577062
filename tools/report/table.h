// Tables of results.
#pragma once

#include <string>
#include <string_view>

#include "adc/text.hpp"

namespace adc::tools {

/// Adds a row for each line of `text`, the first with the label.
void add_lines(Rows& rows, const std::string& label, std::string_view text);

}  // namespace adc::tools
