// The rules of the pass `stable` in single precision, whose range ends elsewhere than that of double precision.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "passes/lower/with_float_type.h"
#include "tests/reference/reference.h"
#include "tests/stable/measure.h"
#include "tests/support/modes.h"

namespace adc::test {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

ir::Function single(const std::string& text) { return passes::with_float_type(parsed(text), ir::DType::F32).value(); }

// In units of the last place of a float; inf also where only one of the two is nan.
double error(double value, const tests::Reference& truth) {
  const auto nearest = static_cast<double>(static_cast<float>(truth.high));
  if (std::isnan(value) || std::isnan(nearest)) return std::isnan(value) && std::isnan(nearest) ? 0 : kInf;
  if (std::isinf(value) || std::isinf(nearest)) return value == nearest ? 0 : kInf;
  const double ulp = truth.high == 0 ? 0x1p-149 : std::max(std::ldexp(1.0, std::ilogb(truth.high) - 23), 0x1p-149);
  return std::fabs(value - truth.high) / ulp;
}

}  // namespace

TEST_CASE("a rewrite leaves no point less accurate in single precision, either") {
  for (const StableCase& c : stable_cases()) {
    const ir::Function fn = single(c.text);
    const ir::Function before = as_written(fn);
    const ir::Function after = compiled(fn, Derive::Value, Level::Stable);
    const ir::Function exact = compiled(parsed(c.text), Derive::Value, Level::Stable, false);
    std::size_t worse = 0;
    for (std::vector<double> point : points_of(c, 1000)) {
      for (double& x : point) x = static_cast<float>(x);
      const tests::Reference truth = tests::evaluate_reference(exact, point)[0];
      const double was = values(before, point)[0];
      const double is = values(after, point)[0];
      // Functions are computed in double precision and rounded once, which a product with one is not.
      if (error(is, truth) <= std::max(1.001 * error(was, truth), 2.0) + 1) continue;
      if (std::fabs(is - truth.high) <= c.floor * 0x1p29) continue;
      if (worse++ > 0) continue;
      CAPTURE(c.text, point, was, is, truth.high, error(was, truth), error(is, truth));
      FAIL_CHECK("worse");
    }
  }
}

TEST_CASE("ratios of exponentials and log(cosh(x)) hold to the ends of the range of single precision") {
  struct Expected {
    const char* text;
    std::vector<double> at;
    double value;
    double slope;
  };
  for (const Expected& expected :
       {Expected{"exp(x)/(exp(x) + exp(y))", {100, 1}, 1, 1.0112214926104486e-43},
        Expected{"exp(x)/(exp(x) + exp(y))", {-100, -101}, 0.7310585786300049, 0.19661193324148185},
        Expected{"log(cosh(x))", {100}, 99.30685281944005, 1}}) {
    for (const tests::NamedMode& mode : tests::kModes) {
      CAPTURE(expected.text, expected.at, mode.name);
      const std::vector<double> results =
          values(tests::derived(single(expected.text), Derive::Gradient, mode.mode), expected.at);
      CHECK(results[0] == Approx(expected.value).epsilon(1e-6));
      CHECK(std::fabs(results[1] - expected.slope) <= 1e-6 * expected.slope + 1.5e-45);
    }
  }
}

}  // namespace adc::test
