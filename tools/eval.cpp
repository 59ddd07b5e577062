// adc eval: the value and the derivatives at a point.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "adc/taylor.hpp"
#include "tools/command.h"
#include "tools/direction.h"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/explanation.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/report/rows.h"
#include "tools/report/sparse.h"
#include "tools/report/taylor.h"
#include "tools/train/processes.h"

namespace adc::tools {
namespace {

/// From this order on derivatives by one variable are the numbers of a Taylor series, whose cost grows with the square
/// of the order.
constexpr std::size_t kTaylorOrder = 11;

/// The derivative of high order by `variables` if they are one and the same, of a function of numbers.
std::optional<Results> evaluate_by_taylor(const Function& function, std::span<const double> point,
                                          const std::vector<std::string>& variables) {
  const std::size_t order = variables.size();
  const auto wrt = function.wrt();
  const auto input = std::ranges::find(wrt, variables[0]);
  const bool is_one = std::ranges::all_of(variables, [&](const std::string& name) { return name == variables[0]; });
  if (order < kTaylorOrder || !is_one || input == wrt.end()) return std::nullopt;
  std::vector<double> along(wrt.size(), 0);
  along[static_cast<std::size_t>(input - wrt.begin())] = 1;
  const Result<Taylor> series = taylor(function, point, along, order);
  if (!series) return std::nullopt;
  Results results{.outputs = output_names(function)};
  Section& section = results.sections.emplace_back();
  section.labels = function.partial(variables).value().result_names(Derive::Value);
  for (std::size_t o = 0; o < results.outputs.size(); ++o) {
    const double derivative = series->derivative(o, order);
    if (!std::isfinite(derivative)) return std::nullopt;
    section.results.push_back({{}, {derivative}});
  }
  return results;
}

/// The derivative of higher order by `variables`.
Results evaluate_partial(const Function& function, std::span<const double> point,
                         const std::vector<std::string>& variables) {
  std::optional<Results> by_taylor = evaluate_by_taylor(function, point, variables);
  Results results =
      by_taylor ? *std::move(by_taylor) : evaluate(function.partial(variables).value(), point, Derive::Value);
  Section& section = results.sections[0];
  section.key = "partial";
  for (const std::string& name : variables) section.names.push_back({name});
  return results;
}

/// Everything that the options ask for.
Results all_results(const Words& words, const Function& function, std::span<const double> point, Derive derive) {
  Results results = evaluate(function, point, derive);
  const auto along = [&](std::string_view option, Derive product, std::span<const std::string> names,
                         std::span<const Extents> shapes) {
    const std::string* const list = words.find(option);
    if (list != nullptr) merge(results, evaluate(function, point, product, direction(*list, names, shapes)));
  };
  along("--jvp", Derive::Jvp, function.wrt(), function.wrt_shapes());
  along("--vjp", Derive::Vjp, results.outputs, function.output_shapes());
  along("--hvp", Derive::Hvp, function.wrt(), function.wrt_shapes());
  const std::vector<std::string> variables = partial_variables(words, function);
  if (!variables.empty()) merge(results, evaluate_partial(function, point, variables));
  return results;
}

/// The series that `--taylor` asks for, along the direction of `--along`; of one variable along it.
std::optional<Taylor> taylor_series(const Words& words, const Function& function, std::span<const double> point) {
  if (!words.has("--taylor")) {
    if (words.has("--along")) throw failure("bad-value", "`--along` is the direction of `--taylor N`");
    return std::nullopt;
  }
  std::vector<double> along;
  if (const std::string* const list = words.find("--along")) {
    along = direction(*list, function.wrt(), function.wrt_shapes());
  } else if (function.wrt().empty()) {
    throw failure("bad-value", "`--taylor` is along a direction, and the program has no variables");
  } else if (function.wrt().size() != 1) {
    const auto [first, second] = std::pair(function.wrt()[0], function.wrt()[1]);
    throw failure(
        "bad-value",
        fmt::format("`--taylor` is along a direction, and the program has {}",
                    counted(function.wrt().size(), "variable")),
        {fmt::format("`--along {}=1,{}=2` gives one, and `--wrt {}` chooses a variable", first, second, first)});
  }
  return taylor(function, point, along, whole_number(words, "--taylor", 0)).value();
}

/// What `--sparse` asks for: the Hessian where that is asked for, else the Jacobian.
std::optional<SparseResult> sparse_result(const Words& words, const Function& function, std::span<const double> point) {
  if (!words.has("--sparse")) return std::nullopt;
  if (!words.has("--grad") && !words.has("--hessian"))
    throw failure("bad-value", "`--sparse` says how a matrix is given",
                  {"`--grad --sparse` gives the Jacobian, `--hessian --sparse` the Hessian"});
  return evaluate_sparse(function, point, words.has("--hessian"));
}

/// What is asked for beside what is sparse: a gradient beside a Hessian.
Derive dense_derivatives(const Words& words) {
  const bool is_sparse = words.has("--sparse");
  if (words.has("--hessian")) return is_sparse ? Derive::Gradient : Derive::Hessian;
  return words.has("--grad") && !is_sparse ? Derive::Gradient : Derive::Value;
}

void run_eval(const Words& words) {
  const Derive derive = dense_derivatives(words);
  if (words.has("--data")) return run_together([&] { evaluate_rows(words, derive); });
  refuse_row_options(words);
  const Evaluation at = evaluation(words);
  Results results = all_results(words, at.function, at.point, derive);
  const std::optional<Taylor> series = taylor_series(words, at.function, at.point);
  if (series) merge(results, {.notes = series->notes});
  const std::optional<SparseResult> sparse = sparse_result(words, at.function, at.point);
  std::optional<Explanation> explanation;
  if (words.has("--explain")) explanation = at.function.explain(derive).value();
  if (derive != Derive::Value && at.function.wrt().empty()) {
    print_message(
        "note: the program has no variables, and so no derivatives; `x=2` behind it gives an input a value\n");
  }
  if (words.has("--json")) {
    std::string more = series ? as_json(*series, results.outputs) : "";
    if (sparse) more += as_json(*sparse);
    if (explanation) more += ", \"explain\": " + as_json(*explanation);
    return print_result(as_json(results, more));
  }
  if (!series || results.sections.size() > 1) print_result(as_text(results));
  if (series) print_result(to_text(*series, results.outputs));
  if (sparse) print_result(as_text(*sparse, at.function));
  if (explanation) print_result(as_text(*explanation, at.program.text));
  for (const Diagnostic& note : results.notes) {
    print_message(render(note, at.program.source_name, at.program.text, "note"));
  }
}

}  // namespace

Command eval_command() {
  std::vector<Option> options{
      {"--grad", "", "", "the gradient too"},
      {"--hessian", "", "", "the gradient and the second derivatives too"},
      {"--wrt", "", "NAMES", "derive for these inputs alone, such as x,z"},
      {"--partial", "", "NAMES", "a derivative of higher order, by these inputs: x,x,z"},
      {"--order", "", "N", "the derivative of this order by the one variable"},
      {"--jvp", "", "TANGENT", "the derivative along a direction: x=1,z=-2"},
      {"--vjp", "", "SEED", "the gradient of a sum of outputs with these weights: a=1,b=2"},
      {"--hvp", "", "TANGENT", "the Hessian times a direction: x=1,z=-2"},
      {"--sparse", "", "", "the Jacobian or Hessian as places and numbers, without what is always 0"},
      {"--taylor", "", "N", "the Taylor coefficients and the derivatives to this order"},
      {"--along", "", "TANGENT", "the direction of the Taylor series: x=1,z=-2"},
      {"--explain", "", "", "say how derivatives are computed, and what else it would cost"},
      {"--json", "", "", "print one JSON object"}};
  for (const Option& option : row_options()) options.push_back(option);
  for (const Option& option : compute_options()) options.push_back(option);
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "eval",
          .arguments = "PROGRAM [name=value …] [--grad] [--hessian] [options]",
          .summary = "the value and the derivatives at a point",
          .options = std::move(options),
          .examples = {"adc eval 'cos(sin(x²)+3x²)' x=0.5 --grad", "adc eval 'x*log(z)' x=pi/4 z=2 --hessian --json",
                       "adc eval 'W*x' 'W=[1,2;3,4]' x=[1,-1] --grad", "adc eval 'x*log(z)' x=2 z=3 --jvp x=1,z=-1",
                       "adc eval 'x^3*z' x=2 z=3 --partial x,x,z", "adc eval 'exp(sin(x))' x=0 --taylor 6",
                       "adc eval 'x*log(z)' x=2 z=3 --taylor 4 --along x=1,z=-1",
                       "adc eval 'param x: R[4]; sum((x[2:4]-x[1:3].^2).^2)' 'x=[1,2,3,4]' --hessian --sparse",
                       "adc eval 'a*x^2 + b' a=2 b=1 --data rows.csv --grad",
                       "adc eval 'a = x*y; b = sin(a); a, b' x=1 y=2 --vjp a=1,b=2",
                       "adc eval loss.adc w=0.5 b=-1/4 --grad --mode reverse",
                       "echo 't = x²; sin(t) + 3t' | adc eval - x=2"},
          .run = &run_eval};
}

}  // namespace adc::tools
