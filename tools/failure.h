// Errors of the program itself; those of a user's text come from the library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adc/adc.hpp"

namespace adc::tools {

/// An error of this slug (diag/slugs.def) that stands for itself, with no place in a text: "adc: error: MESSAGE [SLUG]"
/// and a line per help. Its exit code is that of the slug.
[[nodiscard]] Error failure(std::string_view slug, const std::string& message, std::vector<std::string> help = {});

/// "a, b and c", each in backquotes.
[[nodiscard]] std::string list(const std::vector<std::string>& names);

}  // namespace adc::tools
