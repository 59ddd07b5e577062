// Text → LaTeX → text: what adc writes in LaTeX it reads back as the same program.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <optional>

#include "emit/typeset.h"
#include "ir/builder.h"
#include "ir/text.h"
#include "parser/latex/latex.h"
#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/emit/formulas.h"
#include "tests/properties/expression.h"

using namespace adc;
using namespace adc::tests;

namespace {

/// Ops that mathematics has no sign of their own for: `expm1(x)` is written e^x − 1, and read as that.
bool has_no_sign(ir::Op op) {
  constexpr std::array kOps{ir::Op::Expm1, ir::Op::Log1p, ir::Op::Expnsq,
                            ir::Op::Exp2,  ir::Op::Hypot, ir::Op::StopGradient};
  return std::ranges::find(kOps, op) != kOps.end();
}

/// `fn` made anew from its outputs on, with signs in front of products and quotients instead of in them, which changes
/// no bit, and constants folded; a function of `inputs`.
class Normal {
 public:
  Normal(const ir::Function& fn, const std::vector<std::string>& inputs) : fn_(fn), made_(fn.size()) {
    for (const std::string& input : inputs) params_.emplace(input, builder_.param(input));
  }

  ir::Function finish() {
    for (const ir::Output& output : fn_.outputs()) builder_.output(make(output.value));
    return passes::apply(builder_.finish(), {"fold_exact", "cse", "dce"}).value();
  }

 private:
  ir::ValueId make(ir::ValueId id) {
    std::optional<ir::ValueId>& made = made_[index(id)];
    if (!made) made = made_anew(id);
    return *made;
  }

  ir::ValueId made_anew(ir::ValueId id) {
    const ir::Op op = fn_.op(id);
    if (op == ir::Op::Param) return params_.at(fn_.params()[index(id)].name);
    if (op == ir::Op::Const) return builder_.constant(fn_.constant(id));
    std::vector<ir::ValueId> operands;
    for (const ir::ValueId each : fn_.operands(id)) operands.push_back(make(each));
    if (op == ir::Op::Copy) return operands[0];
    bool negative = false;
    if (op == ir::Op::Mul || op == ir::Op::Div) {
      for (ir::ValueId& each : operands) each = without_sign(each, negative);
    }
    const bool has_immediate = ir::info(op).immediate != ir::Immediate::None;
    const ir::ValueId value = builder_.emit(op, operands, has_immediate ? fn_.immediate(id) : 0);
    return negative ? builder_.neg(value) : value;
  }

  ir::ValueId without_sign(ir::ValueId id, bool& negative) const {
    while (builder_.function().op(id) == ir::Op::Neg) {
      negative = !negative;
      id = builder_.function().operands(id)[0];
    }
    return id;
  }

  const ir::Function& fn_;
  ir::Builder builder_{"f"};
  std::map<std::string, ir::ValueId> params_;
  std::vector<std::optional<ir::ValueId>> made_;
};

/// The order of the instructions is that of their first use once signs are where they belong.
std::string normal(const ir::Function& fn, const std::vector<std::string>& inputs) {
  return ir::print(Normal(Normal(fn, inputs).finish(), inputs).finish());
}

/// What is read of the formula's LaTeX; the inputs have the formula's names.
Result<parser::Parsed> read_back(const ir::Function& fn, const std::string& latex) {
  parser::ParseOptions options{.syntax = Syntax::Latex};
  options.allowed.emplace();
  for (const ir::Param& param : fn.params()) options.allowed->push_back(param.name);
  return parser::parse(latex, options);
}

struct Counts {
  std::size_t all = 0;
  std::size_t compared = 0;  ///< as IR
};

void check(const ir::Function& fn, const std::string& text, Counts& counts) {
  const std::string latex = emit::typeset(fn, text, emit::latex_markup());
  CAPTURE(text, latex);
  const Result<parser::Parsed> read = read_back(fn, latex);
  if (!read) {
    CAPTURE(read.error().what());
    FAIL_CHECK("what is written cannot be read");
    return;
  }
  ++counts.all;
  if (std::ranges::any_of(fn.insts(), [](const ir::Inst& inst) { return has_no_sign(inst.op); })) return;
  if (text.find("pow(") != std::string::npos) return;  // pow(x, 2) is another op than x^2
  ++counts.compared;
  std::vector<std::string> inputs;
  for (const ir::Param& param : fn.params()) inputs.push_back(param.name);
  CHECK(normal(read->fn, inputs) == normal(fn, inputs));
}

}  // namespace

TEST_CASE("formulas in LaTeX are read back as the same programs") {
  Counts counts;
  for (const Formula& formula : formulas()) check(formula.fn, formula.text, counts);
  CAPTURE(counts.all);
  CHECK(counts.compared >= 60);
}

TEST_CASE("their derivatives, too") {
  Counts counts;
  for (const Formula& formula : formulas()) {
    const Result<ir::Function> fn = passes::run(
        formula.fn, {.derive = Derive::Gradient, .level = Level::Real, .wrt = {}, .legalise = false, .limits = {}});
    if (fn) check(*fn, formula.text, counts);
  }
  CAPTURE(counts.all);
  CHECK(counts.compared >= 60);
}

TEST_CASE("random expressions in LaTeX are read back as the same programs") {
  constexpr int kCases = 3000;
  constexpr int kDepth = 4;
  Counts counts;
  RandomBits random(1);
  const std::vector<std::string> names{"x", "y_1", "theta", "loss", "w_max", "gamma"};
  for (int i = 0; i < kCases; ++i) {
    const std::string text = random_expression(random, kDepth, names).text();
    parser::ParseOptions options;
    options.allowed = names;
    const auto parsed = parser::parse(text, options);
    if (parsed) check(parsed->fn, text, counts);
  }
  CAPTURE(counts.all);
  CHECK(counts.compared >= kCases / 2);
}
