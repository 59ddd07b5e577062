// What a person types at a session, before any of it is evaluated.
#pragma once

#include <string_view>

#include "adc/typing.hpp"
#include "parser/parse.h"

namespace adc::parser {

/// `adc::read_entries`, which says what it does.
[[nodiscard]] Reading read_entries(std::string_view text, const ParseOptions& options);

}  // namespace adc::parser
