// The prelude: functions written in the language itself (parser/builtins/prelude.adc), embedded at build time.
#pragma once

#include <string_view>

namespace adc::parser {

/// The text of parser/builtins/prelude.adc: comments, and one definition a line.
extern const std::string_view kPrelude;

}  // namespace adc::parser
