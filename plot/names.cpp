#include "plot/names.h"

#include <algorithm>

#include "plot/failure.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr std::size_t kLongestName = 48;

/// The output as one short formula; empty if it is none.
std::string formula_of(const Function& function, std::size_t output) {
  const Result<Function> only = function.only(output);
  if (!only) return "";
  const Result<std::string> text = only->emit(Derive::Value, Target::Formula);
  if (!text) return "";
  std::string formula = *text;
  while (!formula.empty() && formula.back() == '\n') formula.pop_back();
  // What a condition is as a number.
  constexpr std::string_view kBegin = "if(";
  constexpr std::string_view kEnd = ", 1, 0)";
  if (formula.starts_with(kBegin) && formula.ends_with(kEnd)) {
    formula = formula.substr(kBegin.size(), formula.size() - kBegin.size() - kEnd.size());
  }
  const bool is_short = formula.size() <= kLongestName && formula.find('\n') == std::string::npos &&
                        formula.find(';') == std::string::npos && formula.find(" = ") == std::string::npos;
  if (!is_short) return "";
  if (const std::size_t equals = formula.find(" == "); equals != std::string::npos) formula.erase(equals + 1, 1);
  return formula;
}

bool is_name(const std::string& text) { return canonical_name(text).has_value(); }

}  // namespace

std::vector<std::string> element_names(const Function& function, const std::vector<Element>& elements,
                                       const PlotOptions& options) {
  std::vector<std::string> names;
  for (const Element& element : elements) {
    std::string name = element.output < options.names.size() ? options.names[element.output] : "";
    if (name.empty()) name = function.outputs()[element.output];
    const bool is_tensor = !function.output_shapes()[element.output].empty();
    if (name.empty() && !is_tensor) name = formula_of(function, element.output);
    if (name.empty()) name = "y" + (function.outputs().size() > 1 ? std::to_string(element.output + 1) : "");
    if (is_tensor) name += "[" + std::to_string(element.index + 1) + "]";
    names.push_back(std::move(name));
  }
  return names;
}

std::string derivative_name(const std::string& name, const std::string& variable, int order) {
  const std::vector<std::string> variables(static_cast<std::size_t>(order), variable);
  return is_name(name) ? derivative_symbol(name, variables) : derivative_symbol("", variables) + " " + name;
}

void check_names(const Function& function, const PlotOptions& options) {
  const std::vector<std::string> inputs(function.inputs().begin(), function.inputs().end());
  const auto check = [&](const std::string& name, bool may_be_value) {
    if ((may_be_value && name == "value") || std::ranges::find(inputs, name) != inputs.end()) return;
    std::vector<std::string> help;
    for (const std::string& near : nearest_names(name, inputs)) help.push_back("did you mean `" + near + "`?");
    std::string all;
    for (const std::string& input : inputs) all += (all.empty() ? "its inputs are `" : ", `") + input + "`";
    help.push_back(all.empty() ? "it has no inputs" : all);
    throw failure("unknown-variable", "the program has no input `" + name + "`", std::move(help));
  };
  for (const auto& [name, range] : options.ranges) check(name, false);
  for (const auto& [name, unit] : options.units) check(name, true);
  for (const std::string& name : options.axes) check(name, false);
  for (const std::string& name : options.log) check(name, true);
}

Axis axis_of(const std::string& input, const PlotOptions& options) {
  Axis axis{.title = input == "value" ? "" : input};
  if (const auto unit = options.units.find(input); unit != options.units.end()) axis.unit = unit->second;
  if (std::ranges::find(options.log, input) != options.log.end()) axis.scale = Scale::Log;
  return axis;
}

}  // namespace adc::inline ADC_ABI::plot
