#include "analysis/not_finite.h"

namespace adc::analysis {
namespace {

/// "d²/dx²" and "d²a/dx dz"
std::string second_derivative(const std::string& of, const std::string& by, const std::string& by_too) {
  return "d²" + of + "/d" + by + (by == by_too ? "²" : " d" + by_too);
}

}  // namespace

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
      for (const std::string& by : variables) names.push_back("d" + output + "/d" + by);
    }
  };
  switch (derive) {
    case Derive::Value: break;
    case Derive::Gradient: add_gradients(); break;
    case Derive::Hessian:
      add_gradients();
      for (const std::string& output : of) {
        for (const std::string& by : variables) {
          for (const std::string& by_too : variables) names.push_back(second_derivative(output, by, by_too));
        }
      }
      break;
    case Derive::Jvp:
      for (const std::string& output : of) names.push_back("jvp" + (single ? "" : " of " + output));
      break;
    case Derive::Vjp:
      for (const std::string& by : variables) names.push_back("vjp by " + by);
      break;
  }
  return names;
}

}  // namespace adc::analysis
