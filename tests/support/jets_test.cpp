// The second-order sweep and the classification of errors, on functions whose derivatives are known.
#include "tests/support/jets.h"

#include <array>
#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "parser/parse.h"
#include "tests/support/excuse.h"

namespace adc::tests {
namespace {

ir::Function program(const std::string& text) { return parser::parse(text).value().fn; }

std::vector<Bounded> derivatives(const std::string& text, const std::vector<double>& point) {
  return exact_derivatives(program(text), point);
}

bool near(const Bounded& a, const Real& b) {
  return abs(a.value - b) <= abs(b) * Real("1e-30") + a.error && a.error <= abs(b) * Real("1e-20") + Real("1e-60");
}

TEST_CASE("a second-order sweep gives values, the Jacobian and the Hessians in the layout of Derive::Hessian") {
  const auto all = derivatives("param x, y\na = x²y\na, sin(a)", {3, 0.5});
  REQUIRE(all.size() == 2 + 4 + 8);
  const Real c = cos(Real(4.5));
  const Real s = sin(Real(4.5));
  const std::array<Real, 14> known{4.5, s, 3, 9,         3 * c,          9 * c,          1,
                                   6,   6, 0, c - 9 * s, 6 * c - 27 * s, 6 * c - 27 * s, -81 * s};
  for (std::size_t i = 0; i < known.size(); ++i) {
    CAPTURE(i);
    CHECK(near(all[i], known[i]));
  }
}

TEST_CASE("the value, gradient and Hessian of one output follow each other") {
  const auto all = derivatives("x*y + sin(x)/y", {0.5, 3});
  CHECK(near(all[3], -sin(Real(0.5)) / 3));
  CHECK(near(all[4], 1 - cos(Real(0.5)) / 9));
  CHECK(all[5].value == all[4].value);
  CHECK(near(all[6], 2 * sin(Real(0.5)) / 27));
}

TEST_CASE("partials keep their digits for operands of every size") {
  for (const double x : {1e-300, 1e-9, 1.0, 500.0}) {
    CAPTURE(x);
    CHECK(near(derivatives("exp(x)", {x})[2], exp(Real(x))));
    CHECK(near(derivatives("log(x)", {x})[2], -1 / (Real(x) * x)));
    CHECK(near(derivatives("cos(x)", {x})[2], -cos(Real(x))));
    CHECK(near(derivatives("x^2.5", {x})[2], Real(3.75) * sqrt(Real(x))));
  }
  CHECK(near(derivatives("tanh(x)", {20})[1], 1 / (cosh(Real(20)) * cosh(Real(20)))));
}

TEST_CASE("a sum that cancels exactly is 0 within its bound") {
  const auto all = derivatives("logaddexp(x, 1 + x)", {6.38e-8});
  CHECK(abs(all[2].value) <= all[2].error);
  CHECK(all[2].error < Real("1e-60"));
}

TEST_CASE("first derivatives follow the conventions at kinks, where there are no second ones") {
  for (const char* text : {"abs(x)", "hypot(x, 0)", "copysign(x, 1)"}) {
    const auto all = derivatives(text, {0});
    CHECK(all[1].value == 0);
    CHECK(isnan(all[2].value));
  }
  CHECK(near(derivatives("max(x, y)", {2, 2})[1], Real(0.5)));
  // Calculus has 2 here, the convention 0: no number to compare.
  CHECK(isnan(derivatives("abs(x²)", {0})[2].value));
  CHECK(isnan(derivatives("copysign(x², 2^x)", {0})[2].value));
}

TEST_CASE("jumps of any height are seen, and where a slope is infinite it says so") {
  const auto all = derivatives("x * (x + 0.5)^(x % x)", {-1e-10});
  CHECK(near(all[0], Real(-1e-10)));
  CHECK(near(all[1], 1));
  CHECK(derivatives("sqrt(x)", {0})[1].value == std::numeric_limits<Real>::infinity());
  CHECK(derivatives("cbrt(x)", {0})[1].value == std::numeric_limits<Real>::infinity());
  CHECK(isnan(derivatives("sqrt(abs(x))", {0})[1].value));
  CHECK(derivatives("x^1.5", {0})[1].value == 0);
}

TEST_CASE("what 500 digits and the exponents of MPFR do not tell has no number") {
  CHECK(isnan(derivatives("atan2(log(1 + exp(-x)), -1)", {1e6})[0].value));  // the sign of log(1) is none
  CHECK(near(derivatives("atan2(log(1 + exp(-x)), 1)", {700})[0], exp(Real(-700))));
  CHECK(isnan(derivatives("if(exp(x) + exp(-x) <= exp(x), 1, 2)", {1e6})[0].value));
  CHECK(derivatives("if((x + 1) - x <= 1, 1, 2)", {1e6})[0].value == 1);  // exactly
  CHECK(isnan(derivatives("exp(-x)", {1e10})[0].value));
  CHECK(near(derivatives("log(cosh(x))", {6e8})[0], 6e8 - log(Real(2))));
  CHECK(isnan(derivatives("log(cosh(x))", {6e8})[2].value));
  CHECK(isnan(derivatives("if(x*log(x) > -1, 1, 2)", {0})[0].value));
  CHECK(isnan(derivatives("if(x*log(x) > -1, x, 2)", {0})[1].value));
}

TEST_CASE("the slope of an upper incomplete gamma function has digits where it is 1") {
  // −x^½·e⁻ˣ/Γ(3/2), and with Γ(3/2) = √π/2
  const std::vector<Bounded> derived = derivatives("gammaincc(1.5, x)", {0x1p-1022});
  const Real slope = -2 / sqrt(acos(Real(-1))) * Real(0x1p-511);
  CHECK(near(derived[1], slope * exp(Real(-0x1p-1022))));
  CHECK(near(derived[2], slope * (Real(0x1p1021) - 1) * exp(Real(-0x1p-1022))));
}

TEST_CASE("each excuse is given for its reason alone") {
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  const auto reason = [](const std::string& text, double x, const Real& error) {
    const ir::Function fn = program(text);
    const std::vector<double> point{x};
    Sweep exact(fn, point);
    return excuse(exact, point, 0, error);
  };
  CHECK(reason("exp(x) - exp(x)", 1000, nan) == Excuse::Range);
  CHECK(reason("exp(x) - exp(x)", 700, nan) == Excuse::None);
  CHECK(reason("x < 0 ? exp(1000) : x", 1, 1) == Excuse::None);
  CHECK(reason("1/exp(x)*exp(x)", -1000, nan) == Excuse::Range);
  CHECK(reason("exp(x)/exp(x)", -1000, nan) == Excuse::Underflow);
  CHECK(reason("1 + exp(x)", -1000, 1) == Excuse::None);
  CHECK(reason("-1 % (-0.01) + 0x", 1, 0.01) == Excuse::Jump);
  CHECK(reason("0^((x + 1e-30) - x)", 1, 1) == Excuse::Jump);
  CHECK(reason("2^x", 3, 1) == Excuse::None);
  CHECK(reason("(x + 1) - x", 1e30, 1) == Excuse::Cancellation);
  CHECK(reason("lgamma(x³)", -1.6e11 - 1.0 / 3, nan) == Excuse::Cancellation);
  CHECK(reason("floor(3*(x/3)) + 0x", 5, 1) == Excuse::Jump);
  CHECK(reason("floor(3*(x/3)) + 0x", 5.5, 1) == Excuse::None);
  CHECK(reason("1 + ((x + 1e12) - 1e12 - x)²", 0.3, 1e-9) == Excuse::HigherOrder);
  CHECK(reason("1 + ((x + 1e12) - 1e12 - x)²", 0.3, 1) == Excuse::None);
  CHECK(reason("1 + ((x + 1e12) - 1e12 - x)²", 0.25, 1e-9) == Excuse::None);
  CHECK(reason("sin(x)", 3, 1) == Excuse::None);
  CHECK(reason("lbeta(x, -1e9)", 1.5, 1) == Excuse::Domain);
  CHECK(reason("lbeta(x, 1e9)", 1.5, 1) == Excuse::None);
  CHECK(reason("lchoose(x, 100)", 0.5, nan) == Excuse::Domain);
  CHECK(reason("lchoose(x, 1.25)", 0.5, nan) == Excuse::None);
  CHECK(reason("polygamma_difference(1, x, 2)", -0.5, 1) == Excuse::Domain);
  CHECK(reason("lgamma(x)", -0.5, 1) == Excuse::None);
}

}  // namespace
}  // namespace adc::tests
