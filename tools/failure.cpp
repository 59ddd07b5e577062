#include "tools/failure.h"

namespace adc::tools {

Error failure(ErrorClass error_class, std::string slug, std::string message, std::vector<std::string> help) {
  std::string rendered = "adc: error: " + message + " [" + slug + "]\n";
  for (const std::string& line : help) rendered += "  help: " + line + "\n";
  return {rendered,
          {.slug = std::move(slug),
           .error_class = error_class,
           .span = {},
           .message = std::move(message),
           .labels = {},
           .help = std::move(help)}};
}

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += "`" + names[i] + "`";
  }
  return text;
}

}  // namespace adc::tools
