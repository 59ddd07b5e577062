// Derivatives from values alone, and how far off they say they may be.
#include "analysis/estimates.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "parser/parse.h"
#include "passes/pipeline.h"

using adc::analysis::centred_difference;
using adc::analysis::complex_step;

namespace {

adc::ir::Function program(const char* text) {
  const adc::ir::Function fn = adc::parser::parse(text).value().fn;
  return adc::passes::run(fn, {.level = adc::Level::Exact, .wrt = {}, .limits = {}}).value();
}

}  // namespace

TEST_CASE("centred differences are as near as they say, for a good step and for a coarse one") {
  const adc::ir::Function fn = program("exp(x)*y");
  const double exact = 2 * std::numbers::e;
  for (const double epsilon : {0.0, 1e-2, 1e-9}) {
    const auto estimate = centred_difference(fn, std::array{1.0, 2.0}, 0, 0, epsilon, 0);
    REQUIRE(estimate.has_value());
    CHECK(std::fabs(estimate->number - exact) <= estimate->error);
    CHECK(estimate->error > 0);
    CHECK(estimate->error < 1e-2);
  }
  CHECK(centred_difference(fn, std::array{1.0, 2.0}, 0, 1, 0, 0)->number == Approx(std::numbers::e).epsilon(1e-9));
}

TEST_CASE("the default step loses no more than half of the digits") {
  const auto estimate = centred_difference(program("sin(x)"), std::array{1e3}, 0, 0, 0, 0);
  REQUIRE(estimate.has_value());
  CHECK(std::fabs(estimate->number - std::cos(1e3)) < 1e-5);
}

TEST_CASE("there is no difference where the function is not finite") {
  CHECK_FALSE(centred_difference(program("sqrt(x)"), std::array{0.0}, 0, 0, 0, 0).has_value());
  CHECK_FALSE(centred_difference(program("1/x"), std::array{0.0}, 0, 0, 1e-320, 0).has_value());
}

TEST_CASE("a complex step gives nearly all digits") {
  const auto estimate = complex_step(program("exp(x)*sin(x)/(1 + x^2)"), std::array{0.5}, 0, 0);
  REQUIRE(estimate.has_value());
  const double e = std::exp(0.5);
  const double exact = e * (std::sin(0.5) + std::cos(0.5)) / 1.25 - e * std::sin(0.5) / (1.25 * 1.25);
  CHECK(estimate->number == Approx(exact).epsilon(1e-15));
  CHECK(std::fabs(complex_step(program("x^3"), std::array{0.0}, 0, 0)->number) < 1e-100);
}

TEST_CASE("there is no complex step where an operation has no complex extension or the point is on a branch cut") {
  CHECK_FALSE(complex_step(program("abs(x)"), std::array{1.0}, 0, 0).has_value());
  CHECK_FALSE(complex_step(program("if(x > 0, x, 1)"), std::array{1.0}, 0, 0).has_value());
  CHECK_FALSE(complex_step(program("x^y"), std::array{-2.0, 3.0}, 0, 0).has_value());
}
