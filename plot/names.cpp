#include "plot/names.h"

#include <algorithm>

#include "plot/failure.h"
#include "plot/written.h"

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

/// What the text says of each output that has no name; empty where it does not.
std::vector<std::string> written_names(const Function& function, const std::string& program) {
  std::vector<std::string> names(function.outputs().size());
  if (program.empty()) return names;
  std::vector<std::string> expressions = expressions_in(program);
  const auto count = static_cast<std::size_t>(std::ranges::count(function.outputs(), ""));
  if (expressions.size() != count) return names;
  std::size_t next = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (function.outputs()[i].empty()) names[i] = std::move(expressions[next++]);
  }
  return names;
}

/// Whether a sign stands outside of brackets, behind something.
bool is_sum(const std::string& text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if (text[i] == ')' || text[i] == ']') --depth;
    if (i > 0 && depth == 0 && (text[i] == '+' || text[i] == '-')) return true;
  }
  return false;
}

bool is_name(const std::string& text) { return canonical_name(text).has_value(); }

}  // namespace

std::vector<std::string> element_names(const Function& function, const std::vector<Element>& elements,
                                       const PlotOptions& options) {
  const std::vector<std::string> written = written_names(function, options.program);
  std::vector<std::string> names;
  for (const Element& element : elements) {
    std::string name = element.output < options.names.size() ? options.names[element.output] : "";
    if (name.empty()) name = function.outputs()[element.output];
    const bool is_tensor = !function.output_shapes()[element.output].empty();
    if (name.empty()) {
      name = written[element.output];
      if (const std::vector<std::string> list = elements_in(name); is_tensor && element.index < list.size()) {
        names.push_back(elided(list[element.index]));
        continue;
      }
      if (!name.empty() && is_tensor && !is_name(name)) name = "(" + elided(name) + ")";
    }
    if (name.empty() && !is_tensor) name = formula_of(function, element.output);
    if (name.empty()) name = "y" + (function.outputs().size() > 1 ? std::to_string(element.output + 1) : "");
    if (is_tensor) name += "[" + std::to_string(element.index + 1) + "]";
    names.push_back(elided(name));
  }
  return names;
}

std::optional<std::pair<std::string, std::string>> side_names(const Function& function, const PlotOptions& options) {
  auto sides = sides_in(written_names(function, options.program)[0]);
  if (sides) sides = {elided(sides->first), elided(sides->second)};
  return sides;
}

PlotOptions with_values_named(const Function& function, const PlotOptions& options) {
  PlotOptions named = options;
  if (function.inputs().size() != 1) return named;
  const auto is_value = [&](const std::string& name) {
    if (name == function.inputs()[0]) return false;
    return name == "y" || name == "value" || std::ranges::find(function.outputs(), name) != function.outputs().end();
  };
  for (const auto& [name, range] : options.ranges) {
    if (!is_value(name)) continue;
    named.values = range;
    named.ranges.erase(name);
  }
  for (const auto& [name, unit] : options.units) {
    if (is_value(name)) named.units["value"] = unit;
    if (is_value(name) && name != "value") named.units.erase(name);
  }
  std::ranges::replace_if(named.log, is_value, "value");
  return named;
}

std::string derivative_name(const std::string& name, const std::string& variable, int order) {
  const std::vector<std::string> variables(static_cast<std::size_t>(order), variable);
  if (is_name(name)) return derivative_symbol(name, variables);
  // Of a sum the whole is meant.
  return derivative_symbol("", variables) + " " + (is_sum(name) ? "(" + name + ")" : name);
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
