#include "analysis/not_finite.h"

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
  std::string text = "d" + superscript(variables.size()) + std::string(of) + "/";
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
  const auto add_gradients = [&] {
    for (const std::string& output : of) {
      for (const std::string& by : variables) names.push_back(derivative_symbol(output, {&by, 1}));
    }
  };
  switch (derive) {
    case Derive::Value: break;
    case Derive::Gradient: add_gradients(); break;
    case Derive::Hessian:
      add_gradients();
      for (const std::string& output : of) {
        for (const std::string& by : variables) {
          for (const std::string& by_too : variables)
            names.push_back(derivative_symbol(output, std::vector{by, by_too}));
        }
      }
      break;
    case Derive::Jvp:
      for (const std::string& output : of) names.push_back("jvp" + (single ? "" : " of " + output));
      break;
    case Derive::Vjp:
      for (const std::string& by : variables) names.push_back("vjp by " + by);
      break;
    case Derive::Hvp:
      add_gradients();
      for (const std::string& output : of) {
        for (const std::string& by : variables) names.push_back("hvp" + (single ? "" : " of " + output) + " by " + by);
      }
      break;
  }
  return names;
}

}  // namespace adc::analysis
