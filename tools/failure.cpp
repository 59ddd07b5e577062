#include "tools/failure.h"

#include <fmt/core.h>

namespace adc::tools {

Error failure(std::string_view slug, const std::string& message, std::vector<std::string> help) {
  Diagnostic diagnostic = diagnose(slug, message, std::move(help));
  std::string rendered = "adc: " + render(diagnostic, "", "");
  return {std::move(rendered), std::move(diagnostic)};
}

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += fmt::format("`{}`", names[i]);
  }
  return text;
}

}  // namespace adc::tools
