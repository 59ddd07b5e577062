// Points in high precision: values, derivatives, the tolerance, lost digits and kinks.
#include "precise/oracle.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "parser/parse.h"

using adc::ir::Function;
using adc::precise::Point;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Function program(const char* text) { return adc::parser::parse(text).value().fn; }

std::unique_ptr<Point> at(const Function& fn, std::vector<double> x) {
  return adc::precise::adc_check_oracle()->at(fn, x);
}

}  // namespace

TEST_CASE("a point knows values and derivatives to 50 digits") {
  const Function fn = program("exp(x)*y");
  const auto point = at(fn, {1, 2});
  CHECK(point->output(0).digits == "5.4365636569180904707205749427053249955144941873999");
  CHECK(point->output(0).nearest == 5.43656365691809);
  CHECK(point->gradient(0)[0].digits == point->output(0).digits);
  CHECK(point->gradient(0)[1].digits == "2.7182818284590452353602874713526624977572470937");
  CHECK(at(program("1/x"), {0})->output(0).digits == "inf");
  CHECK(at(program("sqrt(x)"), {-1})->output(0).digits == "nan");
}

TEST_CASE("polygamma has its closed values, recurrence and reflection, and its poles their signs") {
  const auto digits = [](const char* text, double x) {
    const Function fn = program(text);
    return at(fn, {x})->output(0).digits;
  };
  CHECK(digits("polygamma(1, x)", 1) == digits("0x + π²/6", 1));
  CHECK(digits("polygamma(1, x)", 0.5) == digits("0x + π²/2", 1));
  CHECK(digits("polygamma(1, x)", -0.5) == digits("0x + π²/2 + 4", 1));
  CHECK(digits("polygamma(2, x)", 1) == "-2.404113806319188570799476323022899981529972584681");  // −2ζ(3)
  CHECK(digits("polygamma(3, x)", 0.5) == digits("0x + π⁴", 1));
  CHECK(digits("polygamma(3, x)", 1) == digits("0x + π⁴/15", 1));
  for (const double x : {1e-30, 0.75, 250.5, 1e15, -0.25, -1000.125}) {
    CHECK(digits("polygamma(2, x) - polygamma(2, x + 1)", x) == digits("-2/x³", x));
    CHECK(digits("polygamma(7, x) - polygamma(7, x + 1)", x) == digits("5040/x⁸", x));
  }
  CHECK(digits("polygamma(2, x) - polygamma(2, 1 - x)", -3.25) == digits("0x + 4π³", 1));
  CHECK(digits("polygamma(1, x)", -3) == "inf");
  CHECK(digits("polygamma(2, x)", -3) == "nan");
  CHECK(digits("polygamma(2, x)", 0.0) == "-inf");
  CHECK(digits("polygamma(2, x)", -0.0) == "inf");
}

TEST_CASE("erf is a number at the roots of 3") {  // where MPFR's own ends the program
  const Function fn = program("erf(sqrt(x)) + 0y, erf(-sqrt(x)), erfc(sqrt(x)), erfc(-sqrt(x))");
  const auto point = at(fn, {3, 0});
  CHECK(point->output(0).digits == "0.98569412156457036047415219357774930642633747715044");
  CHECK(point->output(1).digits == "-" + point->output(0).digits);
  CHECK(point->output(2).nearest == Approx(1 - point->output(0).nearest).epsilon(1e-12));
  CHECK(point->output(3).digits == "1.9856941215645703604741521935777493064263374771504");
}

TEST_CASE("slopes are right at zero, beside a kink, for huge operands and where rounding leaves little") {
  const auto slope = [](const char* text, double x) {
    const Function fn = program(text);
    return at(fn, {x})->gradient(0)[0].nearest;
  };
  CHECK(slope("x³", 0) == 0);
  CHECK(slope("x^1.5", 0) == 0);
  CHECK(slope("max(x, -x)", 1e-200) == 1);
  CHECK(slope("max(x, x)", 3) == 1);
  CHECK(slope("abs(x)", 0) == 0);
  CHECK(slope("x % 3", 1e200) == 1);
  CHECK(slope("7 % x", 1e-200) == -std::floor(7 / 1e-200));
  CHECK(slope("copysign(x, -2)", 5) == -1);
  CHECK(slope("sin(x)", 1e200) == std::cos(1e200));
  CHECK(slope("sin(x)", std::numeric_limits<double>::max()) == std::cos(std::numeric_limits<double>::max()));
  CHECK(slope("log(x)", 1e300) == 1e-300);
  CHECK(slope("exp(x)", 1e-300) == 1);
  CHECK(slope("cos(x)", 1e-300) == -1e-300);
  CHECK(slope("x^x", 1e-200) == Approx(std::log(1e-200) + 1).epsilon(1e-15));
  CHECK(std::isnan(slope("polygamma(2, x)", -1e200)));
}

TEST_CASE("what takes unbounded time to reduce has no value") {
  CHECK(at(program("sin(exp(x))"), {1e17})->output(0).digits == "nan");
  CHECK(at(program("exp(x) % 3"), {1e17})->output(0).digits == "nan");
}

TEST_CASE("errors are counted in units of the last place and judged by the tolerance") {
  const Function fn = program("x");
  const auto point = at(fn, {1});
  CHECK(point->judge(0, 1 + 0x1p-52, "1").ulps == 1);
  CHECK(point->judge(0, 1 + 9e-13, "1").within);
  CHECK_FALSE(point->judge(0, 1 + 2e-12, "1").within);
  CHECK_FALSE(point->judge(0, kNan, "1").within);
  CHECK_FALSE(point->judge(0, kInf, "1").within);
  CHECK(point->judge(0, kInf, "1e400").within);
  CHECK(point->judge(0, kNan, "nan").within);
  CHECK_FALSE(point->judge(0, 1, "nan").within);
}

TEST_CASE("cancellation widens the tolerance as far as the condition allows, and says so") {
  const Function fn = program("(1 + x) - 1");
  const auto point = at(fn, {1e-10});
  const adc::precise::Judgement lost = point->judge(0, (1 + 1e-10) - 1, "1e-10");
  CHECK(lost.within);
  CHECK(lost.ill_conditioned);
  CHECK(lost.allowed == Approx(8 * 0x1p-53).epsilon(1e-6));
  CHECK(point->judge(0, 1e-10 + 8.8e-16, "1e-10").within);
  CHECK_FALSE(point->judge(0, 1e-10 + 9.0e-16, "1e-10").within);
  CHECK_FALSE(point->judge(0, 1e-10 * (1 + 9e-13), "1e-10").ill_conditioned);
}

TEST_CASE("where the condition admits any number, no digit is left") {
  const Function fn = program("x/(exp(x) - 1)");
  const auto point = at(fn, {1e-17});
  CHECK(point->judge(0, kInf, point->output(0).digits).no_digit_left);
  CHECK_FALSE(at(fn, {1e-10})->judge(0, kInf, "1").no_digit_left);
}

TEST_CASE("the operation that costs the digits is the one whose rounding is magnified") {
  const Function fn = program("sqrt(x + 1) - sqrt(x)");
  const auto loss = at(fn, {1e12 + 0.3})->worst_loss(0);
  REQUIRE(loss.has_value());
  CHECK(fn.op(loss->value) == adc::ir::Op::Sqrt);
  CHECK(loss->rounding < 1.2e-16);
  CHECK(loss->magnification == Approx(2e12).epsilon(0.1));
  CHECK_FALSE(at(program("x + 1"), {1})->worst_loss(0).has_value());
}

TEST_CASE("a kink is hit, or within rounding, or not there") {
  const auto kinks = [](const char* text, std::vector<double> x) {
    const Function fn = program(text);
    return at(fn, std::move(x))->kinks(0);
  };
  REQUIRE(kinks("abs(x)", {0}).size() == 1);
  CHECK(kinks("abs(x)", {0})[0].hit);
  CHECK(kinks("abs(x)", {1e-300}).empty());
  REQUIRE(kinks("abs(3x - 1)", {1.0 / 3}).size() == 1);
  CHECK_FALSE(kinks("abs(3x - 1)", {1.0 / 3})[0].hit);
  CHECK(kinks("abs(3x - 1)", {0.3333}).empty());
  CHECK(kinks("max(x, y)", {2, 2}).size() == 1);
  CHECK(kinks("max(x, y)", {2, 2.0000001}).empty());
  CHECK(kinks("floor(x)", {3}).size() == 1);
  CHECK(kinks("floor(x)", {3.5}).empty());
  CHECK(kinks("round(x)", {2.5}).size() == 1);
  CHECK(kinks("round(x)", {3}).empty());
  CHECK(kinks("trunc(x)", {0}).empty());
  CHECK(kinks("x % y", {6, 3}).size() == 1);
  CHECK(kinks("if(x < 1, x, 2)", {1}).size() == 1);
}

TEST_CASE("the side of a choice that is not taken has no kinks") {
  const Function fn = program("if(x > 0, x, abs(x + 1))");
  CHECK(at(fn, {-1})->kinks(0).size() == 1);
  CHECK(at(fn, {1})->kinks(0).empty());
}

TEST_CASE("an intermediate beyond the range of doubles is noticed") {
  const Function fn = program("exp(x)*exp(-x)");
  CHECK(at(fn, {700})->stays_in_range(0));
  CHECK_FALSE(at(fn, {720})->stays_in_range(0));
  CHECK_FALSE(at(program("x/x"), {0})->stays_in_range(0));
}
