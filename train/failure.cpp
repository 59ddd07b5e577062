#include "train/failure.h"

#include "adc/adc.hpp"

namespace adc::train {

Error failure(ErrorClass error_class, std::string slug, std::string message, std::vector<std::string> help) {
  Diagnostic diagnostic{.slug = std::move(slug),
                        .error_class = error_class,
                        .span = {},
                        .message = std::move(message),
                        .labels = {},
                        .help = std::move(help)};
  std::string text = render(diagnostic, "", "");
  return {text, std::move(diagnostic)};
}

}  // namespace adc::train
