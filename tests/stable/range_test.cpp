// Second derivatives where 1/x² leaves the range, and they do not: in every mode, against difference quotients.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/stable/measure.h"
#include "tests/stable/orders.h"
#include "tests/support/quotients.h"

namespace adc::test {

TEST_CASE("second derivatives are right where 1/x² leaves the range") {
  for (const char* text : {"x*log(x)",        "x*log(x^2)",  "x*log(abs(x))",  "sqrt(x)*log(x)",
                           "xlogy(x, x)",     "log(x)",      "log2(x)",        "log(x)^2",
                           "sqrt(x)",         "cbrt(x)",     "x^1.5",          "x^(1/3)",
                           "x^0.75",          "x^-0.5",      "1/sqrt(x)",      "1/x",
                           "log1p(x)",        "asinh(x)",    "acosh(x)",       "hypot(x, 1)",
                           "x*log(2*x)",      "x*log(x/3)",  "x*log(x) - x",   "log(x)/x",
                           "sqrt(x)*sqrt(x)", "log(log(x))", "cbrt(x)*log(x)", "logaddexp(log(x), 1)",
                           "abs(x)^1.5",      "lgamma(x)"}) {
    const ir::Function program = parsed(text);
    const std::vector<Derived> all = in_all_modes(program, Level::Stable);
    const ir::Function written = compiled(program, Derive::Hessian, Level::Exact);
    for (const double x : {1e200, 3e170, 1e155, 7e-155, 1e-170, 2e-200, -1e200, -1e-200}) {
      const std::vector<double> point{x};
      const Truth truth{point, tests::quotients(program, point), values(written, point)};
      if (std::isnan(truth.written[0])) continue;
      for (const Derived& by : all) {
        CAPTURE(text, x, by.name, truth.numbers[2].str(10), values(by.fn, point));
        const std::optional<Miss> found = miss(by, truth, Excuses::None);
        if (found) FAIL_CHECK(found->text);
      }
    }
  }
}

}  // namespace adc::test
