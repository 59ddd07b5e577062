// Random expressions: value, first and second derivatives in all modes and tiers against high precision.
//
// ADC_RANDOM_CASES sets how many; ADC_RANDOM_SEED where to start (a failure prints it).
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "parser/parse.h"
#include "tests/jit/native.h"
#include "tests/properties/expression.h"
#include "tests/support/exact_judge.h"
#include "tests/support/modes.h"

namespace adc::tests {
namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

using Plane = std::array<double, 2>;

/// What the case was: nothing to compare, right, or wrong with a reason.
struct Outcome {
  bool compared = false;
  std::string fault;
};

/// Whether an op jumps, so that it decides something.
bool decides(const ir::Function& fn, std::size_t i) {
  const ir::Op op = fn.op(ir::value_id(i));
  return ir::info(op).op_class == ir::OpClass::Inert || op == ir::Op::Mod;
}

/// Whether every decision (comparison, rounding to an integer) in double arithmetic is the exact one.
bool same_decisions(const ir::Function& fn, std::span<const Real> exact, std::span<const double> computed) {
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (!decides(fn, i) || !isfinite(exact[i])) continue;
    if (abs(exact[i] - computed[i]) > Real(1e-6) * abs(exact[i])) return false;
  }
  return true;
}

/// True if double arithmetic cannot give output `output` of `fn` at all: an exact intermediate that it is computed from
/// leaves the range of doubles, lies so close to a jump that rounding decides, or so close to a pole that no digit is
/// left.
bool excused(const ir::Function& fn, std::span<const double> point, std::size_t output) {
  const std::vector<Real> exact = exact_values(fn, point);
  const ir::ValueId value = fn.outputs()[output].value;
  return !stays_in_range(fn, exact, value) || !same_decisions(fn, exact, ir::interpret_all(fn, point)) ||
         conditioning(fn, point, output) * Real(0x1p-50) > abs(exact[index(value)]);
}

/// y, ∂y, ∂∂y of the program as it was parsed; empty where y has no value in range there.
std::vector<Real> references(const ir::Function& program, const Plane& point) {
  const std::vector<Real> exact(point.begin(), point.end());
  const std::vector<Real> values = exact_values(program, exact);
  const ir::ValueId output = program.outputs()[0].value;
  const std::vector<Real> adjoints = exact_adjoints(program, values, output);
  if (!isfinite(values[index(output)]) || !stays_in_range(program, values, output)) return {};
  if (!same_decisions(program, values, ir::interpret_all(program, point))) return {};
  std::vector<Real> all{values[index(output)], adjoints[0], adjoints[1]};
  for (const Real& second : exact_hessian(program, point)) all.push_back(second);
  return all;
}

std::string fault_in(const NamedMode& mode, const ir::Function& program, const Plane& point,
                     const std::vector<Real>& exact, bool natively) {
  const ir::Function fn = derived(program, Derive::Hessian, mode.mode);
  const std::vector<double> results = interpreted(fn, point);
  if (natively && !same_bits(results, Native(fn)(point))) return "interpreted and native bits differ";
  for (std::size_t i = 0; i < exact.size(); ++i) {
    if (!isfinite(exact[i])) continue;
    const Verdict verdict = judge(results[i], exact[i], fn, point, i);
    if (verdict || excused(fn, point, i)) continue;
    return std::string(mode.name) + ", " + fn.outputs()[i].name + ": " + verdict.text;
  }
  return "";
}

Outcome check(const std::string& text, const Plane& point, bool natively) {
  const auto parsed = parser::parse("f(x, y) = " + text);
  if (!parsed) return {true, parsed.error().what()};
  const std::vector<Real> exact = references(parsed->fn, point);
  if (exact.empty()) return {};
  for (const NamedMode& mode : kModes) {
    const std::string fault = fault_in(mode, parsed->fn, point, exact, natively);
    if (!fault.empty()) return {true, fault};
  }
  return {true, ""};
}

/// The simplest expression found that is still wrong at the point.
Expression simplest(Expression expression, const Plane& point) {
  for (bool found = true; found;) {
    found = false;
    for (Expression& candidate : simpler(expression)) {
      if (check(candidate.text(), point, true).fault.empty()) continue;
      expression = std::move(candidate);
      found = true;
      break;
    }
  }
  return expression;
}

double random_coordinate(std::mt19937_64& random) {
  const double unit = static_cast<double>(random() >> 11) * 0x1p-53;
  switch (random() % 8) {
    case 0: return static_cast<double>(random() % 7) - 3;
    case 1: return std::exp(60 * (unit - 0.5));
    case 2: return -std::exp(60 * (unit - 0.5));
    case 3: return 20 * (unit - 0.5);
    case 4: return unit;
    default: return 4 * unit;
  }
}

TEST_CASE("random expressions agree with high precision in value, first and second derivative") {
  const std::uint64_t cases = setting("ADC_RANDOM_CASES", 2000);
  const std::uint64_t seed = setting("ADC_RANDOM_SEED", 20261120);
  std::uint64_t compared = 0;
  int faults = 0;
  for (std::uint64_t i = 0; i < cases && faults < 10; ++i) {
    std::mt19937_64 random(seed + i);
    const Expression expression = random_expression(random, 1 + static_cast<int>(random() % 4));
    const Plane point{random_coordinate(random), random_coordinate(random)};
    const Outcome outcome = check(expression.text(), point, i % 4 == 0);
    compared += outcome.compared ? 1 : 0;
    if (outcome.fault.empty()) continue;
    ++faults;
    const Expression least = simplest(expression, point);
    CAPTURE(point[0], point[1]);
    FAIL_CHECK("ADC_RANDOM_SEED=" << seed + i << " " << expression.text() << "\n  at least: " << least.text() << "\n  "
                                  << check(least.text(), point, true).fault);
  }
  std::cout << "random expressions: " << compared << " of " << cases << " had values to compare, from seed " << seed
            << "\n";
  CHECK(compared > cases / 3);
}

}  // namespace
}  // namespace adc::tests
