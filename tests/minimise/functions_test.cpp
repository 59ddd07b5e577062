// The test functions of the literature, from their usual starts.
#include <catch2/catch.hpp>
#include <cmath>

#include "adc/train/minimise.hpp"
#include "tests/minimise/test_functions.h"

using adc::train::MinimiseEnd;
using adc::train::MinimiseMethod;
using adc::train::Minimum;

namespace {

bool is_known(double value, const std::vector<double>& minima) {
  for (const double known : minima) {
    if (std::fabs(value - known) <= 2e-8 + 2e-6 * std::fabs(known)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("each test function ends at a known minimum, or says that it is at none") {
  const auto method = GENERATE(MinimiseMethod::Lbfgs, MinimiseMethod::Newton);
  int minima = 0;
  const std::vector<adc::tests::TestFunction> all = adc::tests::test_functions();
  for (const adc::tests::TestFunction& test : all) {
    CAPTURE(test.name, test.program, static_cast<int>(method));
    const adc::Function function = adc::compile(test.program).value();
    const Minimum found = adc::train::minimise(function, test.start, {.method = method}).value();
    CAPTURE(text(found.end), found.detail, found.value, found.x, found.gradient_norm, found.steps, found.evaluations);
    if (is_minimum(found.end)) {
      ++minima;
      CHECK(is_known(found.value, test.minima));
      CHECK(found.curvature.value_or(0) > -1e-6 * (1 + std::fabs(found.value)));
    }
    CHECK(found.end != MinimiseEnd::Unbounded);
  }
  CHECK(all.size() >= 30);
  CHECK(minima + 1 >= static_cast<int>(all.size()));  // Newton's steps are used up for Biggs'
}
