// The instruments themselves: the tolerance and the exact sweeps.
#include "tests/support/tolerance.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "ir/builder.h"
#include "tests/support/exact_judge.h"

namespace adc::tests {
namespace {

/// x·y + sin(x)/y
ir::Function program() {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId y = b.param("y");
  b.output(b.add(b.mul(x, y), b.div(b.sin(x), y)));
  return b.finish();
}

/// (1 + x) − 1
ir::Function cancelling() {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  b.output(b.sub(b.add(b.integer(1), x), b.integer(1)));
  return b.finish();
}

ir::Function unary(ir::Op op) {
  ir::Builder b("f");
  b.output(b.emit(op, {b.param("x")}));
  return b.finish();
}

Real slope(ir::Op op, double x) { return exact_gradient(unary(op), std::array<Real, 1>{Real(x)})[0]; }

bool near(const Real& a, const Real& b) { return abs(a - b) <= abs(b) * Real("1e-35") + Real("1e-60"); }

TEST_CASE("a sweep gives the gradient of a program to many digits") {
  const std::vector<Real> gradient = exact_gradient(program(), std::array<Real, 2>{Real(0.5), Real(3)});
  CHECK(near(gradient[0], 3 + cos(Real(0.5)) / 3));
  CHECK(near(gradient[1], Real(0.5) - sin(Real(0.5)) / 9));
}

TEST_CASE("a partial keeps its digits for small and large operands") {
  CHECK(near(slope(ir::Op::Log, 1e-300), 1 / Real(1e-300)));
  CHECK(near(slope(ir::Op::Exp, 1e-40), exp(Real(1e-40))));
  CHECK(near(slope(ir::Op::Sqrt, 1e300), 1 / (2 * sqrt(Real(1e300)))));
  CHECK(near(slope(ir::Op::Tanh, 20), 1 / (cosh(Real(20)) * cosh(Real(20)))));
}

TEST_CASE("at a kink a sweep takes the mean, at a jump the side that is continuous, at an end the side that exists") {
  CHECK(slope(ir::Op::Abs, 0) == 0);
  CHECK(near(slope(ir::Op::Abs, -2), -1));
  CHECK(slope(ir::Op::Floor, 2) == 0);
  CHECK(slope(ir::Op::Sqrt, 0) == std::numeric_limits<Real>::infinity());
  CHECK(slope(ir::Op::Cbrt, 0) == std::numeric_limits<Real>::infinity());
  CHECK(slope(ir::Op::Acos, 1) == -std::numeric_limits<Real>::infinity());
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  b.output(b.emit(ir::Op::Mod, {x, b.integer(3)}));
  CHECK(near(exact_gradient(b.finish(), std::array<Real, 1>{Real(6)})[0], 1));
}

TEST_CASE("an error below 1e-12 of the number is within the tolerance and one above is not") {
  const ir::Function fn = unary(ir::Op::Exp);
  const std::array<double, 1> at{1};
  const std::string e = "2.71828182845904523536028747135";
  CHECK(judge(std::numbers::e, e, fn, at, 0));
  CHECK(judge(std::numbers::e * (1 + 9e-13), e, fn, at, 0));
  CHECK_FALSE(judge(std::numbers::e * (1 + 2e-12), e, fn, at, 0));
  CHECK_FALSE(judge(-std::numbers::e, e, fn, at, 0));
  CHECK_FALSE(judge(std::nan(""), e, fn, at, 0));
  CHECK_FALSE(judge(HUGE_VAL, e, fn, at, 0));
}

TEST_CASE("cancellation widens the tolerance as far as its condition allows") {
  const ir::Function fn = cancelling();
  const std::array<double, 1> at{1e-10};
  // The sum is 1 + x, x and the result: the constant is one value, whose two uses cancel. 8u·1 is 8.9e-16.
  CHECK(conditioning(fn, at, 0) > 1);
  CHECK(conditioning(fn, at, 0) < Real(1.001));
  CHECK(judge((1 + 1e-10) - 1, "1e-10", fn, at, 0));
  CHECK(judge(1e-10 + 8.8e-16, "1e-10", fn, at, 0));
  CHECK_FALSE(judge(1e-10 + 9.0e-16, "1e-10", fn, at, 0));
}

TEST_CASE("a reference that is no finite double wants the same") {
  const ir::Function fn = unary(ir::Op::Exp);
  const std::array<double, 1> at{1000};
  CHECK(judge(HUGE_VAL, "1.97e434", fn, at, 0));
  CHECK_FALSE(judge(1e308, "1.97e434", fn, at, 0));
  CHECK(judge(std::nan(""), "nan", fn, at, 0));
  CHECK_FALSE(judge(0, "nan", fn, at, 0));
  CHECK(judge(-HUGE_VAL, "-inf", fn, at, 0));
  CHECK(judge(5e-324, "0", fn, at, 0));
}

}  // namespace
}  // namespace adc::tests
