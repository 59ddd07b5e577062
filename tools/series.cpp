// adc series: a program as a series in powers of a variable.
#include "adc/series.hpp"

#include <fmt/core.h>

#include <string_view>
#include <vector>

#include "tools/command.h"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/report/table.h"

namespace adc::tools {
namespace {

/// `--at x=0`: the variable and the point; a point alone is of the one variable.
void read_place(const Words& words, SeriesOptions& options) {
  const std::string* const word = words.find("--at");
  if (word == nullptr) return;
  const std::size_t equals = word->find('=');
  if (equals != std::string::npos) options.variable = input_name(word->substr(0, equals));
  options.at = equals == std::string::npos ? *word : word->substr(equals + 1);
  if (options.at.empty()) throw failure("bad-value", "`--at` wants a point, as in `--at x=0`");
}

SeriesOptions series_options(const Words& words) {
  SeriesOptions options;
  read_place(words, options);
  options.order = whole_number(words, "--order", options.order);
  options.side = choice<Side>(words, "--side",
                              {{"either", Side::Either},
                               {"above", Side::Above},
                               {"right", Side::Above},
                               {"below", Side::Below},
                               {"left", Side::Below}});
  return options;
}

std::string as_json(const Series& series) {
  std::string terms;
  for (const SeriesTerm& term : series.terms) {
    terms += fmt::format(R"({}{{"exponent": {}, "coefficient": {}}})", terms.empty() ? "" : ", ",
                         json_string(term.exponent), json_string(term.coefficient));
  }
  std::string notes;
  for (const Diagnostic& note : series.notes) notes += (notes.empty() ? "" : ", ") + json_string(note.message);
  return fmt::format(R"({{"text": {}, "sum": {}, "remainder": {}, "base": {}, "terms": [{}], "notes": [{}]}})",
                     json_string(to_text(series)), json_string(series.sum), json_string(series.remainder),
                     json_string(series.base), terms, notes);
}

/// The series in the notation that is asked for.
std::string in_notation(const Series& series, const Words& words) {
  if (words.has("--latex")) return series.latex;
  if (words.has("--mathml")) return series.mathml;
  return to_text(series);
}

void run_series(const Words& words) {
  if (words.has("--latex") && words.has("--mathml")) {
    throw failure("unexpected-word", "`--latex` and `--mathml` are two notations, and one is wanted");
  }
  SeriesOptions options = series_options(words);
  const ProgramWords program = program_words(words);
  refuse_more(program.rest);
  CompileOptions compiling = compile_options(words, program);
  if (!options.variable.empty()) compiling.inputs.push_back(options.variable);
  const Function function = compile_program(program, compiling);
  const std::vector<std::string> outputs = output_names(function);
  std::string json;
  Rows rows;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    options.output = o;
    const Series made = series(function, options).value();
    json += fmt::format("{}{}: {}", o == 0 ? "" : ", ", json_string(outputs[o]), as_json(made));
    if (outputs.size() == 1 && words.has("--json")) json = as_json(made);
    add_lines(rows, outputs[o], in_notation(made, words));
    if (outputs.size() == 1 && !words.has("--json")) print_result(in_notation(made, words) + "\n");
    if (words.has("--json")) continue;
    for (const Diagnostic& note : made.notes) {
      print_message(render(note, program.source_name, program.text, "note"));
    }
  }
  if (words.has("--json")) {
    print_result(fmt::format("{{\"schema\": \"adc.series.1\", \"series\": {}}}\n",
                             outputs.size() == 1 ? json : "{" + json + "}"));
  } else if (outputs.size() > 1) {
    print_result(align(rows));
  }
}

}  // namespace

Command series_command() {
  std::vector<Option> options{{"--at", "", "x=POINT", "the variable and the point: x=0, x=pi/4, x=a, x=inf, x=-inf"},
                              {"--order", "", "N", "keep powers to this one (5)"},
                              {"--side", "", "SIDE", "the side of the point: above, below; either (the default)"},
                              {"--latex", "", "", "write it for LaTeX's math mode"},
                              {"--mathml", "", "", "write it as an element of MathML"},
                              {"--json", "", "", "print one JSON object, the terms too"}};
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "series",
          .arguments = "PROGRAM [--at x=POINT] [--order N] [options]",
          .summary = "the series about a point, with exact coefficients",
          .options = std::move(options),
          .examples = {"adc series 'exp(x)'", "adc series 'exp(a*x)*sin(x)' --at x=0 --order 4",
                       "adc series '1/sin(x)' --order 7", "adc series 'sqrt(x^2 + x)' --at x=inf",
                       "adc series 'sqrt(sin(x))' --order 4", "adc series 'x^x' --order 2 --latex",
                       "adc series 'abs(x)/(1 + x)' --side below --json"},
          .run = &run_series};
}

}  // namespace adc::tools
