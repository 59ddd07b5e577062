// The routes that round in their own way: formulas of the level `real`, which are equal in exact arithmetic, native
// code of tensors, whose sums, products and vector functions are others than the interpreter's, and sessions, whose
// earlier lines are exact constants. Each keeps a tolerance instead of the bits.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iomanip>
#include <random>
#include <sstream>

#include "adc/adc.hpp"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/routes/programs.h"
#include "tests/support/excuse.h"
#include "tests/support/function_sizes.h"
#include "tests/tools/program.h"

using namespace adc;
using namespace adc::tests;

namespace {

std::vector<double> random_point(std::size_t inputs, std::mt19937_64& random) {
  std::uniform_real_distribution<double> coordinate(-3, 3);
  std::vector<double> point(inputs);
  for (double& x : point) x = coordinate(random);
  return point;
}

/// What computes the value of a text, as IR.
ir::Function lowered(const std::string& text, Level level) {
  const Function function = compile(text, {.tier = Tier::Interpret, .level = level}).value();
  return ir::read(function.emit(Derive::Value, Target::Ir).value()).value();
}

/// What a text says: its constants are exact, and so is what is computed of constants alone.
ir::Function written(const std::string& text) {
  return passes::apply(parser::parse(text).value().fn, {"expand_diff", "cse", "dce"}).value();
}

double value_of(const ir::Function& fn, const std::vector<double>& point) {
  std::vector<double> outputs(fn.outputs().size());
  ir::interpret(fn, point, outputs);
  return outputs.front();
}

/// A formula that another one printed, on the inputs of that one.
class Printed {
 public:
  Printed(const Function& from, const std::string& text) : fn_(lowered(text, Level::Stable)), written_(written(text)) {
    for (const ir::Param& param : fn_.params()) {
      const auto found = std::ranges::find(from.inputs(), param.name);
      places_.push_back(static_cast<std::size_t>(found - from.inputs().begin()));
    }
  }

  /// What is wrong with the printed formula's value where the exact one is `exact`, or "".
  [[nodiscard]] std::string fault(const std::vector<double>& point, const Real& exact) const {
    std::vector<double> own;
    own.reserve(places_.size());
    for (const std::size_t place : places_) own.push_back(place < point.size() ? point[place] : 0);
    const double computed = value_of(fn_, own);
    Sweep sweep(written_, own);
    const tests::Verdict right = judge(computed, exact, sweep, 0);
    if (right || excuse(sweep, own, 0, abs(computed - exact)) != Excuse::None) return "";
    return right.text;
  }

 private:
  ir::Function fn_;
  ir::Function written_;  // whose rounding is what it may be wrong by, also of constants alone
  std::vector<std::size_t> places_;
};

/// Whether all that the output is made of is a number in range, away from kinks and jumps as far as rounding goes:
/// level `real` says nothing of others.
bool is_plain(const ir::Function& fn, const std::vector<double>& point) {
  const std::vector<Real> values = precise::exact_values(fn, point);
  return precise::stays_in_range(fn, values, fn.outputs().front().value) &&
         std::ranges::none_of(values, [](const Real& v) { return v == 0; });
}

/// Compares what a program prints with its exact value and derivatives.
void compare_printed(const Program& program) {
  const Result<Function> function = compile(program.text, {.tier = Tier::Interpret});
  if (!function || function->only_defines() || function->output_size() != 1 || function->wrt().empty()) return;
  const ir::Function exact = written(program.text);
  const Printed value(*function, function->emit(Derive::Value, Target::Formula).value());
  std::vector<Printed> derivatives;
  for (const std::string& name : function->wrt())
    derivatives.emplace_back(*function, function->derivative(name).value());
  std::mt19937_64 random(program.text.size());
  for (int i = 0; i < 3; ++i) {
    const std::vector<double> point = random_point(function->input_size(), random);
    if (!is_plain(exact, point)) continue;
    const std::vector<Real> reals(point.begin(), point.end());
    const std::vector<Real> gradient = exact_gradient(exact, reals);
    CAPTURE(program.label, program.text, point);
    CHECK(value.fault(point, exact_values(exact, point)[index(exact.outputs().front().value)]) == "");
    for (std::size_t k = 0; k < derivatives.size(); ++k) {
      if (!isfinite(gradient[k])) continue;
      CAPTURE(function->wrt()[k], function->derivative(function->wrt()[k]).value());
      CHECK(derivatives[k].fault(point, gradient[k]) == "");
    }
  }
}

/// How far native code of tensors may be from the interpreter: what §10's tolerance is for numbers that stay small,
/// where no oracle knows the conditioning.
bool are_near(double a, double b, double scale, double unit) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  return std::fabs(a - b) <= unit * std::max({1.0, scale, std::fabs(b)});
}

std::vector<double> evaluated(const Function& f, Derive derive, const std::vector<double>& point) {
  std::vector<double> out(result_size(f, derive));
  f.evaluate(derive, point, out);
  return out;
}

}  // namespace

TEST_CASE("formulas that are printed keep the tolerance") {
  std::size_t number = 0;
  for_each_formula([&](const Program& program) {
    if (number++ % 20 == 0) compare_printed(program);
  });
  for_each_random_program(100, compare_printed);
}

TEST_CASE("formulas of constants that are printed are judged by what is exact") {
  for (const char* text :
       {"exp(1e-9) - 1", "sin(pi)", "log(cosh(1/100))", "1 - cos(1e-4)", "tan(pi)*x", "sinc(1e9) + y"}) {
    compare_printed({text, std::string("param x, y\n") + text});
  }
}

TEST_CASE("native code of tensors and of their derivatives is near the interpreter's numbers") {
  std::mt19937_64 random(5);
  for_each_random_tensor_program(400, [&](const Program& program) {
    for (const Derive derive : {Derive::Value, Derive::Gradient, Derive::Hessian}) {
      for (const Mode mode : {Mode::Forward, Mode::Reverse}) {
        const Result<Function> interpreted = compile(program.text, {.mode = mode, .tier = Tier::Interpret});
        const Result<Function> native = compile(program.text, {.mode = mode, .tier = Tier::Native});
        if (!interpreted || interpreted->prepare(derive) || native->prepare(derive)) continue;
        std::vector<double> point = random_point(interpreted->input_size(), random);
        for (double& x : point) x /= 3;
        const std::vector<double> wanted = evaluated(*interpreted, derive, point);
        const std::vector<double> got = evaluated(*native, derive, point);
        double scale = 0;
        for (const double x : wanted) scale = std::isfinite(x) ? std::max(scale, std::fabs(x)) : scale;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
          CAPTURE(program.label, program.text, derive, mode, i, wanted[i], got[i]);
          REQUIRE(are_near(got[i], wanted[i], scale, 1e-12));
        }
      }
    }
  });
}

TEST_CASE("a session's constants give the value within the tolerance") {
  std::size_t number = 0;
  std::mt19937_64 random(9);
  const auto compare = [&](const Program& program) {
    constexpr std::size_t kEach = 25;  // each is a run of `adc`
    if (program.text.find_first_of("\n;=,#") != std::string::npos || number++ % kEach != 0) return;
    const Result<Function> function = compile(program.text, {.tier = Tier::Interpret});
    if (!function || function->output_size() != 1) return;
    const std::vector<double> point = random_point(function->input_size(), random);
    std::ostringstream lines;
    lines << std::setprecision(17);
    for (std::size_t i = 0; i < point.size(); ++i) lines << function->inputs()[i] << " = " << point[i] << '\n';
    lines << program.text << '\n';
    const Finished run = run_adc({}, lines.str());
    const ir::Function exact = lowered(program.text, Level::Exact);
    if (!is_plain(exact, point)) return;
    Sweep sweep(exact, point);
    const Real value = sweep.values()[index(exact.outputs().front().value)];
    const double computed = std::strtod(run.out.c_str(), nullptr);
    CAPTURE(program.label, lines.str(), run.out, run.err);
    CHECK(run.code == 0);
    const tests::Verdict right = judge(computed, value, sweep, 0);
    CHECK((right || excuse(sweep, point, 0, abs(computed - value)) != Excuse::None));
  };
  for_each_formula(compare);
  for_each_random_program(500, compare);
}
