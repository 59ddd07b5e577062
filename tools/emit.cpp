// adc emit: the program, or what is derived from it, in another language.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "adc/sparse.hpp"
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

bool is_binary(Target target) { return std::ranges::find(targets(), target, &TargetWord::target)->is_binary; }

void with_last_newline(std::string& text) {
  if (text.empty() || text.back() != '\n') text += '\n';
}

/// What is written beside a library, so that others can call it.
struct Companion {
  Target target;
  std::string path;
};

/// Of `f.so` the header `f.h`, of `f.wasm` its loader `f.mjs`.
std::optional<Companion> companion_of(Target target, const std::string& path) {
  if (target != Target::Shared && target != Target::Wasm) return std::nullopt;
  const bool is_wasm = target == Target::Wasm;
  Companion companion{is_wasm ? Target::Loader : Target::Header,
                      std::filesystem::path(path).replace_extension(is_wasm ? ".mjs" : ".h").string()};
  if (companion.path == path)
    throw failure("bad-value", fmt::format("`{}` is what the file beside it is called", path),
                  {is_wasm ? "name it FILE.wasm" : "name it FILE.so"});
  return companion;
}

/// The program to a file, with what belongs beside it.
void write_files(const Emitted& program, Target target, EmitOptions form, const std::string& path,
                 const std::string& text) {
  const std::optional<Companion> companion = companion_of(target, path);
  if (companion) {
    const std::string file = std::filesystem::path(path).filename().string();
    form.machine = form.cpu = "";
    form.file = file;
    std::string beside = program.function.emit(program.derive, companion->target, form).value();
    with_last_newline(beside);
    write_file(path, text);
    return write_file(companion->path, beside);
  }
  write_file(path, text);
}

struct What {
  Derive derive;
  Mode mode;
};

/// What `--derive` says, a word or several with commas.
std::vector<What> what_of(const Words& words) {
  const std::string* const given = words.find("--derive");
  std::vector<What> all;
  for (const std::string& word : given == nullptr ? std::vector<std::string>{"value"} : split(*given, ',')) {
    all.push_back(chosen<What>("--derive", std::string(trimmed(word)),
                               {{"value", {Derive::Value, Mode::Auto}},
                                {"gradient", {Derive::Gradient, Mode::Auto}},
                                {"symbolic", {Derive::Gradient, Mode::Symbolic}},
                                {"forward", {Derive::Gradient, Mode::Forward}},
                                {"reverse", {Derive::Gradient, Mode::Reverse}},
                                {"hessian", {Derive::Hessian, Mode::Auto}},
                                {"jvp", {Derive::Jvp, Mode::Auto}},
                                {"vjp", {Derive::Vjp, Mode::Auto}},
                                {"hvp", {Derive::Hvp, Mode::Auto}}}));
  }
  return all;
}

/// The sparse Jacobian or Hessian that `--sparse` asks for.
std::string emit_sparse(const Function& function, const What& what, Target target, const EmitOptions& form) {
  switch (what.derive) {
    case Derive::Gradient: return sparse_jacobian(function, what.mode).value().emit(target, form).value();
    case Derive::Hessian: return sparse_hessian(function, Triangle::Lower).value().emit(target, form).value();
    default:
      throw failure("bad-value", "`--sparse` is of matrices",
                    {"`--derive gradient` gives the Jacobian, `--derive hessian` the Hessian's lower triangle"});
  }
}

void run_emit(const Words& words) {
  const Target target = target_of(words);
  const std::vector<What> all = what_of(words);
  const ProgramWords program = program_words(words);
  refuse_more(program.rest);
  CompileOptions options = compile_options(words, program);
  if (const std::string* name = words.find("--name")) options.name = *name;
  const std::string* const path = words.find("--output");
  if (is_binary(target) && path == nullptr && isatty(STDOUT_FILENO) == 1) {
    throw failure("binary-to-terminal", "machine code is no text for a terminal", {"name a file: -o FILE"});
  }
  const auto word = [&](std::string_view option) {
    const std::string* const given = words.find(option);
    return given == nullptr ? std::string() : *given;
  };
  EmitOptions form{.over_rows = words.has("--rows"),
                   .calls_blas = words.has("--blas"),
                   .machine = word("--target"),
                   .cpu = word("--cpu")};
  if (program.model) form = train::describe(*program.model, std::move(form));
  std::vector<Emitted> functions;
  for (const What& what : all) {
    options.mode = what.mode;
    const bool is_known = !functions.empty() && all[functions.size() - 1].mode == what.mode;
    functions.push_back({is_known ? functions.back().function : compile_program(program, options), what.derive});
  }
  if (words.has("--sparse") && all.size() > 1) throw failure("bad-value", "`--sparse` is of one derivative");
  std::string text = words.has("--sparse") ? emit_sparse(functions[0].function, all[0], target, form)
                                           : emit_all(functions, target, form).value();
  if (!is_binary(target)) with_last_newline(text);
  if (path != nullptr)
    write_files(functions.front(), target, form, *path, text);
  else
    print_result(text);
}

}  // namespace

Command emit_command() {
  std::vector<Option> options{
      {"--to", "", "LANGUAGE", target_words()},
      {"--derive", "", "WHAT",
       "value (the default), gradient, symbolic, forward, reverse, hessian, jvp, vjp or hvp; of languages several"},
      {"--output", "-o", "FILE", "write to FILE; of shared a header beside it, FILE.h, of wasm a loader, FILE.mjs"},
      {"--target", "", "TRIPLE",
       "the machine that code is for, such as aarch64-linux-gnu; this one if nothing is said"},
      {"--cpu", "", "NAME", "its processor, such as cortex-a72; of another machine what all of its kind have"},
      {"--name", "", "NAME", "what to call the function, where the program gives no name"},
      {"--blas", "", "", "C whose matrix products call cblas_dgemm (or cblas_sgemm)"},
      {"--sparse", "", "", "of a Jacobian or Hessian only what may be other than 0, with its places as constants"},
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
                       "adc emit 'x*exp(-x²)' --derive value,gradient,hessian --to rust -o f.rs",
                       "adc emit 'param x: R[9]; sum((x[2:9]-x[1:8].^2).^2)' --derive hessian --sparse -o h.c",
                       "adc emit network.adc --derive gradient --blas -o network.c",
                       "adc emit 'exp(-y*x²)' --derive gradient --rows -o table.c",
                       "adc emit 'exp(-y*x²)' --derive gradient --rows --to cuda -o table.cu",
                       "adc emit digits.safetensors --name digits -o digits.c", "adc emit f.adc --to asm",
                       "adc emit f.adc --to shared -o f.so", "adc emit f.adc --to wasm -o f.wasm",
                       "adc emit f.adc --to obj --target riscv64-linux-gnu -o f.o"},
          .run = &run_emit};
}

}  // namespace adc::tools
