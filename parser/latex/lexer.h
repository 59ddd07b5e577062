// Characters and commands of LaTeX as marks.
#pragma once

#include <string_view>
#include <vector>

#include "parser/latex/marks.h"

namespace adc::parser::latex {

/// The marks of a text as they stand there, signs above names (`Accent`) too. Throws `diag::Failure`. O(text).
[[nodiscard]] std::vector<Mark> read_characters(std::string_view text, std::size_t nesting);

}  // namespace adc::parser::latex
