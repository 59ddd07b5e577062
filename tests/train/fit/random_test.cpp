// Random problems: what is called a minimum is one.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "adc/train/random.hpp"
#include "tests/train/fit/support.h"

namespace adc {
namespace {

using test::model;
using train::Random;

std::vector<double> drawn(Random& random, std::size_t n, double scale) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < n; ++i) numbers.push_back(scale * random.normal());
  return numbers;
}

/// Σ (model − y)², infinite where that is not finite.
double cost(const Function& function, const std::vector<std::string>& names, const std::vector<double>& at,
            const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::vector<double> point;
    for (const std::string& input : function.inputs()) {
      const auto name = std::ranges::find(names, input);
      point.push_back(name == names.end() ? x[i] : at[static_cast<std::size_t>(name - names.begin())]);
    }
    const double r = function.value(point) - y[i];
    sum += r * r;
  }
  return std::isfinite(sum) ? sum : INFINITY;
}

TEST_CASE("bounded lines end where no step within the bounds makes them better", "[fit][random]") {
  // Convex: where all slopes point out of the bounds, or are 0, there is the only minimum.
  Random random(7);
  int at_bounds = 0;
  for (int turn = 0; turn < 100; ++turn) {
    const std::size_t n = 8 + random.below(20);
    const std::vector<double> x = drawn(random, n, 1);
    const std::vector<double> z = drawn(random, n, 10);
    const std::vector<double> y = drawn(random, n, 3);
    train::FitOptions options;
    for (const char* name : {"a", "b", "c"}) {
      const double low = 2 * random.normal();
      options.bounds[name] = {low, low + 0.1 + 3 * random.uniform()};
    }
    const train::Fit fit =
        train::fit(model("a + b*x + c*z"), {.columns = {{"x", x}, {"z", z}}, .y = y}, options).value();
    INFO("turn " << turn << ": " << text(fit.end));
    REQUIRE(fit.succeeded());
    double size = 0;
    std::vector<double> slopes(3, 0);
    for (std::size_t i = 0; i < n; ++i) {
      const double r = -fit.residuals[i];
      size += std::fabs(r) * (1 + std::fabs(x[i]) + std::fabs(z[i]));
      slopes[0] += r;
      slopes[1] += r * x[i];
      slopes[2] += r * z[i];
    }
    for (std::size_t j = 0; j < 3; ++j) {
      const train::FitParameter& p = fit.parameters[j];
      const train::FitBounds& bounds = options.bounds[p.name];
      CHECK((p.value >= bounds.low && p.value <= bounds.high));
      if (p.value > bounds.low) CHECK(slopes[j] <= 1e-9 * size);
      if (p.value < bounds.high) CHECK(slopes[j] >= -1e-9 * size);
      at_bounds += p.at_bound ? 1 : 0;
    }
  }
  CHECK(at_bounds > 50);
}

TEST_CASE("no success is false: nothing near is better", "[fit][random]") {
  const char* const formulas[] = {"a*exp(b*x) + c",
                                  "a*exp(-exp(b*x)) + c",
                                  "a/(1 + exp(b*(x - c)))",
                                  "a*sin(b*x + c)",
                                  "a*x^b + c",
                                  "log(a + b*x^2) + c",
                                  "sqrt(a + b*x) + c",
                                  "a*tanh(b*x) + c*x",
                                  "a*abs(x - b) + c",
                                  "max(a, b*x) + c*x^2",
                                  "a*b*x + c",
                                  "a + b + c*x",
                                  "a*exp(-(x - b)^2/c^2)",
                                  "(a + b*x)/(1 + c*x)",
                                  "a^2*x + b*c",
                                  "exp(a*x)*b + exp(c*x)",
                                  "if(x > a, b, c)",
                                  "a*x + b*x^2 + c*x^3",
                                  "1/(a*x + b) + c",
                                  "a*exp(b*x^2) + exp(c*x)",
                                  "atan(a*x)*b + c",
                                  "erf(a*x + b)*c",
                                  "a*log(abs(b*x) + 1) + c",
                                  "a^x + b*x + c"};
  const auto seed = GENERATE(as<std::uint64_t>(), 11, 15);
  Random random(seed);
  int successes = 0;
  int failures = 0;
  for (const char* formula : formulas) {
    const Function function = model(formula);
    for (int turn = 0; turn < 8; ++turn) {
      const std::size_t n = 6 + random.below(20);
      std::vector<double> x = drawn(random, n, turn % 2 == 0 ? 1 : 4);
      if (turn % 3 == 0) std::ranges::for_each(x, [](double& one) { one = std::fabs(one); });
      const std::vector<double> y = drawn(random, n, turn % 4 == 0 ? 100 : 1);
      train::FitOptions options{.steps = 300};
      if (turn >= 4) options.start = {{"a", {random.normal()}}, {"b", {random.normal()}}, {"c", {3 * random.normal()}}};
      const Result<train::Fit> fit = train::fit(function, {.columns = {{"x", x}}, .y = y}, options);
      if (!fit || !fit->succeeded()) {
        ++failures;
        if (!fit) CHECK(fit.error().diagnostic().slug == "not-finite");
        continue;
      }
      ++successes;
      std::vector<std::string> names;
      std::vector<double> at;
      for (const train::FitParameter& p : fit->parameters) {
        names.push_back(p.name);
        at.push_back(p.value);
      }
      const double here = cost(function, names, at, x, y);
      INFO(formula << ", turn " << turn << ": " << here << ", " << text(fit->end));
      CHECK(here == Approx(fit->rss).epsilon(1e-9));
      for (int probe = 0; probe < 60; ++probe) {
        std::vector<double> near = at;
        for (std::size_t j = 0; j < at.size(); ++j) {
          // Far less than a standard error, and than a value, whose own error may be many times as large.
          const double size = std::fabs(at[j]) + 0.01;
          const double step = std::min(fit->parameters[j].standard_error.value_or(size), size);
          near[j] += std::pow(10, -2.0 - probe % 3) * step * random.normal();
        }
        CHECK(cost(function, names, near, x, y) >= here * (1 - 1e-9));
      }
    }
  }
  CAPTURE(failures);
  CHECK(successes > 60);
  CHECK(failures > 10);
}

}  // namespace
}  // namespace adc
