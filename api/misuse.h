// What a caller did wrong.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "adc/diagnostic.hpp"

namespace adc::api {

/// A diagnostic of class Usage that belongs to no place in a text.
[[nodiscard]] inline Diagnostic misuse(std::string slug, std::string message, std::vector<std::string> help = {}) {
  return {.slug = std::move(slug),
          .error_class = ErrorClass::Usage,
          .span = {},
          .message = std::move(message),
          .labels = {},
          .help = std::move(help)};
}

}  // namespace adc::api
