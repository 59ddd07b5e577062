#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/passes/build.h"

using namespace adc;
using namespace adc::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

struct Expected {
  double value;
  double first;
  double second;
};

// Value, first and second derivative of a function of one input, the same in all modes.
void expect(const ir::Function& fn, double at, Expected expected, double tolerance = 4) {
  for (const Mode mode : kModes) {
    CAPTURE(static_cast<int>(mode), at);
    const std::vector<double> y = derived(fn, Derive::Hessian, mode, {at});
    CHECK(ulps(y[0], expected.value) <= tolerance);
    CHECK(ulps(y[1], expected.first) <= tolerance);
    CHECK(ulps(y[2], expected.second) <= tolerance);
    const std::vector<double> g = derived(fn, Derive::Gradient, mode, {at});
    CHECK(ulps(g[0], expected.value) <= tolerance);
    CHECK(ulps(g[1], expected.first) <= tolerance);
  }
}

}  // namespace

TEST_CASE("the lecture's formula has its value and derivative in every mode") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) {
    const ValueId t = b.powi(x[0], 2);
    return b.cos(b.add(b.sin(t), b.mul(b.integer(3), t)));
  });
  for (const Mode mode : kModes) {
    const std::vector<double> y = derived(fn, Derive::Gradient, mode, {0.5});
    CHECK(ulps(y[0], 0.54248497571403240) <= 1);
    CHECK(ulps(y[1], -3.3341464141449720) <= 2);
  }
}

TEST_CASE("quiz 1 of the lectures has its partial derivatives in every mode") {
  const ir::Function fn = program(2, [](Builder& b, const auto& x) {
    const ValueId xz = b.mul(x[0], x[1]);
    const ValueId log = b.log(x[0]);
    return b.add(b.add(b.exp(xz), b.div(xz, log)), b.div(b.sin(log), xz));
  });
  for (const Mode mode : kModes) {
    const std::vector<double> y = derived(fn, Derive::Gradient, mode, {2, 3});
    CHECK(ulps(y[0], 412.19145728412118) <= 2);
    CHECK(ulps(y[1], 1208.3812151266096) <= 2);
    CHECK(ulps(y[2], 809.70747921856408) <= 2);
  }
}

TEST_CASE("the side of a choice that is not taken gives no nan") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) {
    const ValueId zero = b.integer(0);
    return b.select(b.lt(zero, x[0]), b.sqrt(x[0]), zero);
  });
  expect(fn, 0, {0, 0, 0});
  expect(fn, 4, {2, 0.25, -1.0 / 32});
}

TEST_CASE("the second derivative of a power is a number where its exponent less 2 leaves the range") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) {  // exp(x/4)
    return b.pow(b.exp(x[0]), b.rational(ir::Rational::ratio(1, 4)));
  });
  for (const double x : {-700.0, 700.0}) expect(fn, x, {std::exp(x / 4), std::exp(x / 4) / 4, std::exp(x / 4) / 16});
}

TEST_CASE("a value that several choices share gives no nan where none takes it") {
  for (const int choices : {2, 3, 40}) {  // more than 16 are joined in another way
    const ir::Function fn = program(1, [choices](Builder& b, const auto& x) {
      const ValueId zero = b.integer(0);
      const ValueId shared = b.div(b.integer(1), x[0]);
      ValueId sum = zero;
      for (int i = 1; i <= choices; ++i) {
        const ValueId taken = b.lt(b.rational(ir::Rational::ratio(i, 100)), x[0]);
        sum = b.add(sum, b.select(taken, b.mul(b.integer(i), shared), zero));
      }
      return sum;
    });
    const double sum = choices * (choices + 1) / 2.0;
    expect(fn, 0, {0, 0, 0});
    expect(fn, 2, {sum / 2, -sum / 4, sum / 4});
  }
}

TEST_CASE("a value that a choice shares with a choice within another gives no nan where none takes it") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) {
    const ValueId zero = b.integer(0);
    const ValueId shared = b.div(b.integer(1), x[0]);
    const ValueId positive = b.lt(zero, x[0]);
    const ValueId inner = b.select(positive, shared, zero);
    const ValueId outer = b.select(b.lt(x[0], b.integer(9)), inner, zero);
    return b.add(outer, b.select(positive, b.mul(shared, shared), zero));
  });
  expect(fn, 0, {0, 0, 0});
  expect(fn, 2, {0.75, -0.5, 0.625});
}

TEST_CASE("a value has derivative 0 with respect to what is named after it") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) {
    const ValueId t = b.copy(x[0]);
    const ValueId v = b.mul(t, t);
    const ValueId first = b.diff(v, t);
    const ValueId later = b.mul(b.integer(3), x[0]);
    return b.add(first, b.mul(b.integer(1000), b.diff(v, later)));
  });
  expect(fn, 2, {4, 2, 0});
}

TEST_CASE("nested choices give each side its own derivative") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) {
    const ValueId zero = b.integer(0);
    const ValueId inner = b.select(b.lt(x[0], b.integer(1)), b.log(x[0]), b.sqrt(b.sub(x[0], b.integer(1))));
    return b.select(b.lt(zero, x[0]), inner, b.exp(x[0]));
  });
  expect(fn, 0, {1, 1, 1});
  expect(fn, -1, {std::exp(-1), std::exp(-1), std::exp(-1)});
  expect(fn, 0.5, {std::log(0.5), 2, -4});
  expect(fn, 5, {2, 0.25, -1.0 / 32});
}

TEST_CASE("x^0 is 1 with derivatives 0, also at 0") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) { return b.powi(x[0], 0); });
  expect(fn, 0, {1, 0, 0});
}

TEST_CASE("the absolute value has derivative 0 at its kink") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) { return b.abs(x[0]); });
  expect(fn, 0, {0, 0, 0});
  expect(fn, -2, {2, -1, 0});
  expect(fn, 2, {2, 1, 0});
}

TEST_CASE("a tie of max and min gives half to each side") {
  const ir::Function same = program(1, [](Builder& b, const auto& x) { return b.max(x[0], x[0]); });
  expect(same, 3, {3, 1, 0});
  for (const ir::Op op : {ir::Op::Max, ir::Op::Min}) {
    const ir::Function fn = program(2, [op](Builder& b, const auto& x) { return b.emit(op, {x[0], x[1]}); });
    const bool max = op == ir::Op::Max;
    for (const Mode mode : kModes) {
      CHECK(derived(fn, Derive::Gradient, mode, {3, 3}) == std::vector<double>{3, 0.5, 0.5});
      CHECK(derived(fn, Derive::Gradient, mode, {3, 4}) ==
            std::vector<double>{max ? 4.0 : 3.0, max ? 0.0 : 1.0, max ? 1.0 : 0.0});
      CHECK(derived(fn, Derive::Gradient, mode, {kInf, kInf}) == std::vector<double>{kInf, 0.5, 0.5});
      CHECK(std::isnan(derived(fn, Derive::Gradient, mode, {NAN, 1})[1]));
      CHECK(std::isnan(derived(fn, Derive::Gradient, mode, {1, NAN})[1]));
    }
  }
}

TEST_CASE("the side that max does not choose gives no nan") {
  const ir::Function fn =
      program(1, [](Builder& b, const auto& x) { return b.max(b.add(x[0], b.integer(1)), b.sqrt(x[0])); });
  expect(fn, 0, {1, 1, 0});
}

TEST_CASE("x log x at 0 is 0 with derivatives -inf and +inf") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) { return b.mul(x[0], b.log(x[0])); });
  expect(fn, 0, {0, -kInf, kInf});
  expect(fn, 1, {0, 1, 1});
}

TEST_CASE("the logistic function keeps its digits far out") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) {
    const ValueId one = b.integer(1);
    return b.div(one, b.add(one, b.exp(b.neg(x[0]))));
  });
  expect(fn, 40, {1, 4.2483542552915889953e-18, -4.2483542552915889772e-18});
}

TEST_CASE("tanh at 20 keeps its digits") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) { return b.tanh(x[0]); });
  expect(fn, 20, {1, 1.6993417021166355e-17, -3.398683404233271e-17});
}

TEST_CASE("atanh near 1 keeps its digits") {
  const ir::Function fn = program(1, [](Builder& b, const auto& x) { return b.atanh(x[0]); });
  const double u = std::ldexp(1, -52);
  for (const Mode mode : kModes) {
    const std::vector<double> y = derived(fn, Derive::Gradient, mode, {1 - u});
    CHECK(ulps(y[1], 1 / (u * (2 - u))) <= 4);
  }
}
