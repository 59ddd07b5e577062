// adc emit: the program, or what is derived from it, in another language.
#include <unistd.h>

#include "tools/command.h"
#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

/// "c (the default), cpp, …, asm or obj"
std::string all_target_words() {
  std::string all;
  for (const TargetWord& target : targets()) {
    if (!all.empty()) all += &target == &targets().back() ? " or " : ", ";
    all += std::string(target.word) + (target.target == Target::C ? " (the default)" : "");
  }
  return all;
}

/// The same for as long as the program runs, as options want their texts.
std::string_view target_words() {
  static const std::string kWords = all_target_words();
  return kWords;
}

Target target_of(const Words& words) {
  const std::string* const word = words.find("--to");
  if (word == nullptr) return Target::C;
  if (const std::optional<Target> target = target_named(*word)) return *target;
  std::vector<std::string> names;
  for (const TargetWord& target : targets()) names.emplace_back(target.word);
  refuse_choice("--to", *word, names);
}

struct What {
  Derive derive;
  Mode mode;
};

void run(const Words& words) {
  const Target target = target_of(words);
  const auto what = choice<What>(words, "--derive",
                                 {{"value", {Derive::Value, Mode::Auto}},
                                  {"gradient", {Derive::Gradient, Mode::Auto}},
                                  {"symbolic", {Derive::Gradient, Mode::Symbolic}},
                                  {"forward", {Derive::Gradient, Mode::Forward}},
                                  {"reverse", {Derive::Gradient, Mode::Reverse}},
                                  {"hessian", {Derive::Hessian, Mode::Auto}},
                                  {"jvp", {Derive::Jvp, Mode::Auto}},
                                  {"vjp", {Derive::Vjp, Mode::Auto}},
                                  {"hvp", {Derive::Hvp, Mode::Auto}}});
  const ProgramWords program = program_words(words);
  refuse_more(program.rest);
  CompileOptions options = compile_options(words, program);
  options.mode = what.mode;
  if (const std::string* name = words.find("--name")) options.name = *name;
  const std::string* const path = words.find("--output");
  if (target == Target::Obj && path == nullptr && isatty(STDOUT_FILENO) == 1) {
    throw failure("binary-to-terminal", "an object file is no text for a terminal", {"name a file: -o FILE"});
  }
  EmitOptions form{.over_rows = words.has("--rows"), .calls_blas = words.has("--blas")};
  if (program.model) form = train::describe(*program.model, std::move(form));
  std::string text = compile_program(program, options).emit(what.derive, target, form).value();
  if (target != Target::Obj && (text.empty() || text.back() != '\n')) text += '\n';
  if (path != nullptr)
    write_file(*path, text);
  else
    print_result(text);
}

}  // namespace

Command emit_command() {
  std::vector<Option> options{
      {"--to", "", "LANGUAGE", target_words()},
      {"--derive", "", "WHAT", "value (the default), gradient, symbolic, forward, reverse, hessian, jvp, vjp or hvp"},
      {"--output", "-o", "FILE", "write to FILE"},
      {"--name", "", "NAME", "what to call the function, where the program gives no name"},
      {"--blas", "", "", "C whose matrix products call cblas_dgemm (or cblas_sgemm)"},
      {"--rows", "", "", "a map over any number of rows: a pointer and a stride per input and result"},
      {"--wrt", "", "NAMES", "derive for these inputs alone, such as x,z"},
      dtype_option(),
      {"--as-written", "", "", "exactly as written: no rewrites for accuracy"}};
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "emit",
          .arguments = "PROGRAM [--to LANGUAGE] [--derive WHAT] [-o FILE] [options]",
          .summary = "the program, or its derivatives, as source or object code",
          .options = std::move(options),
          .examples = {"adc emit 'cos(sin(x²)+3x²)' --derive reverse -o J.c",
                       "adc emit 'x*exp(-x²)' --derive hessian --to formula",
                       "adc emit network.adc --derive gradient --blas -o network.c",
                       "adc emit 'exp(-y*x²)' --derive gradient --rows -o table.c",
                       "adc emit 'exp(-y*x²)' --derive gradient --rows --to cuda -o table.cu",
                       "adc emit digits.safetensors --name digits -o digits.c", "adc emit f.adc --to asm",
                       "adc emit f.adc --to obj -o f.o"},
          .run = &run};
}

}  // namespace adc::tools
