#include "train/failure.h"

#include "adc/adc.hpp"

namespace adc::inline ADC_ABI::train {

Error failure(std::string_view slug, std::string message, std::vector<std::string> help) {
  Diagnostic diagnostic = diagnose(slug, std::move(message), std::move(help));
  std::string text = render(diagnostic, "", "");
  return {text, std::move(diagnostic)};
}

}  // namespace adc::inline ADC_ABI::train
