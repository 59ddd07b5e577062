// The words of LaTeX, as editors colour them.
#pragma once

#include <string_view>
#include <vector>

#include "adc/typing.hpp"

namespace adc::parser::latex {

/// The words of any text, in order; blanks stand between. A command that is not known is an error. O(text).
[[nodiscard]] std::vector<Token> tokens(std::string_view text);

}  // namespace adc::parser::latex
