#include "tools/session_commands.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "adc/train.hpp"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/check_report.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

constexpr double kTolerance = 1e-10;  ///< a formula's minimum is wanted with all its digits
constexpr std::size_t kIterations = 1000;
constexpr double kFlat = 1e-4;  ///< of slopes, by the value: less is a minimum

/// `:check EXPR`
Reply::Part check_in_session(Session& session, std::string_view argument) {
  const Function function = session.function(argument).value();
  const std::vector<double> point = session.point(function).value();
  const CheckReport report = function.check({.points = {point}}).value();
  return {.text = as_text(report, {function.inputs().begin(), function.inputs().end()})};
}

/// The value of a name of the session, which has one.
Array value_of(const Session& session, const std::string& name) {
  if (const Array* const value = session.value(name)) return *value;
  throw failure("no-value", fmt::format("`{}` has no value yet", name));
}

/// The names behind `for`, which are taken off the text; all variables if there are none.
std::vector<std::string> names_to_fit(std::string_view& text) {
  const std::size_t at = text.rfind(" for ");
  if (at == std::string_view::npos) return {};
  std::vector<std::string> names;
  for (const std::string& word : split(text.substr(at + 5), ','))
    names.push_back(input_name(std::string(trimmed(word))));
  text = text.substr(0, at);
  return names;
}

/// `:fit EXPR [for a, b]`: gives names the values that make an expression small.
Reply::Part fit(Session& session, std::string_view argument) {
  const std::vector<std::string> names = names_to_fit(argument);
  const Function whole = session.function(argument).value();
  (void)session.point(whole).value();  // all have values
  std::map<std::string, Fixed> fixed;
  for (const std::string& input : whole.inputs()) {
    const bool varies = names.empty() ? std::ranges::find(whole.wrt(), input) != whole.wrt().end()
                                      : std::ranges::find(names, input) != names.end();
    if (!varies) fixed.emplace(input, Fixed(value_of(session, input)));
  }
  for (const std::string& name : names) {
    if (!whole.input_index(name)) throw failure("unused-input", fmt::format("the expression does not use `{}`", name));
  }
  const Function function = fixed.empty() ? whole : whole.bind(fixed).value();
  if (function.output_size() != 1)
    throw failure("several-outputs", "what is made small is one number",
                  {"a vector `v` has the sum of squares `sum(v.^2)`"});
  std::vector<double> at = session.point(function).value();
  std::size_t evaluations = 0;
  const auto gradient = [&](std::span<const double> x, std::span<double> to) {
    ++evaluations;
    return function.value_and_gradient(x, to);
  };
  const std::size_t steps =
      train::lbfgs({.rule = train::Rule::Lbfgs, .iterations = kIterations, .tolerance = kTolerance}, gradient, at,
                   [](double, std::span<const double>) { return true; });
  std::vector<double> slope(at.size());
  const double least = function.value_and_gradient(at, slope);
  const bool is_minimum = std::isfinite(least) && std::ranges::all_of(slope, [&](double s) {
                            return std::fabs(s) <= kFlat * std::max(1.0, std::fabs(least));
                          });
  Reply::Part part{.values = {{"value", {{}, {least}}}}};
  auto from = at.begin();
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    const Extents& shape = function.input_shapes()[i];
    const auto to = from + static_cast<std::ptrdiff_t>(elements(shape));
    Array value{shape, {from, to}};
    from = to;
    part.values.push_back({function.inputs()[i], value});
    session.set(function.inputs()[i], std::move(value));
  }
  part.text = fmt::format("{} of L-BFGS, {}{}\n", counted(steps, "step"), counted(evaluations, "evaluation"),
                          is_minimum ? "" : "; no minimum was found: the expression is not flat here");
  return part;
}

}  // namespace

void add_commands(Session& session) {
  session.add({.name = "check",
               .arguments = "EXPR",
               .summary = "whether all modes, finite differences and high precision agree",
               .run = &check_in_session,
               .examples = {{":check x^x", "x has to have a value"}}});
  session.add({.name = "fit",
               .arguments = "EXPR [for a, b]",
               .summary = "gives names the values that make an expression small",
               .run = &fit,
               .examples = {{":fit (x - 1)² for x", "from the value that x has"},
                            {":fit sum((a*t + b - y).^2) for a, b", "a line through a table's columns t and y"}}});
}

}  // namespace adc::tools
