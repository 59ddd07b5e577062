#include "tests/fuzz/exercise.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "diag/render.h"
#include "emit/c.h"
#include "emit/c_program.h"
#include "emit/formula.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "ir/verifier.h"
#include "kernel/lower.h"
#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/fuzz/target.h"
#include "tests/support/bits.h"

namespace adc::tests {
namespace {

constexpr Limits kLimits{.source_bytes = 1 << 16, .nesting = 100, .instructions = 3000};
/// Elements of all values of a function, as far as it is interpreted.
constexpr std::int64_t kMostElements = 200'000;

void refused(const Error& error, std::string_view text) {
  must_be_a_refusal(error, text);
  must(!diag::render(error.diagnostic(), "fuzz", text).empty(), "a diagnostic can be rendered");
}

/// Whether the passes and the interpreter take `fn`: the text of the IR has integers, which they do not.
bool has_integers(const ir::Function& fn) {
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (fn.type(ir::value_id(i)).dtype == ir::DType::I64) return true;
  }
  return false;
}

/// Whether interpreting takes long: a product's terms count, too.
bool is_large(const ir::Function& fn) {
  double elements = 0;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ir::ValueId id = ir::value_id(i);
    auto terms = static_cast<double>(fn.shape(id).elements());
    if (fn.op(id) == ir::Op::Dot) {
      for (const ir::ValueId operand : fn.operands(id)) terms *= static_cast<double>(fn.shape(operand).elements());
    }
    elements += terms;
  }
  return elements > kMostElements;
}

/// The outputs at 0.7, as many as `program` has; empty for what is too large.
std::vector<double> values(const ir::Function& fn, const ir::Function& program) {
  if (is_large(fn)) return {};
  const std::vector<double> inputs(ir::flat_inputs(fn), 0.7);
  std::vector<double> outputs(ir::flat_outputs(fn));
  ir::interpret(fn, inputs, outputs);
  outputs.resize(ir::flat_outputs(program));
  return outputs;
}

void round_trip(const ir::Function& fn) {
  const std::string text = ir::print(fn);
  const auto read = ir::read(text);
  must(read.ok(), "the IR's text can be read");
  must(ir::print(*read) == text, "the IR's text round-trips");
}

/// Whether `text` is IR: its names need not be names of the language, nor its ops written there.
bool is_ir(std::string_view text) { return text.starts_with("adc-ir"); }

/// Whether a formula has an op of tensors that the language has no form for, which is written as the IR names it.
bool is_beyond_the_language(std::string_view formula) {
  return std::ranges::any_of(ir::all_ops(), [&](ir::Op op) {
    return !ir::is_elementwise(op) && formula.find(std::string(ir::info(op).spelling) + "[") != std::string_view::npos;
  });
}

/// A program and what its value is.
class Exercise {
 public:
  Exercise(const ir::Function& program, std::string_view text) : program_(program), text_(text) {}

  void all() {
    for (const Level level : {Level::Exact, Level::Real}) derive(Derive::Value, Mode::Auto, level);
    value_ = derive(Derive::Value, Mode::Auto, Level::Stable);
    for (const Mode mode : {Mode::Symbolic, Mode::Forward, Mode::Reverse}) beside_the_value(Derive::Gradient, mode);
    for (const Derive what : {Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp})
      beside_the_value(what, Mode::Auto);
    derive(Derive::Gradient, Mode::Symbolic, Level::Exact);
    derive(Derive::Gradient, Mode::Symbolic, Level::Real);
  }

 private:
  void beside_the_value(Derive what, Mode mode) {
    const std::vector<double> found = derive(what, mode, Level::Stable);
    must(found.empty() || value_.empty() || same_bits(found, value_), "a value is the same beside its derivatives");
  }

  /// The program's outputs beside what is derived; empty where a limit refuses it.
  std::vector<double> derive(Derive what, Mode mode, Level level) {
    const auto fn = passes::run(
        program_,
        {.derive = what, .mode = mode, .level = level, .wrt = {}, .legalise = level != Level::Real, .limits = kLimits});
    if (!fn) {
      refused(fn.error(), text_);
      return {};
    }
    must(ir::verify(*fn).empty(), "a derivative satisfies the verifier");
    round_trip(*fn);
    print(*fn, level);
    return values(*fn, program_);
  }

  void print(const ir::Function& fn, Level level) {
    if (level != Level::Real) {
      const std::string text(text_);
      if (fn.is_scalar()) must(!emit::c_source(fn, text).empty(), "functions of scalars are C");
      const kernel::Program program = kernel::lower(fn);
      must(!emit::c_source(std::vector{emit::Source{program, text}}).empty(), "loops over arrays are C");
      return;
    }
    if (fn.outputs().size() != 1) return;
    parser::ParseOptions options;
    options.limits.nesting = 10'000;
    for (std::size_t i = 0; i < fn.params().size(); ++i) {
      if (const ir::Shape& shape = fn.shape(ir::value_id(i)); shape.rank() > 0)
        options.shapes.emplace(fn.params()[i].name, shape);
    }
    const std::string formula = emit::formula(fn);
    if (is_ir(text_) || is_beyond_the_language(formula)) return;
    must(parser::parse(formula, options).ok(), "a printed formula is read back: " + formula);
  }

  const ir::Function& program_;
  std::string_view text_;
  std::vector<double> value_;  ///< at level stable
};

/// The IR that `text` is, or that a program becomes.
Result<ir::Function> function_of(std::string_view text) {
  if (is_ir(text)) return ir::read(text, kLimits.instructions);
  parser::ParseOptions options;
  options.limits = kLimits;
  auto parsed = parser::parse(text, options);
  if (!parsed) return parsed.error();
  return std::move(parsed->fn);
}

}  // namespace

void exercise(std::string_view text) {
  const auto fn = function_of(text);
  if (!fn) return refused(fn.error(), text);
  must(ir::verify(*fn).empty(), "a program satisfies the verifier");
  round_trip(*fn);
  if (!has_integers(*fn) && !is_large(*fn)) Exercise(*fn, text).all();
}

}  // namespace adc::tests
