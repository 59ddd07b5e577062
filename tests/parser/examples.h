// The examples of docs/language.md.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace adc::tests {

struct Example {
  std::string program;
  std::map<std::string, double> at;
  std::string result;  ///< numbers with commas between, or a slug
};

[[nodiscard]] std::string language_document();

[[nodiscard]] std::vector<Example> examples();

}  // namespace adc::tests
