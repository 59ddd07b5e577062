// adc eval: the value and the derivatives at a point.
#include "tools/command.h"
#include "tools/output.h"
#include "tools/program.h"
#include "tools/results.h"

namespace adc::tools {
namespace {

void run(const Words& words) {
  const Evaluation at = evaluation(words);
  const bool hessian = words.has("--hessian");
  const bool gradient = words.has("--grad");
  const Derive derive = hessian ? Derive::Hessian : gradient ? Derive::Gradient : Derive::Value;
  const Results results = evaluate(at.function, at.point, derive);
  if (words.has("--json")) return print_result(as_json(results));
  print_result(as_text(results));
  for (const Diagnostic& note : results.notes) {
    print_message(render(note, at.program.source_name, at.program.text, "note"));
  }
}

}  // namespace

Command eval_command() {
  std::vector<Option> options{{"--grad", "", "", "the gradient too"},
                              {"--hessian", "", "", "the gradient and the second derivatives too"},
                              {"--wrt", "", "NAMES", "derive for these inputs alone, such as x,z"},
                              {"--json", "", "", "print one JSON object"}};
  for (const Option& option : compute_options()) options.push_back(option);
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "eval",
          .arguments = "PROGRAM [name=value …] [--grad] [--hessian] [options]",
          .summary = "the value and the derivatives at a point",
          .options = std::move(options),
          .examples = {"adc eval 'cos(sin(x²)+3x²)' x=0.5 --grad", "adc eval 'x*log(z)' x=pi/4 z=2 --hessian --json",
                       "adc eval loss.adc w=0.5 b=-1/4 --grad --mode reverse",
                       "echo 't = x²; sin(t) + 3t' | adc eval - x=2"},
          .run = &run};
}

}  // namespace adc::tools
