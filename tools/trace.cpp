// adc trace: the forward and backward tables of backpropagation.
#include "adc/graph.hpp"
#include "tools/command.h"
#include "tools/explained.h"
#include "tools/program.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

/// What `--to` says.
Notation notation_of(const Words& words) {
  const std::string* const word = words.find("--to");
  if (word == nullptr) return Notation::Text;
  return chosen<Notation>("--to", *word,
                          {{"text", Notation::Text}, {"html", Notation::Mathml}, {"latex", Notation::Latex}});
}

void run(const Words& words) {
  const Notation notation = notation_of(words);
  const std::string* const path = words.find("--output");
  if (path != nullptr) require_folder(*path);
  const Evaluation at = explained(words);
  const std::string tables = trace(graph(at.function, at.point, notation).value());
  if (path != nullptr)
    write_file(*path, tables);
  else
    print_result(tables);
}

}  // namespace

Command trace_command() {
  std::vector<Option> options{
      {"--to", "", "FORM", "text (the default), html (two tables with MathML) or latex (with amsmath)"},
      {"--output", "-o", "FILE", "write to FILE"}};
  for (const std::vector<Option>& more : {explained_options(), program_options()})
    options.insert(options.end(), more.begin(), more.end());
  return {.name = "trace",
          .arguments = "PROGRAM name=value … [--to FORM] [-o FILE] [options]",
          .summary = "the forward and backward tables of backpropagation, with numbers",
          .options = std::move(options),
          .examples = {"adc trace 't = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)' x=0.5",
                       "adc trace 'cos(sin(x²)+3x²)' x=0.5",
                       "adc trace 't = x²; u1 = sin(t); J = cos(u1 + 3t)' x=0.5 --to latex -o table.tex"},
          .run = &run};
}

}  // namespace adc::tools
