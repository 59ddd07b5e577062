// Checking a program: what agrees, what does not, and why.
#include "analysis/check.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "ir/interpreter.h"
#include "parser/parse.h"

using adc::CheckedPoint;
using adc::CheckedQuantity;
using adc::CheckOptions;
using adc::CheckReport;
using adc::Method;
using adc::Verdict;
using adc::analysis::Instruments;

namespace {

Instruments precise() { return {.oracle = adc::precise::adc_check_oracle(), .compile = {}}; }

adc::Result<CheckReport> try_check(const std::string& text, const CheckOptions& options, const Instruments& instruments,
                                   adc::Level level) {
  const adc::parser::Parsed parsed = adc::parser::parse(text).value();
  std::vector<std::uint32_t> wrt;
  for (std::uint32_t i = 0; i < parsed.fn.params().size(); ++i) wrt.push_back(i);
  return adc::analysis::check(parsed.fn, {.level = level, .wrt = wrt, .limits = {}}, text, options, instruments);
}

CheckReport check(const std::string& text, const CheckOptions& options, const Instruments& instruments = precise(),
                  adc::Level level = adc::Level::Stable) {
  return try_check(text, options, instruments, level).value();
}

CheckedPoint check_at(const std::string& text, std::vector<double> x, adc::Level level = adc::Level::Stable) {
  return check(text, {.points = {std::move(x)}}, precise(), level).points.at(0);
}

const adc::CheckedNumber* find(const CheckedQuantity& quantity, Method method) {
  for (const adc::CheckedNumber& number : quantity.numbers) {
    if (number.method == method) return &number;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a smooth program agrees by every method") {
  const CheckedPoint point = check_at("cos(sin(x²) + 3x²)", {0.5});
  CHECK(point.kinks.empty());
  REQUIRE(point.quantities.size() == 2);
  CHECK(point.quantities[0].name == "value");
  CHECK(point.quantities[0].exact.substr(0, 27) == "0.5424849757140324000446525");
  const CheckedQuantity& slope = point.quantities[1];
  CHECK(slope.name == "d/dx");
  CHECK(slope.exact.substr(0, 27) == "-3.334146414144972013166037");
  CHECK(slope.verdict == Verdict::Agreement);
  CHECK(slope.condition > 1);
  CHECK(slope.condition < 100);
  for (const Method method : {Method::Symbolic, Method::Forward, Method::Reverse, Method::ComplexStep, Method::Rules}) {
    const adc::CheckedNumber* const number = find(slope, method);
    REQUIRE(number != nullptr);
    CHECK(number->within);
    CHECK(number->ulps < 4);
  }
  const adc::CheckedNumber* const difference = find(slope, Method::Differences);
  REQUIRE(difference != nullptr);
  CHECK(difference->within);
  CHECK(difference->error > 0);
  CHECK(find(slope, Method::Native) == nullptr);
}

TEST_CASE("several outputs have their names") {
  const CheckedPoint point = check_at("a = x*y; a, y^2", {2, 3});
  std::vector<std::string> names;
  names.reserve(point.quantities.size());
  for (const CheckedQuantity& quantity : point.quantities) names.push_back(quantity.name);
  CHECK(names == std::vector<std::string>{"a", "da/dx", "da/dy", "y2", "dy2/dx", "dy2/dy"});
}

TEST_CASE("second derivatives are checked by every method, where they are asked for") {
  const CheckedPoint point = check("a = x²*y³; a, exp(x*y)", {.points = {{2, 0.5}}, .order = 2}).points.at(0);
  REQUIRE(point.quantities.size() == 2 + 4 + 8);
  const auto named = [&](const std::string& name) {
    return *std::ranges::find(point.quantities, name, &CheckedQuantity::name);
  };
  CHECK(named("d²a/dx²").exact == "0.25");
  CHECK(named("d²a/dx dy").exact == "3");
  CHECK(named("d²a/dy dx").exact == "3");
  CHECK(named("d²a/dy²").exact == "12");
  CHECK(named("d²y2/dx dy").exact.substr(0, 20) == "5.436563656918090470");  // (1 + xy)·exp(xy) = 2e
  for (const CheckedQuantity& quantity : point.quantities) {
    CAPTURE(quantity.name);
    CHECK(quantity.verdict == Verdict::Agreement);
    CHECK(find(quantity, Method::Auto)->within);
    if (quantity.name.starts_with("d")) CHECK(find(quantity, Method::ComplexStep)->within);
    if (quantity.name.starts_with("d")) CHECK(find(quantity, Method::Differences)->within);
  }
  CHECK(find(check_at("x²", {3}).quantities[0], Method::Auto) == nullptr);
}

TEST_CASE("a second derivative that is not that of the first is a disagreement, with and without high precision") {
  const CheckReport expected = check("x³", {.points = {{2}}, .order = 2, .expected = {"8", "12", "11"}});
  CHECK(expected.points[0].quantities[1].verdict == Verdict::Agreement);
  CHECK(expected.points[0].quantities[2].verdict == Verdict::Disagreement);
  const CheckReport broken = check("x² + x*stop_gradient(x)", {.points = {{2}}, .order = 2}, {});
  CHECK(broken.points[0].quantities[2].verdict == Verdict::Disagreement);
}

TEST_CASE("at kinks second derivatives keep their convention") {
  const CheckedPoint point = check("x*abs(x)", {.points = {{0}}, .order = 2}).points.at(0);
  CHECK(point.kinks.size() == 1);
  for (const CheckedQuantity& quantity : point.quantities) CHECK(quantity.verdict != Verdict::Disagreement);
}

TEST_CASE("a number that is expected and wrong is a disagreement, and so is one that is almost right") {
  const auto verdict = [](const char* value, const char* slope) {
    const CheckReport report = check("x²", {.points = {{3}}, .expected = {value, slope}});
    return std::pair(report.points[0].quantities[0].verdict, report.points[0].quantities[1].verdict);
  };
  CHECK(verdict("9", "6") == std::pair(Verdict::Agreement, Verdict::Agreement));
  CHECK(verdict("9", "-6") == std::pair(Verdict::Agreement, Verdict::Disagreement));
  CHECK(verdict("9.0000000001", "6") == std::pair(Verdict::Disagreement, Verdict::Agreement));
  CHECK(verdict("9.0000000000001", "6") == std::pair(Verdict::Disagreement, Verdict::Agreement));
  CHECK(verdict("", "") == std::pair(Verdict::Agreement, Verdict::Agreement));
}

TEST_CASE("native code with other bits is a disagreement, however small the difference") {
  Instruments instruments = precise();
  bool is_wrong = false;
  instruments.compile = [&](const adc::ir::Function&) -> Instruments::Evaluator {
    return [&](std::span<const double> x, std::span<double> y) {
      y[0] = x[0] * x[0];
      y[1] = is_wrong ? std::nextafter(2 * x[0], 0) : 2 * x[0];
    };
  };
  CHECK(check("x²", {.points = {{3}}}, instruments).count(Verdict::Disagreement) == 0);
  is_wrong = true;
  const CheckReport report = check("x²", {.points = {{3}}}, instruments);
  CHECK(report.points[0].quantities[0].verdict == Verdict::Agreement);
  CHECK(report.points[0].quantities[1].verdict == Verdict::Disagreement);
  CHECK(find(report.points[0].quantities[1], Method::Native) != nullptr);
}

TEST_CASE("what differs from mode to mode is a disagreement, also at a kink and out of range") {
  Instruments instruments = precise();
  bool is_wrong = false;
  instruments.compile = [&](const adc::ir::Function& fn) -> Instruments::Evaluator {
    return [fn, &is_wrong](std::span<const double> x, std::span<double> y) {
      adc::ir::interpret(fn, x, y);
      if (is_wrong) y[0] = y[1] = 17;
    };
  };
  const auto verdict = [&](const char* text, double x) {
    return check(text, {.points = {{x}}}, instruments).points[0].quantities[0].verdict;
  };
  CHECK(verdict("abs(x) + x*floor(x)", 0) == Verdict::Agreement);
  CHECK(verdict("exp(x)*exp(-x)", 800) == Verdict::OutOfRange);
  is_wrong = true;
  CHECK(verdict("abs(x) + x*floor(x)", 0) == Verdict::Disagreement);
  CHECK(verdict("exp(x)*exp(-x)", 800) == Verdict::Disagreement);
}

TEST_CASE("lost digits are excused by the condition, with the operation that loses them") {
  const CheckedPoint point = check_at("sin(x) - x*cos(x)", {1e-5}, adc::Level::Exact);
  const CheckedQuantity& value = point.quantities[0];
  CHECK(value.verdict == Verdict::IllConditioned);
  CHECK(value.condition > 1e9);
  CHECK(value.cause.find('`') != std::string::npos);
  CHECK(value.cause.find("counts") != std::string::npos);
}

TEST_CASE("differences that lose their digits confirm the formula, which then judges") {
  const CheckedPoint point = check_at("x/(exp(x) - 1)", {1e-200}, adc::Level::Exact);
  CHECK(point.quantities[1].exact == "-0.5");
  CHECK(find(point.quantities[1], Method::Rules)->within);
  CHECK(point.quantities[0].verdict == Verdict::IllConditioned);
}

TEST_CASE("an overflow between is out of range as written, and right by the stable form") {
  CHECK(check_at("log(1 + exp(x))", {1000}, adc::Level::Exact).quantities[0].verdict == Verdict::OutOfRange);
  CHECK(check_at("log(1 + exp(x))", {1000}).quantities[0].verdict == Verdict::Agreement);
  CHECK(check_at("exp(x)*exp(-x)", {800}).quantities[0].verdict == Verdict::OutOfRange);
}

TEST_CASE("a kink is marked, and the modes keep its convention") {
  const CheckedPoint point = check_at("abs(x) + max(x, y)", {0, 0});
  REQUIRE(point.kinks.size() == 2);
  CHECK(point.kinks[0] == "`abs(x)` (abs)");
  CHECK(point.kinks[1] == "`max(x, y)` (max)");
  CHECK(point.quantities[0].verdict == Verdict::Agreement);
  for (const std::size_t i : {1, 2}) CHECK(point.quantities[i].verdict == Verdict::Kink);
  CHECK(check_at("abs(3x - 1)", {1.0 / 3}).kinks == std::vector<std::string>{"`abs(3x - 1)` (abs), within rounding"});
  CHECK(check_at("abs(3x - 1)", {1.0 / 3}).quantities[1].verdict != Verdict::Disagreement);
  CHECK(check_at("if(x < 1, x², 3x)", {1}).kinks.size() == 1);
}

TEST_CASE("where there is no number all methods say so") {
  const CheckedPoint point = check_at("sqrt(x)", {-1});
  for (const CheckedQuantity& quantity : point.quantities) {
    CHECK(quantity.exact == "nan");
    CHECK(quantity.verdict == Verdict::Agreement);
  }
  CHECK(check_at("1/x", {0}).quantities[0].verdict == Verdict::Agreement);
}

TEST_CASE("without high precision the modes are compared with each other and with estimates") {
  const CheckReport report = check("exp(x)*sin(y)", {.random_points = 20}, {});
  CHECK(report.points.size() == 20);
  CHECK(report.count(Verdict::Agreement) == 60);
  const CheckedQuantity& slope = report.points[0].quantities[1];
  CHECK(slope.exact.empty());
  CHECK(std::isnan(slope.condition));
  CHECK(find(slope, Method::Differences) != nullptr);
  CHECK(find(slope, Method::Rules) == nullptr);
}

TEST_CASE("without high precision a pole beside the point and underflow are no disagreement") {
  CHECK(check("1/x²", {.points = {{1e-17}, {-1e-8}}}, {}).count(Verdict::Disagreement) == 0);
  CHECK(check("3^(x²)", {.points = {{1e-200}, {0}}}, {}).count(Verdict::Disagreement) == 0);
}

TEST_CASE("without high precision a derivative that differences contradict is a disagreement") {
  const CheckReport report = check("x + stop_gradient(x)", {.points = {{2}}}, {});
  CHECK(report.points[0].quantities[0].verdict == Verdict::Agreement);
  CHECK(report.points[0].quantities[1].verdict == Verdict::Disagreement);
}

TEST_CASE("points, boxes and numbers of the wrong size are refused") {
  const auto slug = [](const CheckOptions& options) {
    return try_check("x*y", options, precise(), adc::Level::Stable).error().diagnostic().slug;
  };
  CHECK(slug({.points = {{1}}}) == "wrong-size");
  CHECK(slug({.random_points = 1, .box = {{0, 1}}}) == "wrong-size");
  CHECK(slug({.points = {{1, 2}}, .expected = {"2"}}) == "wrong-size");
  CHECK(slug({.points = {{1, 2}}, .order = 2, .expected = {"2", "2", "1"}}) == "wrong-size");
  CHECK(slug({.points = {{1, 2}}, .order = 3}) == "bad-value");
}

TEST_CASE("a number that slopes to both sides contradict is no agreement, and smooth forms have none of that") {
  const auto verdict_of = [](const std::string& text, const std::vector<double>& at, std::size_t which) {
    return check(text, {.points = {at}, .order = 2}).points.at(0).quantities.at(which).verdict;
  };
  CHECK(verdict_of("abs(x)", {0}, 1) == Verdict::Kink);
  CHECK(verdict_of("x*abs(x)", {0}, 1) == Verdict::Agreement);
  CHECK(verdict_of("x*abs(x)", {0}, 2) == Verdict::Kink);
  for (const std::string text : {"hypot(x, y)", "sqrt(x^2 + y^2)", "sqrt((x - y)^2)"}) {
    CHECK(verdict_of(text, {0, 0}, 1) == Verdict::Kink);
    CHECK(verdict_of(text, {0, 0}, 2) == Verdict::Kink);
  }
  CHECK(verdict_of("atan2(y, x)", {0, 0}, 1) == Verdict::Kink);
  CHECK(verdict_of("hypot(x, y)", {0, 0}, 3) == Verdict::Kink);
  CHECK(verdict_of("hypot(x, y)*sin(hypot(x, y))", {0, 0}, 3) == Verdict::Kink);
  CHECK(verdict_of("relu(x)^2", {0}, 2) == Verdict::Kink);
  for (const char* text : {"abs(x)^2", "cos(abs(x))", "a = abs(x); 3a*a", "abs(x)^3", "sqrt(x^4)"})
    CHECK(verdict_of(text, {0}, 2) == Verdict::Agreement);
  for (const char* text : {"hypot(x, y)^2", "cos(hypot(x, y))", "exp(-hypot(x, y)^2)"}) {
    for (std::size_t i = 0; i < 7; ++i) CHECK(verdict_of(text, {0, 0}, i) == Verdict::Agreement);
  }
}
