#include "tests/golden/commands.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <utility>

#include "adc/adc.hpp"
#include "diag/render.h"
#include "ir/text.h"
#include "kernel/text.h"
#include "parser/parse.h"
#include "passes/pipeline.h"

namespace adc::tests {
namespace {

template <typename T>
using Words = std::map<std::string, T>;

template <typename T>
T find(const Words<T>& words, const std::string& word) {
  const auto found = words.find(word);
  if (found == words.end()) throw std::runtime_error("a RUN line does not know `" + word + "`");
  return found->second;
}

const Words<Derive> kDerive{{"value", Derive::Value}, {"gradient", Derive::Gradient}, {"hessian", Derive::Hessian},
                            {"jvp", Derive::Jvp},     {"vjp", Derive::Vjp},           {"hvp", Derive::Hvp}};
const Words<Mode> kModeWords{
    {"auto", Mode::Auto}, {"symbolic", Mode::Symbolic}, {"forward", Mode::Forward}, {"reverse", Mode::Reverse}};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const auto end = std::min(text.find(separator, begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// The value of `--name=value` or `--name value` among a RUN line's words.
std::string option(const GoldenFile& file, const std::string& name, const std::string& otherwise) {
  for (std::size_t i = 0; i < file.command.size(); ++i) {
    const std::string& word = file.command[i];
    if (word == name && i + 1 < file.command.size()) return file.command[i + 1];
    if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
  }
  return otherwise;
}

Answer failure(std::string text) {
  Answer answer;
  answer.failed = true;
  answer.text = std::move(text);
  return answer;
}

Answer ir(const GoldenFile& file) {
  const auto render = [&](const Error& error) {
    return failure(diag::render(error.diagnostic(), file.name, file.text));
  };
  const auto parsed = parser::parse(file.text);
  if (!parsed) return render(parsed.error());
  Answer answer;
  for (const Diagnostic& note : parsed->notes) answer.text += diag::render(note, file.name, file.text, "note");
  auto fn = passes::apply(parsed->fn, split(option(file, "--passes", ""), ','));
  if (!fn) return render(fn.error());
  answer.text += ir::print(*fn);
  answer.fn = std::move(*fn);
  return answer;
}

Result<Function> compile_file(const GoldenFile& file) {
  CompileOptions options;
  options.source_name = file.name;
  options.mode = find(kModeWords, option(file, "--mode", "auto"));
  return compile(file.program, options);
}

Answer printed(const Result<std::string>& text) {
  if (!text) return failure(text.error().what());
  Answer answer;
  answer.text = *text;
  return answer;
}

Answer diff(const GoldenFile& file) {
  const auto fn = compile_file(file);
  if (!fn) return failure(fn.error().what());
  Answer answer = printed(fn->derivative(file.command.at(2)));
  if (answer.failed) return answer;
  if (auto parsed = parser::parse(answer.text)) answer.fn = std::move(parsed->fn);
  return answer;
}

Answer emit(const GoldenFile& file) {
  const auto fn = compile_file(file);
  if (!fn) return failure(fn.error().what());
  const Derive derive = find(kDerive, option(file, "--derive", "value"));
  const Target target = target_named(option(file, "--to", "ir")).value();
  const bool has_rows = std::ranges::find(file.command, "--rows") != file.command.end();
  Answer answer = printed(fn->emit(derive, target, {.over_rows = has_rows}));
  if (answer.failed) return answer;
  if (target == Target::Kernel) answer.loops = kernel::read(answer.text).value();
  if (target != Target::Ir) return answer;
  if (auto read = ir::read(answer.text)) answer.fn = std::move(*read);
  return answer;
}

Answer trace(const GoldenFile& file) {
  const auto fn = compile_file(file);
  if (!fn) return failure(fn.error().what());
  std::vector<double> point;
  for (const std::string& name : fn->inputs()) {
    for (const std::string& word : file.command) {
      if (word.starts_with(name + "=")) point.push_back(evaluate_constant(word.substr(name.size() + 1)).value());
    }
  }
  return printed(fn->trace(point));
}

}  // namespace

Answer answer(const GoldenFile& file) {
  const Words<Answer (*)(const GoldenFile&)> commands{{"ir", ir}, {"diff", diff}, {"emit", emit}, {"trace", trace}};
  if (file.command.size() < 2 || file.command[1] != "%s") throw std::runtime_error(file.path + ": RUN wants `VERB %s`");
  return find(commands, file.command[0])(file);
}

}  // namespace adc::tests
