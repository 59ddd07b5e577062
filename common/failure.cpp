#include "common/failure.h"

#include "adc/adc.hpp"

namespace adc::common {

Error failure(std::string_view slug, std::string message, std::vector<std::string> help) {
  Diagnostic diagnostic = diagnose(slug, std::move(message), std::move(help));
  std::string text = render(diagnostic, "", "");
  return {text, std::move(diagnostic)};
}

}  // namespace adc::common
