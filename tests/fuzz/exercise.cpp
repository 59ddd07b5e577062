#include "tests/fuzz/exercise.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "emit/formula.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "ir/verifier.h"
#include "parser/parse.h"
#include "passes/pipeline.h"

namespace adc::tests {
namespace {

constexpr Limits kLimits{.source_bytes = 1 << 16, .nesting = 100, .instructions = 3000};

void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "exercise: %s\n", what);
  std::abort();
}

void refused(const Error& error, std::string_view text) {
  const Diagnostic& diagnostic = error.diagnostic();
  must(!diagnostic.slug.empty() && !diagnostic.message.empty(), "a diagnostic has a slug and a message");
  must(diagnostic.error_class != ErrorClass::Internal, "no text is an internal error");
  must(diagnostic.span.begin <= diagnostic.span.end && diagnostic.span.end <= text.size(), "a span lies in the text");
  must(!parser::render(diagnostic, "fuzz", text).empty(), "a diagnostic can be rendered");
}

void interpret(const ir::Function& fn) {
  const std::vector<double> inputs(fn.params().size(), 0.7);
  std::vector<double> outputs(fn.outputs().size());
  ir::interpret(fn, inputs, outputs);
}

void round_trip(const ir::Function& fn) {
  const std::string text = ir::print(fn);
  const auto read = ir::read(text);
  must(read.ok(), "the IR's text can be read");
  must(ir::print(*read) == text, "the IR's text round-trips");
}

/// Whether `text` is IR: its names need not be names of the language.
bool is_ir(std::string_view text) { return text.starts_with("adc-ir"); }

void derive(const ir::Function& program, Mode mode, Level level, std::string_view text) {
  const auto fn = passes::run(program, {.derive = Derive::Gradient,
                                        .mode = mode,
                                        .level = level,
                                        .wrt = {},
                                        .legalise = level != Level::Real,
                                        .limits = kLimits});
  if (!fn) return refused(fn.error(), text);
  must(ir::verify(*fn).empty(), "a derivative satisfies the verifier");
  interpret(*fn);
  round_trip(*fn);
  if (level != Level::Real || fn->outputs().size() != 1) return;
  const std::string formula = emit::formula(*fn);
  parser::ParseOptions options;
  options.limits.nesting = 10'000;
  must(is_ir(text) || parser::parse(formula, options).ok(), "a printed formula is read back");
}

/// The IR that `text` is, or that a program becomes.
Result<ir::Function> function_of(std::string_view text) {
  if (is_ir(text)) return ir::read(text, kLimits.instructions);
  parser::ParseOptions options;
  options.limits = kLimits;
  auto parsed = parser::parse(text, options);
  if (!parsed) return parsed.error();
  return std::move(parsed->fn);
}

/// Whether the passes and the interpreter take `fn`: the text form has tensors and integers, which they do not.
bool is_scalar(const ir::Function& fn) {
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ir::Type& type = fn.type(ir::value_id(i));
    if (type.shape.rank() != 0 || type.dtype == ir::DType::I64) return false;
  }
  return true;
}

}  // namespace

void exercise(std::string_view text) {
  const auto fn = function_of(text);
  if (!fn) return refused(fn.error(), text);
  must(ir::verify(*fn).empty(), "a program satisfies the verifier");
  round_trip(*fn);
  if (!is_scalar(*fn)) return;
  for (const Mode mode : {Mode::Symbolic, Mode::Forward, Mode::Reverse}) derive(*fn, mode, Level::Stable, text);
  derive(*fn, Mode::Symbolic, Level::Real, text);
}

}  // namespace adc::tests
