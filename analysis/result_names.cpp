#include "analysis/not_finite.h"

#include <fmt/core.h>

#include "adc/layout.hpp"

namespace adc::analysis {
namespace {

/// n as an exponent; empty for 1
std::string superscript(std::size_t n) {
  if (n == 1) return "";
  constexpr const char* kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char digit : std::to_string(n)) text += kDigits[digit - '0'];
  return text;
}

}  // namespace

std::string derivative_symbol(std::string_view of, std::span<const std::string> variables) {
  std::string text = fmt::format("d{}{}/", superscript(variables.size()), of);
  for (std::size_t i = 0; i < variables.size();) {
    std::size_t end = i;
    while (end < variables.size() && variables[end] == variables[i]) ++end;
    text += (i == 0 ? "d" : " d") + variables[i] + superscript(end - i);
    i = end;
  }
  return text;
}

std::vector<std::string> result_names(Derive derive, std::span<const std::string> outputs,
                                      std::span<const std::string> variables) {
  const bool single = outputs.size() == 1;
  std::vector<std::string> of;  // as it stands after a d
  std::vector<std::string> names;
  for (const std::string& name : outputs) {
    const std::string shown = name.empty() ? "y" + std::to_string(of.size() + 1) : name;
    of.push_back(single ? "" : shown);
    names.push_back(single ? "value" : shown);
  }
  const Layout layout(derive, outputs.size(), variables.size());
  for (std::size_t k = outputs.size(); k < layout.size(); ++k) {
    const Place place = layout.place(k);
    const std::string output = place.output ? of[*place.output] : "";
    const auto variable = [&](std::size_t i) { return variables[place.variables[i]]; };
    const std::string of_output = output.empty() ? "" : " of " + output;
    switch (place.part) {
      case Part::Value: break;
      case Part::Gradient: names.push_back(derivative_symbol(output, std::vector{variable(0)})); break;
      case Part::Hessian: names.push_back(derivative_symbol(output, std::vector{variable(0), variable(1)})); break;
      case Part::Jvp: names.push_back("jvp" + of_output); break;
      case Part::Vjp: names.push_back("vjp by " + variable(0)); break;
      case Part::Hvp: names.push_back(fmt::format("hvp{} by {}", of_output, variable(0))); break;
    }
  }
  return names;
}

}  // namespace adc::analysis
