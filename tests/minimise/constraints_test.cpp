// Minima under constraints: problems of Hock and Schittkowski, Test Examples for Nonlinear Programming Codes (1981).
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "adc/train/minimise.hpp"

using adc::train::Constraint;
using adc::train::MinimiseEnd;
using adc::train::MinimiseMethod;
using adc::train::MinimiseOptions;
using adc::train::Minimum;

namespace {

constexpr double kInf = INFINITY;

struct Problem {
  const char* name;
  std::string value;
  std::vector<double> start;
  std::vector<std::string> positive;  ///< constraints c ≥ 0
  std::vector<std::string> zero;      ///< constraints c = 0
  std::vector<double> low;
  std::vector<double> high;
  double least;
  double local = least;  ///< another minimum
};

/// Variables are called so that they appear in order: x(1) is a, x(2) is b, …
std::vector<Problem> problems() {
  return {
      {"HS 6", "(1 - a)^2 + 0*b", {-1.2, 1}, {}, {"10(b - a^2)"}, {}, {}, 0},
      {"HS 7", "log(1 + a^2) - b", {2, 2}, {}, {"(1 + a^2)^2 + b^2 - 4"}, {}, {}, -std::sqrt(3.0)},
      {"HS 9", "sin(pi*a/12)*cos(pi*b/16)", {0, 0}, {}, {"4a - 3b"}, {}, {}, -0.5},
      {"HS 10", "a - b", {-10, 10}, {"-3a^2 + 2a*b - b^2 + 1"}, {}, {}, {}, -1},
      {"HS 11", "(a - 5)^2 + b^2 - 25", {4.9, 0.1}, {"-a^2 + b"}, {}, {}, {}, -8.498464223},
      {"HS 12", "0.5a^2 + b^2 - a*b - 7a - 7b", {0, 0}, {"25 - 4a^2 - b^2"}, {}, {}, {}, -30},
      {"HS 14",
       "(a - 2)^2 + (b - 1)^2",
       {2, 2},
       {"-0.25a^2 - b^2 + 1"},
       {"a - 2b + 1"},
       {},
       {},
       9 - 2.875 * std::sqrt(7.0)},
      {"HS 15",
       "100(b - a^2)^2 + (1 - a)^2",
       {1, -2},
       {"a*b - 1", "a + b^2"},
       {},
       {-kInf, -kInf},
       {0.5, kInf},
       306.5,
       360.379767174},
      {"HS 18", "0.01a^2 + b^2", {2, 2}, {"a*b - 25", "a^2 + b^2 - 25"}, {}, {2, 0}, {50, 50}, 5},
      {"HS 21", "0.01a^2 + b^2 - 100", {-1, -1}, {"10a - b - 10"}, {}, {2, -50}, {50, 50}, -99.96},
      {"HS 22", "(a - 2)^2 + (b - 1)^2", {2, 2}, {"-a - b + 2", "-a^2 + b"}, {}, {}, {}, 1},
      {"HS 23",
       "a^2 + b^2",
       {3, 1},
       {"a + b - 1", "a^2 + b^2 - 1", "9a^2 + b^2 - 9", "a^2 - b", "b^2 - a"},
       {},
       {-50, -50},
       {50, 50},
       2},
      {"HS 24",
       "((a - 3)^2 - 9)*b^3/(27sqrt(3))",
       {1, 0.5},
       {"a/sqrt(3) - b", "a + sqrt(3)*b", "-a - sqrt(3)*b + 6"},
       {},
       {0, 0},
       {kInf, kInf},
       -1},
      {"HS 26", "(a - b)^2 + (b - c)^4", {-2.6, 2, 2}, {}, {"(1 + b^2)*a + c^4 - 3"}, {}, {}, 0},
      {"HS 27", "0.01(a - 1)^2 + (b - a^2)^2 + 0*c", {2, 2, 2}, {}, {"a + c^2 + 1"}, {}, {}, 0.04},
      {"HS 28", "(a + b)^2 + (b + c)^2", {-4, 1, 1}, {}, {"a + 2b + 3c - 1"}, {}, {}, 0},
      {"HS 29", "-a*b*c", {1, 1, 1}, {"-a^2 - 2b^2 - 4c^2 + 48"}, {}, {}, {}, -16 * std::sqrt(2.0)},
      {"HS 32",
       "(a + 3b + c)^2 + 4(a - b)^2",
       {0.1, 0.7, 0.2},
       {"6b + 4c - a^3 - 3"},
       {"1 - a - b - c"},
       {0, 0, 0},
       {kInf, kInf, kInf},
       1},
      {"HS 35",
       "9 - 8a - 6b - 4c + 2a^2 + 2b^2 + c^2 + 2a*b + 2a*c",
       {0.5, 0.5, 0.5},
       {"3 - a - b - 2c"},
       {},
       {0, 0, 0},
       {kInf, kInf, kInf},
       1.0 / 9},
      {"HS 39", "-a + 0*b + 0*c + 0*d", {2, 2, 2, 2}, {}, {"b - a^3 - c^2", "a^2 - b - d^2"}, {}, {}, -1},
      {"HS 40", "-a*b*c*d", {0.8, 0.8, 0.8, 0.8}, {}, {"a^3 + b^2 - 1", "a^2*d - c", "d^2 - b"}, {}, {}, -0.25},
      {"HS 43",
       "a^2 + b^2 + 2c^2 + d^2 - 5a - 5b - 21c + 7d",
       {0, 0, 0, 0},
       {"8 - a^2 - b^2 - c^2 - d^2 - a + b - c + d", "10 - a^2 - 2b^2 - c^2 - 2d^2 + a + d",
        "5 - 2a^2 - b^2 - c^2 - 2a + b + d"},
       {},
       {},
       {},
       -44},
      {"HS 71",
       "a*d*(a + b + c) + c",
       {1, 5, 5, 1},
       {"a*b*c*d - 25"},
       {"a^2 + b^2 + c^2 + d^2 - 40"},
       {1, 1, 1, 1},
       {5, 5, 5, 5},
       17.0140173},
  };
}

std::vector<std::string> letters(const adc::Function& function) {
  return {function.inputs().begin(), function.inputs().end()};
}

/// Numbers of the variables a, b, c, d in the order of the function's inputs.
std::vector<double> in_order(const adc::Function& function, const std::vector<double>& numbers) {
  std::vector<double> ordered;
  for (const std::string& name : letters(function))
    ordered.push_back(numbers.at(static_cast<std::size_t>(name[0] - 'a')));
  return ordered;
}

Constraint constraint(const adc::Function& function, const std::string& text, double low, double high) {
  return {adc::compile(text, {.allowed_inputs = letters(function)}).value(), low, high, text};
}

Minimum solve(const Problem& problem, MinimiseMethod method) {
  const adc::Function function = adc::compile(problem.value).value();
  MinimiseOptions options{.method = method};
  if (!problem.low.empty()) {
    options.low = in_order(function, problem.low);
    options.high = in_order(function, problem.high);
  }
  for (const std::string& c : problem.positive) options.constraints.push_back(constraint(function, c, 0, kInf));
  for (const std::string& c : problem.zero) options.constraints.push_back(constraint(function, c, 0, 0));
  return adc::train::minimise(function, in_order(function, problem.start), options).value();
}

}  // namespace

TEST_CASE("problems with constraints end at their known minima, or say that they do not") {
  int solved = 0;
  for (const Problem& problem : problems()) {
    const Minimum found = solve(problem, MinimiseMethod::InteriorPoint);
    CAPTURE(problem.name, text(found.end), found.detail, found.value, found.x, found.violation, found.gradient_norm);
    CAPTURE(found.curvature.value_or(NAN), found.steps, problem.least);
    CHECK(is_minimum(found.end));
    if (!is_minimum(found.end)) continue;
    CHECK(found.end == MinimiseEnd::MinimumOfConstraints);
    const double known = std::fabs(found.value - problem.local) < 1e-3 ? problem.local : problem.least;
    CHECK(found.value == Approx(known).epsilon(1e-7).margin(1e-7));
    CHECK(found.violation <= 1e-8 * (1 + std::fabs(found.value)));
    ++solved;
  }
  CHECK(solved == static_cast<int>(problems().size()));
}

TEST_CASE("sequential quadratic programming finds the same, where it says that it does") {
  int solved = 0;
  for (const Problem& problem : problems()) {
    const Minimum found = solve(problem, MinimiseMethod::Slsqp);
    CAPTURE(problem.name, text(found.end), found.detail, found.value, found.x, found.violation);
    if (!is_minimum(found.end)) continue;
    const double known = std::fabs(found.value - problem.local) < 1e-3 ? problem.local : problem.least;
    CHECK(found.value == Approx(known).epsilon(1e-6).margin(1e-6));
    ++solved;
  }
  CHECK(solved >= 18);
}

TEST_CASE("multipliers say what a constraint costs") {
  const adc::Function sum = adc::compile("x + y").value();
  const MinimiseOptions options{
      .constraints = {constraint(sum, "x^2 + y^2", -kInf, 2), constraint(sum, "x - y", -kInf, 5)}};
  const Minimum found = adc::train::minimise(sum, std::vector{0.5, 0.3}, options).value();
  REQUIRE(found.end == MinimiseEnd::MinimumOfConstraints);
  CHECK(found.x[0] == Approx(-1));
  REQUIRE(found.multipliers.size() == 2);
  CHECK(found.multipliers[0].multiplier == Approx(0.5));
  CHECK(found.multipliers[0].active);
  CHECK(found.multipliers[1].multiplier == Approx(0).margin(1e-9));
  CHECK_FALSE(found.multipliers[1].active);
}

TEST_CASE("tensors have sparse constraints") {
  // The chain of least length between two points: all parts alike.
  const adc::Function length = adc::compile("param x: R[50]; sum((x[2:50] - x[1:49]).^2)").value();
  MinimiseOptions options;
  const auto add = [&](const std::string& text, double low, double high) {
    options.constraints.push_back(
        {adc::compile(text, {.allowed_inputs = letters(length), .shapes = {{"x", {50}}}}).value(), low, high, text});
  };
  add("x[1]", 0, 0);
  add("x[50]", 49, 49);
  add("x[2:49]", -100, 100);
  const Minimum found = adc::train::minimise(length, std::vector<double>(50, 1.0), options).value();
  INFO(text(found.end) << " " << found.detail);
  REQUIRE(is_minimum(found.end));
  CHECK(found.value == Approx(49));
  for (std::size_t i = 0; i < 50; ++i) CHECK(found.x[i] == Approx(static_cast<double>(i)).margin(1e-6));
}

TEST_CASE("no success is claimed under constraints where there is no minimum") {
  struct Case {
    const char* value;
    const char* positive;
    std::vector<double> start;
  };
  for (const Case& test : std::vector<Case>{{"x + 0*y", "y", {1, 1}},
                                            {"-x^2 + 0*y", "x + y", {1, 1}},
                                            {"1 + exp(-x) + 0*y", "x - y^2", {1, 0}},
                                            {"x*y", "x + y", {1, 1}},
                                            {"1/x + y^2", "x - y", {1, 0}},
                                            {"x^2 + y^2", "-x^2 - y^2 - 1", {1, 1}},
                                            {"x^3 + 0*y", "y", {1, 1}}}) {
    const adc::Function function = adc::compile(test.value).value();
    const MinimiseOptions options{.constraints = {constraint(function, test.positive, 0, kInf)}};
    const Minimum found = adc::train::minimise(function, test.start, options).value();
    CAPTURE(test.value, test.positive, text(found.end), found.x, found.value);
    CHECK_FALSE(is_minimum(found.end));
  }
}

TEST_CASE("global methods look within all bounds, and want them") {
  const adc::Function rastrigin = adc::compile("20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2pi*y)").value();
  for (const MinimiseMethod method : {MinimiseMethod::Direct, MinimiseMethod::Mlsl}) {
    const MinimiseOptions options{.method = method, .low = {-5.12, -4}, .high = {4, 5.12}};
    const Minimum found = adc::train::minimise(rastrigin, std::vector{3.2, 2.1}, options).value();
    CHECK(found.end == MinimiseEnd::Minimum);
    CHECK(found.value == Approx(0).margin(1e-9));
    const auto without = adc::train::minimise(rastrigin, std::vector{3.2, 2.1}, {.method = method});
    REQUIRE_FALSE(without.ok());
    CHECK(without.error().diagnostic().slug == "bad-value");
  }
}

TEST_CASE("constraints of what the function does not have are an error") {
  const adc::Function function = adc::compile("x^2").value();
  const MinimiseOptions options{.constraints = {{adc::compile("z").value(), 0, 1, "z"}}};
  CHECK(adc::train::minimise(function, std::vector{1.0}, options).error().diagnostic().slug == "unknown-variable");
}
