// Errors of the program itself; those of a user's text come from the library.
#pragma once

#include <string>
#include <vector>

#include "adc/adc.hpp"

namespace adc::tools {

/// An error that stands for itself, with no place in a text: "adc: error: MESSAGE [SLUG]" and a line per help.
[[nodiscard]] Error failure(ErrorClass error_class, std::string slug, std::string message,
                            std::vector<std::string> help = {});

/// The command line is wrong: exit code 2.
[[nodiscard]] inline Error usage_error(std::string slug, std::string message, std::vector<std::string> help = {}) {
  return failure(ErrorClass::Usage, std::move(slug), std::move(message), std::move(help));
}

/// "a, b and c", each in backquotes.
[[nodiscard]] std::string list(const std::vector<std::string>& names);

}  // namespace adc::tools
