#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <random>
#include <vector>

#include "emit/javascript_special.h"
#include "tests/support/one_op.h"
#include "tests/support/temporary_folder.h"

using namespace adc;
using namespace adc::tests;

namespace {

std::string literal(double x) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
  return fmt::format("{}", x);
}

/// A call of an op's function, and what the interpreter has for it.
struct Case {
  ir::Op op;
  std::int64_t immediate;
  Point point;
  double expected;
};

std::vector<Point> sample_points(ir::Op op) {
  std::vector<Point> all = points(op);
  for (const Point& point : special_points(op)) all.push_back(point);
  return all;
}

std::vector<Case> cases_of(ir::Op op) {
  std::vector<Case> cases;
  for (const std::int64_t immediate : immediates(op)) {
    for (const Point& point : sample_points(op))
      cases.push_back({op, immediate, point, evaluate_op(op, point, immediate)});
  }
  return cases;
}

std::string call(const Case& one) {
  const ir::OpInfo& row = ir::info(one.op);
  std::string arguments;
  const auto add = [&](const std::string& x) { arguments += (arguments.empty() ? "" : ", ") + x; };
  const bool is_first = row.immediate != ir::Immediate::None && row.immediate != ir::Immediate::Exponent;
  if (is_first) add(std::to_string(one.immediate));
  for (const double x : one.point) add(literal(x));
  if (row.immediate == ir::Immediate::Exponent) add(std::to_string(one.immediate));
  return fmt::format("adc_test({});\n", arguments);
}

/// What Node gives for each case.
std::vector<double> run(const std::vector<Case>& cases, std::string_view function) {
  const TemporaryFolder folder;
  const std::string script = (folder.path() / "test.js").string();
  const std::string results = (folder.path() / "results").string();
  std::ofstream out(script);
  out << "\"use strict\";\n" << emit::javascript_functions(std::span(&function, 1)) << "\n";
  out << "const results = [];\n";
  out << "const adc_test = (...x) => results.push(String(" << emit::javascript_name(function) << "(...x)));\n";
  for (const Case& one : cases) out << call(one);
  out << "require('fs').writeFileSync(process.argv[2], results.join('\\n') + '\\n');\n";
  out.close();
  REQUIRE(std::system(fmt::format("{} {} {}", ADC_NODE, script, results).c_str()) == 0);
  std::vector<double> numbers;
  std::ifstream in(results);
  for (std::string line; std::getline(in, line);) numbers.push_back(std::strtod(line.c_str(), nullptr));
  return numbers;
}

/// Equal but for what the last digits of `Math` and of the C library differ by.
bool agree(double a, double b) {
  constexpr double kTolerance = 1e-13;
  return same_bits(a, b) || std::abs(a - b) <= kTolerance * std::max(std::abs(a), std::abs(b));
}

}  // namespace

TEST_CASE("functions in JavaScript are those in C") {
  for (const ir::Op op : ir::elementwise_ops()) {
    const std::string_view function = ir::info(op).function;
    if (function.empty()) continue;
    const std::vector<Case> cases = cases_of(op);
    const std::vector<double> got = run(cases, function);
    REQUIRE(got.size() == cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (agree(got[i], cases[i].expected)) continue;
      CAPTURE(function, call(cases[i]), got[i], cases[i].expected);
      FAIL_CHECK("another number in JavaScript");
    }
  }
}

TEST_CASE("a fused product in JavaScript is rounded once") {
  std::mt19937_64 random(3);
  std::vector<Case> cases;
  const auto number = [&] {
    const int exponent = static_cast<int>(random() % 12 == 0 ? random() % 2000 : random() % 80) - 40;
    const double size = std::ldexp(1.0 + static_cast<double>(random() >> 12U) * 0x1p-52, exponent % 1000);
    return random() % 2 == 0 ? size : -size;
  };
  for (int i = 0; i < 20'000; ++i) {
    const double x = number();
    const double y = number();
    const double near = -x * y * (1.0 + static_cast<double>(random() % 5) * 0x1p-52);  // leaves the last digits
    const Point point{x, y, random() % 2 == 0 ? near : number()};
    cases.push_back({ir::Op::Fma, 0, point, std::fma(point[0], point[1], point[2])});
  }
  const std::vector<double> got = run(cases, "fma");
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(call(cases[i]));
    REQUIRE(same_bits(got[i], cases[i].expected));
  }
}
