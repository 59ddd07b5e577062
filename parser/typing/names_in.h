// What a text mentions, without reading it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adc::parser {

/// `adc::names_in`, which says what it does.
[[nodiscard]] std::vector<std::string> names_in(std::string_view text);

}  // namespace adc::parser
