// Derivatives as people read them (level real) against reverse mode, for random programs.
//
// What is printed is equal in real arithmetic but at isolated points, and rounds in its own way: so a fault is only
// what differs by far at most points where both are finite.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "ir/interpreter.h"
#include "parser/parse.h"
#include "tests/properties/expression.h"

namespace adc::tests {
namespace {

constexpr int kPrograms = 6'000;
constexpr std::uint64_t kSeed = 7;
constexpr std::size_t kPoints = 12;

bool far_apart(double a, double b) { return std::fabs(a - b) > 1e-3 * (std::fabs(a) + std::fabs(b)) + 1e-9; }

/// `printed` at the point of `function`, whose inputs it may have dropped or met in another order.
double value_of(const Function& printed, const Function& function, const std::vector<double>& point) {
  std::vector<double> own;
  for (const std::string& name : printed.inputs()) {
    const auto found = std::ranges::find(function.inputs(), name);
    own.push_back(
        found == function.inputs().end() ? 0 : point[static_cast<std::size_t>(found - function.inputs().begin())]);
  }
  return printed.value(own);
}

/// Whether every intermediate is a real number, and none a zero whose sign copysign might look at.
bool is_real(const ir::Function& program, const std::vector<double>& point) {
  const bool sees_signs = std::ranges::any_of(
      program.insts(), [](const ir::Inst& inst) { return ir::info(inst.op).spelling == "copysign"; });
  return std::ranges::none_of(ir::interpret_all(program, point),
                              [&](double v) { return std::isnan(v) || (sees_signs && v == 0); });
}

/// Whether the printed derivative by input `k` is another function than reverse mode's.
bool is_wrong(const Function& function, const ir::Function& program, std::size_t k, const Function& printed,
              RandomBits& random) {
  std::uniform_real_distribution<double> coordinate(-3, 3);
  std::size_t finite = 0;
  std::size_t apart = 0;
  for (std::size_t i = 0; i < kPoints; ++i) {
    std::vector<double> point(function.inputs().size());
    for (double& x : point) x = coordinate(random);
    if (!is_real(program, point)) continue;
    std::vector<double> gradient(point.size());
    function.gradient(point, gradient);
    const double read = value_of(printed, function, point);
    if (!std::isfinite(gradient[k]) || !std::isfinite(read) || std::fabs(read) > 1e12) continue;
    ++finite;
    apart += far_apart(gradient[k], read) ? 1 : 0;
  }
  return finite >= 3 && 2 * apart > finite;
}

TEST_CASE("printed derivatives of random programs are those of reverse mode") {
  int compared = 0;
  for (int i = 0; i < kPrograms; ++i) {
    RandomBits random(kSeed + static_cast<std::uint64_t>(i));
    const std::string text = random_program(random).text();
    const Function function = compile(text, {.mode = Mode::Reverse, .tier = Tier::Interpret}).value();
    if (function.outputs().size() != 1) continue;
    const ir::Function program = parser::parse(text).value().fn;
    for (std::size_t k = 0; k < function.inputs().size(); ++k) {
      const std::string formula = function.derivative(function.inputs()[k]).value();
      const Result<Function> printed = compile(formula, {.tier = Tier::Interpret});
      CAPTURE(kSeed + static_cast<std::uint64_t>(i), text, function.inputs()[k], formula);
      REQUIRE(printed.ok());
      ++compared;
      CHECK_FALSE(is_wrong(function, program, k, *printed, random));
    }
  }
  CHECK(compared > kPrograms);
}

TEST_CASE("a guard that holds on a whole range, where a root is a straight line, is printed") {
  const Function function = compile("hypot(sqrt(x²+2x+1)-x-1, sqrt(x²+4x+4)-x-2)").value();
  const Function printed = compile(function.derivative("x").value()).value();
  CHECK(printed.value({{3.0}}) == 0);
  CHECK(printed.value({{-5.0}}) == Approx(-2.8));
}

}  // namespace
}  // namespace adc::tests
