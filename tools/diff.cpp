// adc diff: the derivative as a formula.
#include "tools/command.h"
#include "tools/failure.h"
#include "tools/output.h"
#include "tools/program.h"
#include "tools/results.h"
#include "tools/table.h"

namespace adc::tools {
namespace {

/// A derivative and what it is of and by.
struct Derivative {
  std::string output;
  std::string variable;
  std::string formula;
};

std::vector<Derivative> derivatives(const Function& function, const std::vector<std::string>& variables) {
  std::vector<Derivative> all;
  for (std::size_t o = 0; o < function.outputs().size(); ++o) {
    const std::string& name = function.outputs()[o];
    for (const std::string& variable : variables) {
      std::string formula = function.derivative(variable, o).value();
      while (!formula.empty() && formula.back() == '\n') formula.pop_back();
      all.push_back({name.empty() ? "y" + std::to_string(o + 1) : name, variable, std::move(formula)});
    }
  }
  return all;
}

std::string as_text(const std::vector<Derivative>& all, bool single_output) {
  if (all.size() == 1) return all[0].formula + "\n";
  Rows rows;
  for (const Derivative& derivative : all) {
    add_lines(rows, "d" + (single_output ? "" : derivative.output) + "/d" + derivative.variable, derivative.formula);
  }
  return align(rows);
}

std::string as_json(const std::vector<Derivative>& all, const std::vector<std::string>& outputs) {
  std::string text = "{\"schema\": \"adc.diff.1\", \"derivative\": {";
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool first = i == 0 || all[i].output != all[i - 1].output;
    if (first && outputs.size() > 1) text += (i == 0 ? "" : "}, ") + json_string(all[i].output) + ": {";
    if (!first) text += ", ";
    text += json_string(all[i].variable) + ": " + json_string(all[i].formula);
  }
  return text + (outputs.size() > 1 && !all.empty() ? "}}}\n" : "}}\n");
}

void run(const Words& words) {
  const ProgramWords program = program_words(words);
  CompileOptions options = compile_options(words, program);
  for (const std::string& word : program.rest) {
    if (word.find('=') == std::string::npos) continue;
    throw usage_error("bad-name", "`" + word + "` is not the name of an input",
                      {"`adc eval PROGRAM name=value --grad` gives the derivatives at a point"});
  }
  std::vector<std::string> variables = input_names(program.rest);
  options.inputs = variables;
  const Function function = compile_program(program, options);
  if (variables.empty()) variables.assign(function.wrt().begin(), function.wrt().end());
  if (variables.empty()) print_message("adc: note: the program has no inputs to differentiate by");
  const std::vector<Derivative> all = derivatives(function, variables);
  const std::vector<std::string> outputs(function.outputs().begin(), function.outputs().end());
  print_result(words.has("--json") ? as_json(all, outputs) : as_text(all, outputs.size() == 1));
}

}  // namespace

Command diff_command() {
  std::vector<Option> options{{"--json", "", "", "print one JSON object, the formulas by variable"}};
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "diff",
          .arguments = "PROGRAM [VAR …] [options]",
          .summary = "the derivative, as a formula; by default for every input",
          .options = std::move(options),
          .examples = {"adc diff 'cos(sin(x²)+3x²)' x", "adc diff 'x*exp(-x*y)'", "adc diff f.adc w b --json"},
          .run = &run};
}

}  // namespace adc::tools
