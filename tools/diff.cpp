// adc diff: the derivative as a formula.
#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <span>

#include "common/typeset.h"
#include "tools/command.h"
#include "tools/direction.h"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/report/table.h"

namespace adc::tools {
namespace {

using Variables = std::vector<std::string>;

/// A derivative and what it is of and by.
struct Derivative {
  std::string output;
  Variables variables;
  std::string formula;
};

/// The formula of a derivative in the notation that is asked for.
std::string in_notation(std::string formula, std::optional<Target> notation) {
  if (!notation) return formula;
  std::string text = common::typeset(formula, *notation);
  if (text.empty()) {
    throw failure("not-scalar", "this derivative has no formula in this notation",
                  {"`adc diff` without `--latex` or `--mathml` writes it in adc's own"});
  }
  return text;
}

std::vector<Derivative> derivatives(const Function& function, const std::vector<Variables>& wanted,
                                    std::optional<Target> notation) {
  std::vector<Derivative> all;
  const std::vector<std::string> outputs = output_names(function);
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    for (const Variables& variables : wanted) {
      std::string formula = function.mixed_derivative(variables, o).value();
      while (!formula.empty() && formula.back() == '\n') formula.pop_back();
      all.push_back({outputs[o], variables, in_notation(std::move(formula), notation)});
    }
  }
  return all;
}

/// "x,x,z"
std::string joined(const Variables& variables) {
  std::string text;
  for (const std::string& name : variables) text += (text.empty() ? "" : ",") + name;
  return text;
}

std::string derivatives_text(const std::vector<Derivative>& all, bool single_output) {
  if (all.size() == 1) return all[0].formula + "\n";
  Rows rows;
  for (const Derivative& derivative : all) {
    add_lines(rows, derivative_symbol(single_output ? "" : derivative.output, derivative.variables),
              derivative.formula);
  }
  return align(rows);
}

std::string derivatives_json(const std::vector<Derivative>& all, const std::vector<std::string>& outputs) {
  std::string text = "{\"schema\": \"adc.diff.1\", \"derivative\": {";
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool first = i == 0 || all[i].output != all[i - 1].output;
    if (first && outputs.size() > 1) text += fmt::format("{}{}: {{", i == 0 ? "" : "}, ", json_string(all[i].output));
    if (!first) text += ", ";
    text += fmt::format("{}: {}", json_string(joined(all[i].variables)), json_string(all[i].formula));
  }
  return text + (outputs.size() > 1 && !all.empty() ? "}}}\n" : "}}\n");
}

/// What each word asks to derive by: `x`, or `x,x,z` for a derivative of higher order.
std::vector<Variables> variables_of(std::span<const std::string> words) {
  std::vector<Variables> all;
  for (const std::string& word : words) {
    Variables variables = variable_list(word);
    if (std::ranges::find(all, variables) != all.end()) {
      throw failure("repeated-input", fmt::format("the derivative by `{}` is asked for twice", word),
                    {fmt::format("`{},{}` derives twice by it", word, word)});
    }
    all.push_back(std::move(variables));
  }
  return all;
}

/// Derives `order` times where once was said.
void repeat(std::vector<Variables>& wanted, std::size_t order) {
  for (Variables& variables : wanted) {
    const Variables once = variables;
    for (std::size_t i = 1; i < order; ++i) variables.insert(variables.end(), once.begin(), once.end());
  }
}

/// LaTeX or MathML, where an option says so.
std::optional<Target> notation_of(const Words& words) {
  const bool latex = words.has("--latex");
  const bool mathml = words.has("--mathml");
  if (latex && mathml) {
    throw failure("unexpected-word", "`--latex` and `--mathml` are two notations, and one is wanted");
  }
  if (latex) return Target::Latex;
  return mathml ? std::optional(Target::Mathml) : std::nullopt;
}

void run_diff(const Words& words) {
  const std::optional<Target> notation = notation_of(words);
  const ProgramWords program = program_words(words);
  CompileOptions options = compile_options(words, program);
  for (const std::string& word : program.rest) {
    if (word.find('=') == std::string::npos) continue;
    throw failure("bad-name", fmt::format("`{}` is not the name of an input", word),
                  {"`adc eval PROGRAM name=value --grad` gives the derivatives at a point"});
  }
  std::vector<Variables> wanted = variables_of(program.rest);
  for (const Variables& variables : wanted) {
    for (const std::string& name : variables) {
      if (std::ranges::find(options.inputs, name) == options.inputs.end()) options.inputs.push_back(name);
    }
  }
  const Function function = compile_program(program, options);
  if (wanted.empty()) wanted = variables_of(function.wrt());
  if (wanted.empty()) print_message("adc: note: the program has no inputs to differentiate by");
  repeat(wanted, order(words));
  const std::vector<Derivative> all = derivatives(function, wanted, notation);
  const std::vector<std::string> outputs(function.outputs().begin(), function.outputs().end());
  print_result(words.has("--json") ? derivatives_json(all, outputs) : derivatives_text(all, outputs.size() == 1));
}

}  // namespace

Command diff_command() {
  std::vector<Option> options{{"--order", "", "N", "derive N times by each"},
                              {"--latex", "", "", "write formulas for LaTeX's math mode"},
                              {"--mathml", "", "", "write formulas as elements of MathML"},
                              {"--json", "", "", "print one JSON object, the formulas by variable"}};
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "diff",
          .arguments = "PROGRAM [VAR …] [options]",
          .summary = "the derivative, as a formula: by each VAR, or by x,y of higher order",
          .options = std::move(options),
          .examples = {"adc diff 'cos(sin(x²)+3x²)' x", "adc diff 'x*exp(-x*y)'", "adc diff 'x^2*sin(y)' x,y",
                       "adc diff 'x^2*sin(y)' x y --order 2", "adc diff 'sqrt(x/y)' x --latex",
                       "adc diff f.adc w b --json"},
          .run = &run_diff};
}

}  // namespace adc::tools
