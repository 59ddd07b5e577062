// The prelude: functions written in the language itself (parser/prelude.adc), embedded at build time.
#pragma once

#include <string_view>

namespace adc::parser {

/// The text of parser/prelude.adc: comments, and one definition a line.
extern const std::string_view kPrelude;

}  // namespace adc::parser
