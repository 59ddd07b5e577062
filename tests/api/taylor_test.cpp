// Taylor coefficients through the API.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "adc/adc.hpp"
#include "adc/taylor.hpp"

namespace {

using adc::compile;
using adc::CompileOptions;
using adc::Function;
using adc::taylor;
using adc::Taylor;

std::string slug(const adc::Result<Taylor>& result) { return result ? "" : result.error().diagnostic().slug; }

Taylor of(const char* text, std::vector<double> x, std::size_t order, std::vector<double> along = {}) {
  return taylor(compile(text).value(), x, along, order).value();
}

TEST_CASE("coefficients are derivatives over factorials") {
  const Taylor exp = of("exp(x)", {0}, 4);
  CHECK(exp.coefficients == std::vector<std::vector<double>>{{1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24}});
  CHECK(exp.derivative(0, 4) == 1);
  CHECK(of("1/(1 - x)", {0}, 3).coefficients[0] == std::vector<double>{1, 1, 1, 1});
  CHECK(of("x^3", {2}, 5).coefficients[0] == std::vector<double>{8, 12, 6, 1, 0, 0});
  CHECK(of("7", {}, 0).coefficients[0] == std::vector<double>{7});
}

TEST_CASE("coefficients of several variables are along a direction") {
  // (1 + t)·(2 − t)² = 4 + 0t − 3t² + t³
  CHECK(of("x*y^2", {1, 2}, 4, {1, -1}).coefficients[0] == std::vector<double>{4, 0, -3, 1, 0});
  const Taylor two = of("a = x*y; b = x - y; a, b", {1, 2}, 2, {1, 1});
  CHECK(two.coefficients == std::vector<std::vector<double>>{{2, 3, 1}, {-1, 0, 0}});
}

TEST_CASE("data does not move") {
  const Function f = compile("param x; data k; k*x^2").value();
  CHECK(taylor(f, std::vector{3.0, 5.0}, {}, 2)->coefficients[0] == std::vector<double>{45, 30, 5});
}

TEST_CASE("the first coefficient has the bits of the value, and high orders are finite where they should be") {
  const Function f = compile("log(1 + exp(x)) + x^7").value();
  const std::vector<double> x{0.3};
  CHECK(taylor(f, x, {}, 3)->coefficients[0][0] == f.value(x));
  CHECK(of("1/x", {2}, 1000).coefficients[0][1000] == std::ldexp(1.0, -1001));
  CHECK(std::isinf(of("1/x", {0.5}, 1000).derivative(0, 1000)));
}

TEST_CASE("choices are those of the point, kinks what their conventions say") {
  CHECK(of("if(x > 0, x^2, -x)", {2}, 2).coefficients[0] == std::vector<double>{4, 4, 1});
  CHECK(of("if(x > 0, x^2, -x)", {-2}, 2).coefficients[0] == std::vector<double>{2, -1, 0});
  CHECK(of("abs(x)", {0}, 2).coefficients[0] == std::vector<double>{0, 0, 0});
  CHECK(of("max(x, 2x)", {0}, 1).coefficients[0] == std::vector<double>{0, 1.5});
  CHECK(of("floor(x) + x", {2.5}, 2).coefficients[0] == std::vector<double>{4.5, 1, 0});
}

TEST_CASE("the end of a domain is noted") {
  const Taylor root = of("sqrt(x)", {0}, 3);
  CHECK(std::isinf(root.coefficients[0][1]));
  REQUIRE(!root.notes.empty());
  CHECK(root.notes[0].slug == "not-finite");
}

TEST_CASE("derivatives in the program are part of what is expanded") {
  const Taylor slope = of("diff(sin(x), x)", {0}, 4);
  CHECK(slope.coefficients[0] == std::vector<double>{1, 0, -0.5, 0, 1.0 / 24});
}

TEST_CASE("what cannot be expanded is an error") {
  const Function f = compile("x*y").value();
  const std::vector<double> x{1, 2};
  CHECK(slug(taylor(f, x, {}, 2)) == "wrong-size");
  CHECK(slug(taylor(f, std::vector{1.0}, x, 2)) == "wrong-size");
  CHECK(slug(taylor(f, x, x, 10'001)) == "bad-value");
  CHECK(slug(taylor(compile("gamma(x)").value(), std::vector{2.0}, {}, 100)) == "function-order");
  CHECK(slug(taylor(compile("besselj(x, 2)").value(), std::vector{2.0}, {}, 1)) == "no-derivative");
  CHECK(slug(taylor(compile("param x: R[2]\nsum(x)").value(), x, x, 1)) == "not-scalar");
}

}  // namespace
