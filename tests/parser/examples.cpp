#include "tests/parser/examples.h"

#include <fstream>
#include <sstream>

namespace adc::tests {
namespace {

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

// "x = 2, y = 3" as values.
std::map<std::string, double> read_values(const std::string& text) {
  std::map<std::string, double> at;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t equals = part.find('=');
    if (equals != std::string::npos) at[trimmed(part.substr(0, equals))] = std::stod(part.substr(equals + 1));
  }
  return at;
}

}  // namespace

std::string language_document() {
  std::ostringstream text;
  text << std::ifstream(std::string(ADC_SOURCE_DIR) + "/docs/language.md").rdbuf();
  return text.str();
}

// Lines up to one that has an arrow in its comment are one example.
std::vector<Example> examples() {
  std::istringstream file(language_document());
  std::vector<Example> found;
  bool inside = false;
  std::string program;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      inside = line == "```adc";
      program.clear();
      continue;
    }
    if (!inside) continue;
    program += line + "\n";
    const std::string arrow = "→";
    const std::size_t at = line.rfind(arrow);
    if (at == std::string::npos) continue;
    const std::size_t comment = line.rfind('#');
    found.push_back(
        {program, read_values(line.substr(comment + 1, at - comment - 1)), trimmed(line.substr(at + arrow.size()))});
    program.clear();
  }
  return found;
}

}  // namespace adc::tests
