// What level `real` makes of random expressions: the same values, and nothing more when it is asked again.
//
// ADC_RANDOM_CASES sets how many; ADC_RANDOM_SEED where to start (a failure prints it).
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "emit/formula.h"
#include "ir/interpreter.h"
#include "parser/parse.h"
#include "passes/real/simplify_real.h"
#include "tests/properties/expression.h"
#include "tests/reference/reference.h"
#include "tests/support/operation_count.h"

namespace adc::tests {
namespace {

constexpr int kPoints = 12;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

bool far_apart(double a, double b) { return std::fabs(a - b) > 1e-3 * (std::fabs(a) + std::fabs(b)) + 1e-9; }

/// Whether every intermediate is a real number, not so large that a sine of it needs more digits than the reference
/// has, and none a zero whose sign anything looks at.
bool is_real(const ir::Function& program, const std::vector<double>& point) {
  const bool sees_signs = std::ranges::any_of(program.insts(), [](const ir::Inst& inst) {
    const std::string_view op = ir::info(inst.op).spelling;
    return op == "copysign" || op == "atan2";
  });
  return std::ranges::none_of(ir::interpret_all(program, point),
                              [&](double v) { return std::isnan(v) || std::fabs(v) > 1e80 || (sees_signs && v == 0); });
}

double value_at(const ir::Function& fn, const std::vector<double>& point) {
  double value = 0;
  ir::interpret(fn, point, {&value, 1});
  return value;
}

/// Whether the values differ in high precision, too: those of sin(10²⁷·x) do not.
bool differ_exactly(const ir::Function& a, const ir::Function& b, const std::vector<double>& point) {
  return far_apart(evaluate_reference(a, point)[0].high, evaluate_reference(b, point)[0].high);
}

/// Whether most points at which all is a real number have another value.
bool is_another(const ir::Function& program, const ir::Function& simplified, RandomBits& random) {
  std::uniform_real_distribution<double> coordinate(-3, 3);
  int finite = 0;
  int apart = 0;
  for (int i = 0; i < kPoints; ++i) {
    std::vector<double> point(program.params().size());
    for (double& x : point) x = coordinate(random);
    if (!is_real(program, point)) continue;
    const double a = value_at(program, point);
    const double b = value_at(simplified, point);
    if (!std::isfinite(a) || !std::isfinite(b) || std::fabs(a) > 1e12) continue;
    ++finite;
    apart += far_apart(a, b) && differ_exactly(program, simplified, point) ? 1 : 0;
  }
  return finite >= 3 && 2 * apart > finite;
}

TEST_CASE("simplified random expressions have the same values, and are not simplified further") {
  const std::uint64_t cases = setting("ADC_RANDOM_CASES", 3'000);
  const std::uint64_t seed = setting("ADC_RANDOM_SEED", 20261128);
  const std::vector<std::string> names{"x", "y", "z"};
  std::uint64_t changed = 0;
  std::uint64_t shorter = 0;
  for (std::uint64_t i = 0; i < cases; ++i) {
    RandomBits random(seed + i);
    const std::string text = random_expression(random, 4, names).text();
    const auto parsed = parser::parse(text);
    if (!parsed) continue;
    const ir::Function once = passes::simplify_real(parsed->fn);
    const ir::Function twice = passes::simplify_real(once);
    const std::string first = emit::formula(once);
    const std::string second = emit::formula(twice);
    CAPTURE(seed + i, text, first, second);
    CHECK_FALSE(is_another(parsed->fn, once, random));
    if (first == second) continue;
    ++changed;
    shorter += operation_count(second) < operation_count(first) ? 1 : 0;
  }
  std::cout << "simplified: " << cases << " from seed " << seed << ": " << changed << " changed when asked again, "
            << shorter << " of them shorter\n";
  CHECK(1000 * changed <= cases);
}

}  // namespace
}  // namespace adc::tests
