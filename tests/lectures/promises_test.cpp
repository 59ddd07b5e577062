// What adc promises at kinks, at the ends of domains and where digits are easily lost: the same in all modes and tiers.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "adc/adc.hpp"

namespace {

using adc::Mode;
using adc::Tier;

constexpr double kInf = std::numeric_limits<double>::infinity();

/// A program of x at a point, with its value, first and second derivative, and within how many ulp.
struct Promise {
  const char* program;
  double x;
  double value;
  double first;
  double second;
  double ulps = 0;
};

bool within(double a, double b, double ulps) {
  return a == b || (std::isfinite(b) && std::abs(a - b) <= ulps * 0x1p-52 * std::abs(b));
}

void check(const Promise& promise) {
  for (const Mode mode : {Mode::Auto, Mode::Symbolic, Mode::Forward, Mode::Reverse}) {
    for (const Tier tier : {Tier::Interpret, Tier::Native}) {
      adc::CompileOptions options;
      options.mode = mode;
      options.tier = tier;
      const adc::Function f = adc::compile("f(x) = " + std::string(promise.program), options).value();
      const std::array<double, 1> point{promise.x};
      double first = std::nan("");
      double second = std::nan("");
      const double value = f.value_and_gradient(point, {&first, 1});
      f.hessian(point, {&second, 1});
      CAPTURE(promise.program, promise.x, static_cast<int>(mode), static_cast<int>(tier), value, first, second);
      CHECK(within(value, promise.value, promise.ulps));
      CHECK(within(first, promise.first, promise.ulps));
      CHECK(within(second, promise.second, promise.ulps));
    }
  }
}

TEST_CASE("a branch that is not taken leaves no trace") {
  check({"if(x>0, sqrt(x), 0)", 0, 0, 0, 0});
  check({"if(x>0, sqrt(x), 0)", -4, 0, 0, 0});
  check({"if(x>0, sqrt(x), 0)", 4, 2, 0.25, -0.03125});
  check({"if(x>0, log(x), x)", 0, 0, 1, 0});
  check({"if(x == 0, 1, sin(x)/x)", 0, 1, 0, 0});
  check({"x > 0 ? x^1.5 : 0", 0, 0, 0, 0});
  check({"x*if(x > 0, 1/x, 0)", 0, 0, 0, 0});
  check({"sqrt(if(x > 0, x, 1))", -1, 1, 0, 0});
  check({"if(x > 0, if(x > 1, sqrt(x - 1), 0), 0)", 0, 0, 0, 0});
  check({"if(x > 0, if(x > 1, sqrt(x - 1), 0), 0)", 1, 0, 0, 0});
}

TEST_CASE("powers with exponent 0 are constant") {
  for (const double x : {-1.0, 0.0, 2.0, kInf}) check({"x^0", x, 1, 0, 0});
  check({"x^1", 0, 0, 1, 0});
  check({"x^2", 0, 0, 0, 2});
  check({"x^3", 0, 0, 0, 0});
}

TEST_CASE("at a kink the derivative is the stated one") {
  check({"abs(x)", 0, 0, 0, 0});
  check({"abs(x)", -2, 2, -1, 0});
  check({"max(x, x)", 3, 3, 1, 0});
  check({"min(x, x)", 3, 3, 1, 0});
  check({"max(x, 2x)", 0, 0, 1.5, 0});
  check({"max(x, x^2)", 1, 1, 1.5, 1});
  check({"relu(x)", 0, 0, 0, 0});
  check({"x*abs(x)", 0, 0, 0, 0});
  check({"hypot(x, 0)", 0, 0, 0, 0});
  check({"floor(x)", 2, 2, 0, 0});
  check({"sign(x)", 0, 0, 0, 0});
}

TEST_CASE("x log x has its limits at 0") {
  check({"x*log(x)", 0, 0, -kInf, kInf});
  check({"log(x)*x", 0, 0, -kInf, kInf});
  check({"x*ln(x)", 1, 0, 1, 1});
}

TEST_CASE("derivatives keep their digits where a formula would cancel") {
  check({"tanh(x)", 20, 1, 1.6993417021166355e-17, -3.3986834042332711385e-17, 4});
  check({"1/(1+exp(-x))", 40, 1, 4.2483542552915889592e-18, -4.2483542552915889231e-18, 4});
  check({"sigmoid(x)", 40, 1, 4.2483542552915889592e-18, -4.2483542552915889231e-18, 4});
  check({"sigmoid(x)", -40, 4.2483542552915889773e-18, 4.2483542552915889592e-18, 4.2483542552915889231e-18, 4});
  check({"atanh(x)", 0.9999999999, 11.859499013855017285, 4999999586.5481792344, 4.9999991725963926986e19, 4});
  check({"atanh(x)", -0.99999999999999, -16.465069039953388323, 50039995859672.427778, -5.0080023712720173886e27, 4});
}

TEST_CASE("the lectures' two formulas agree to the last digits") {
  check({"cos(sin(x²)+3x²)", 0.5, 0.5424849757140324, -3.334146414144972, -15.005824832585171683, 4});
}

}  // namespace
