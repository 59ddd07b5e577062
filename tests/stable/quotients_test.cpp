// Quotients of what cancels by a power, and their limits. The rule puts a polynomial for a function, whose rest is
// below rounding but not 0, so that the equations of tests/stable/cases.cpp in 100 digits are none of it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "passes/stable/stable.h"
#include "tests/reference/reference.h"
#include "tests/stable/measure.h"
#include "tests/support/extent.h"

namespace adc::test {
namespace {

struct Quotient {
  const char* text;
  Range range;
  std::vector<double> at_zero;  ///< value, first and second derivative
};

constexpr double kFar = 30;
constexpr double kReach = 0.125;  ///< so far each polynomial is used

const std::vector<Quotient>& quotients() {
  static const std::vector<Quotient> kAll{
      {"(x - sin(x))/x^3", {-kFar, kFar}, {1.0 / 6, 0, -1.0 / 60}},
      {"(sin(x) - x)/(2x^2)", {-kFar, kFar}, {0, -1.0 / 12, 0}},
      {"(exp(x) - 1 - x)/x^2", {-kFar, kFar}, {0.5, 1.0 / 6, 1.0 / 12}},
      {"(exp(x) - x - 1)/x", {-kFar, kFar}, {0, 0.5, 1.0 / 3}},
      {"(exp(x) - 1 - x - x^2/2)/x^3", {-kFar, kFar}, {1.0 / 6, 1.0 / 24, 1.0 / 60}},
      {"(exp(2*x) - 1 - 2*x)/x^2", {-kFar, kFar}, {2, 4.0 / 3, 4.0 / 3}},
      {"(tan(x) - x)/x^3", {-1.5, 1.5}, {1.0 / 3, 0, 4.0 / 15}},
      {"(1 - cos(x))/x^2", {-kFar, kFar}, {0.5, 0, -1.0 / 12}},
      {"(cos(x) - 1 + x^2/2)/x^4", {-kFar, kFar}, {1.0 / 24, 0, -1.0 / 360}},
      {"(cosh(x) - 1)/x^2", {-kFar, kFar}, {0.5, 0, 1.0 / 12}},
      {"(sinh(x) - x)/x^3", {-kFar, kFar}, {1.0 / 6, 0, 1.0 / 60}},
      {"(tanh(x) - x)/x^3", {-kFar, kFar}, {-1.0 / 3, 0, 4.0 / 15}},
      {"(log(1 + x) - x)/x^2", {-0.9, kFar}, {-0.5, 1.0 / 3, -0.5}},
      {"(atan(x) - x)/x^3", {-kFar, kFar}, {-1.0 / 3, 0, 0.4}},
      {"(asin(x) - x)/x^3", {-1, 1}, {1.0 / 6, 0, 3.0 / 20}},
      {"(x*cos(x) - sin(x))/x^2", {-kFar, kFar}, {0, -1.0 / 3, 0}},
      {"(tan(x) - sin(x))/x^3", {-1.5, 1.5}, {0.5, 0, 0.25}},
  };
  return kAll;
}

std::vector<passes::AppliedRewrite> applied(const std::string& text) {
  std::vector<passes::AppliedRewrite> rewrites;
  (void)passes::stable(parsed(text), {.applied = &rewrites});
  return rewrites;
}

bool is_used(const std::string& text) {
  return std::ranges::any_of(applied(text), [](const passes::AppliedRewrite& rewrite) {
    return rewrite.equation == passes::quotient_rules()[0].equation;
  });
}

// Where the formula as it is written has its digits in 100.
bool is_measured(double x) { return std::fabs(x) > 1e-15; }

TEST_CASE("quotients of what cancels lose no digits") {
  const std::size_t count = tests::extent(10'000, 1'000);
  for (const Quotient& one : quotients()) {
    const StableCase c{"", one.text, {one.range}};
    const ir::Function fn = parsed(one.text);
    const ir::Function before = as_written(fn);
    const ir::Function after = compiled(fn, Derive::Value, Level::Stable);
    const ir::Function exact = compiled(fn, Derive::Value, Level::Exact, false);
    double worst_before = 0;
    double worst_after = 0;
    for (const std::vector<double>& point : points_of(c, count)) {
      if (!is_measured(point[0])) continue;
      const tests::Reference truth = tests::evaluate_reference(exact, point)[0];
      const double was = tests::ulps(values(before, point)[0], truth);
      const double is = tests::ulps(values(after, point)[0], truth);
      CAPTURE(one.text, point, was, is, truth.high);
      // Further from 0 other rules round in other places.
      CHECK(is <= std::max(was, 2.0) + (std::fabs(point[0]) < kReach ? 0 : 1));
      worst_before = std::max(worst_before, was);
      worst_after = std::max(worst_after, is);
    }
    CAPTURE(one.text, worst_before, worst_after);
    CHECK(worst_after < worst_before);
  }
}

TEST_CASE("derivatives of quotients of what cancels keep their digits near 0") {
  for (const Quotient& one : quotients()) {
    const ir::Function fn = parsed(one.text);
    const ir::Function exact = compiled(fn, Derive::Hessian, Level::Exact, false);
    for (const Mode mode : {Mode::Symbolic, Mode::Forward, Mode::Reverse}) {
      passes::Plan plan;
      plan.derive = Derive::Hessian;
      plan.mode = mode;
      const ir::Function derived = passes::run(fn, plan).value();
      for (int exponent = -12; exponent <= 0; ++exponent) {
        for (const double mantissa : {0.61, -0.23, 0.083}) {
          const std::vector<double> point{std::ldexp(mantissa, 2 * exponent)};
          const std::vector<double> is = values(derived, point);
          const std::vector<tests::Reference> truth = tests::evaluate_reference(exact, point);
          for (std::size_t i = 0; i < is.size(); ++i) {
            CAPTURE(one.text, point, i, is[i], truth[i].high);
            // beyond the polynomials' reach the formula is as it is written
            const double allowed = std::fabs(point[0]) < kReach ? 1e-14 : 1e-10;
            CHECK(std::fabs(is[i] - truth[i].high) <= allowed * std::fabs(truth[i].high));
          }
        }
      }
    }
  }
}

TEST_CASE("quotients of what cancels have their limits at 0") {
  for (const Quotient& one : quotients()) {
    const std::vector<double> is = values(compiled(parsed(one.text), Derive::Hessian, Level::Stable), {0});
    for (std::size_t i = 0; i < 3; ++i) {
      CAPTURE(one.text, i);
      CHECK(is[i] == Approx(one.at_zero[i]).epsilon(1e-15).margin(0));
    }
  }
}

TEST_CASE("only quotients of what cancels become polynomials") {
  CHECK(is_used("(x - sin(x))/x^3"));
  CHECK(is_used("(y*sin(x*y) - y*(x*y))/(x*y)^2") == false);  // y stands beside the argument
  CHECK(is_used("(sin(x*y) - x*y)/(x*y)^2"));
  CHECK(is_used("3*(exp(x) - 1 - x)/(5*x*x)"));
  CHECK_FALSE(is_used("(x^2 - x)/x"));
  CHECK_FALSE(is_used("(exp(x) - 1)/x"));
  CHECK_FALSE(is_used("(sin(x) + x)/x^3"));
  CHECK_FALSE(is_used("(a - sin(x))/x^3"));
  CHECK_FALSE(is_used("if(x < 1, sin(x) - x, 5)/x^3"));
  CHECK_FALSE(is_used("if(abs(x) < 1, sin(x) - x, 5*x^3)/x^3"));
  CHECK_FALSE(is_used("(abs(sin(x)) - x)/x^2"));
}

}  // namespace
}  // namespace adc::test
