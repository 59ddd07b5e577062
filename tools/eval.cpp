// adc eval: the value and the derivatives at a point.
#include <optional>

#include "tools/command.h"
#include "tools/direction.h"
#include "tools/program.h"
#include "tools/report/explanation.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/report/rows.h"

namespace adc::tools {
namespace {

/// The derivative of higher order by `variables`.
Results evaluate_partial(const Function& function, std::span<const double> point,
                         const std::vector<std::string>& variables) {
  const Function derived = function.partial(variables).value();
  Results results = evaluate(derived, point, Derive::Value);
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

void run_eval(const Words& words) {
  const Derive derive = words.has("--hessian") ? Derive::Hessian
                        : words.has("--grad")  ? Derive::Gradient
                                               : Derive::Value;
  if (words.has("--data")) return evaluate_rows(words, derive);
  refuse_row_options(words);
  const Evaluation at = evaluation(words);
  const Results results = all_results(words, at.function, at.point, derive);
  std::optional<Explanation> explanation;
  if (words.has("--explain")) explanation = at.function.explain(derive).value();
  if (derive != Derive::Value && at.function.wrt().empty()) {
    print_message("note: the program has no variables, and so no derivatives; `x=2` behind it gives an input a value\n");
  }
  if (words.has("--json")) {
    return print_result(as_json(results, explanation ? ", \"explain\": " + as_json(*explanation) : ""));
  }
  print_result(as_text(results));
  if (explanation) print_result(as_text(*explanation, at.program.text));
  for (const Diagnostic& note : results.notes) {
    print_message(render(note, at.program.source_name, at.program.text, "note"));
  }
}

}  // namespace

Command eval_command() {
  std::vector<Option> options{{"--grad", "", "", "the gradient too"},
                              {"--hessian", "", "", "the gradient and the second derivatives too"},
                              {"--wrt", "", "NAMES", "derive for these inputs alone, such as x,z"},
                              {"--partial", "", "NAMES", "a derivative of higher order, by these inputs: x,x,z"},
                              {"--order", "", "N", "the derivative of this order by the one variable"},
                              {"--jvp", "", "TANGENT", "the derivative along a direction: x=1,z=-2"},
                              {"--vjp", "", "SEED", "the gradient of a sum of outputs with these weights: a=1,b=2"},
                              {"--hvp", "", "TANGENT", "the Hessian times a direction: x=1,z=-2"},
                              {"--explain", "", "", "say how derivatives are computed, and what else it would cost"},
                              {"--json", "", "", "print one JSON object"}};
  for (const Option& option : row_options()) options.push_back(option);
  for (const Option& option : compute_options()) options.push_back(option);
  for (const Option& option : program_options()) options.push_back(option);
  return {
      .name = "eval",
      .arguments = "PROGRAM [name=value …] [--grad] [--hessian] [options]",
      .summary = "the value and the derivatives at a point",
      .options = std::move(options),
      .examples = {"adc eval 'cos(sin(x²)+3x²)' x=0.5 --grad", "adc eval 'x*log(z)' x=pi/4 z=2 --hessian --json",
                   "adc eval 'W*x' 'W=[1,2;3,4]' x=[1,-1] --grad", "adc eval 'x*log(z)' x=2 z=3 --jvp x=1,z=-1",
                   "adc eval 'x^3*z' x=2 z=3 --partial x,x,z", "adc eval 'a*x^2 + b' a=2 b=1 --data rows.csv --grad",
                   "adc eval 'a = x*y; b = sin(a); a, b' x=1 y=2 --vjp a=1,b=2",
                   "adc eval loss.adc w=0.5 b=-1/4 --grad --mode reverse",
                   "echo 't = x²; sin(t) + 3t' | adc eval - x=2"},
      .run = &run_eval};
}

}  // namespace adc::tools
