// The words of a text that is being typed, right or wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/typing.hpp"
#include "parser/parse.h"

namespace adc::parser {

/// What a session has defined, and a line about each.
struct KnownName {
  std::string name;
  std::string text;  ///< the statement that defines it; empty for a name that merely has a value
  bool is_function = false;
};

/// What `options` has in scope, the last definition of each name. What cannot be read is left out.
[[nodiscard]] std::vector<KnownName> known_names(const ParseOptions& options);

/// `adc::tokens`, which says what it does.
[[nodiscard]] std::vector<Token> tokens(std::string_view text, const ParseOptions& options);

}  // namespace adc::parser
