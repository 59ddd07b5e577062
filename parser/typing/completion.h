// What may stand at a cursor.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "adc/typing.hpp"
#include "parser/parse.h"

namespace adc::parser {

/// `adc::complete`, which says what it does; details of built-in functions are how they are called.
[[nodiscard]] Completions complete(std::string_view text, std::size_t cursor, const ParseOptions& options);

/// `adc::call_hint`, which says what it does.
[[nodiscard]] std::optional<CallHint> call_hint(std::string_view text, std::size_t cursor, const ParseOptions& options);

}  // namespace adc::parser
