// adc ir: the intermediate representation, text to text.
#include "tools/command.h"
#include "tools/program.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

void run_ir(const Words& words) {
  const ProgramWords program = program_words(words);
  refuse_more(program.rest);
  std::vector<std::string> passes;
  if (const std::string* names = words.find("--passes")) passes = split(*names, ',');
  for (std::string& name : passes) name = trimmed(name);
  print_result(compile_program(program, compile_options(words, program)).ir(passes).value());
}

std::string_view passes_help() {
  static const std::string kText = [] {
    std::string names = "apply these passes in order, such as symbolic,cse; there are";
    for (const std::string& name : pass_names()) names += " " + name;
    return names;
  }();
  return kText;
}

}  // namespace

Command ir_command() {
  std::vector<Option> options{{"--passes", "", "NAMES", passes_help()}};
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "ir",
          .arguments = "PROGRAM [--passes=a,b,c] [options]",
          .summary = "the program's intermediate representation, as it is or after some passes",
          .options = std::move(options),
          .examples = {"adc ir 'cos(sin(x²)+3x²)'", "adc ir f.adc --passes=reverse,cse,dce",
                       "adc ir f.adc | adc ir - --passes=legalise"},
          .run = &run_ir};
}

}  // namespace adc::tools
