#include "tools/report/taylor.h"

#include <fmt/core.h>

#include "tools/report/results.h"

namespace adc::tools {
namespace {

std::vector<double> derivatives(const Taylor& taylor, std::size_t output) {
  std::vector<double> all;
  for (std::size_t k = 0; k < taylor.coefficients[output].size(); ++k) all.push_back(taylor.derivative(output, k));
  return all;
}

std::string json_list(const std::vector<double>& numbers) {
  return json_array({{static_cast<std::int64_t>(numbers.size())}, numbers});
}

}  // namespace

std::string as_json(const Taylor& taylor, const std::vector<std::string>& outputs) {
  const auto of = [&](std::size_t o) {
    return fmt::format(R"({{"coefficients": {}, "derivatives": {}}})", json_list(taylor.coefficients[o]),
                       json_list(derivatives(taylor, o)));
  };
  if (outputs.size() == 1) return ", \"taylor\": " + of(0);
  std::string text;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    text += fmt::format("{}{}: {}", o == 0 ? "" : ", ", json_string(outputs[o]), of(o));
  }
  return fmt::format(", \"taylor\": {{{}}}", text);
}

}  // namespace adc::tools
