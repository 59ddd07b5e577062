// What a search says where there is no minimum, or none that is smooth.
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>

#include "adc/train/minimise.hpp"

using adc::train::MinimiseEnd;
using adc::train::MinimiseMethod;
using adc::train::MinimiseOptions;
using adc::train::Minimum;

namespace {

Minimum search(const std::string& program, const std::vector<double>& start, const MinimiseOptions& options = {}) {
  return adc::train::minimise(adc::compile(program).value(), start, options).value();
}

}  // namespace

TEST_CASE("no success is claimed where there is no minimum") {
  struct Case {
    const char* program;
    std::vector<double> start;
  };
  const auto method = GENERATE(MinimiseMethod::Lbfgs, MinimiseMethod::Newton);
  for (const Case& test : std::vector<Case>{{"-x^2", {1}},
                                            {"x", {0}},
                                            {"log(x)", {1}},
                                            {"x^2 - y^2", {1, 0}},
                                            {"x^2 - y^2", {1, 1}},
                                            {"x^3", {1}},
                                            {"x^3 - 3x*y^2", {1, 0}},
                                            {"exp(-x)", {0}},
                                            {"1 + exp(-x)", {0}},
                                            {"1 + exp(-1e6x)", {0}},
                                            {"1 + exp(-x)", {30}},
                                            {"1/x", {1}},
                                            {"1/x", {-1}},
                                            {"tan(x)", {1}},
                                            {"-abs(x)", {1}},
                                            {"-abs(x)", {0}},
                                            {"atan(x)", {5}},
                                            {"tanh(x)", {3}},
                                            {"x^2 + exp(-y)", {1, 0}},
                                            {"-log(x)", {1}},
                                            {"x*y", {1, 1}},
                                            {"max(-x, -2x)", {1}},
                                            {"x^2*y", {1, -1}},
                                            {"0*x", {1}},
                                            {"sqrt(x)", {1}},
                                            {"1/(1 + x^2)", {0.1}},
                                            {"1e-20*x", {1}},
                                            {"log(x) + y^2", {1, 1}},
                                            {"-exp(x)", {0}}}) {
    CAPTURE(test.program, test.start, static_cast<int>(method));
    const Minimum found = search(test.program, test.start, {.method = method});
    CAPTURE(text(found.end), found.x, found.value, found.gradient_norm);
    CHECK_FALSE(is_minimum(found.end));
  }
}

TEST_CASE("minima of all kinds are found and named") {
  const auto method = GENERATE(MinimiseMethod::Lbfgs, MinimiseMethod::Newton);
  const auto end = [&](const std::string& program, const std::vector<double>& start, MinimiseOptions options = {}) {
    options.method = method;
    const Minimum found = search(program, start, options);
    CAPTURE(program, found.x, found.value, found.gradient_norm, found.steps);
    INFO(text(found.end));
    CHECK(is_minimum(found.end));
    return found;
  };
  CHECK(end("x^4", {1}).end == MinimiseEnd::Minimum);
  CHECK(end("1 + x^4", {1}).end == MinimiseEnd::Minimum);
  CHECK(end("x^4 - x^2 + y^2", {0, 1}).value == Approx(-0.25));
  CHECK(end("abs(x)", {1}).end == MinimiseEnd::MinimumAtKink);
  CHECK(end("abs(x) + abs(y - 1)", {1, 3}).end == MinimiseEnd::MinimumAtKink);
  CHECK(end("max(x, -2x) + y^2", {1, 3}).end == MinimiseEnd::MinimumAtKink);
  CHECK(end("exp(x) - x", {3}).end == MinimiseEnd::Minimum);
  CHECK(end("x*log(x)", {1}).value == Approx(-std::exp(-1)));
  CHECK_FALSE(end("(x - y)^2", {1, 3}).is_isolated);
  CHECK(end("(x*y - 1)^2", {1, 3}).end == MinimiseEnd::Minimum);
  CHECK(end("1e20*(x - 1)^2 - 1e20", {3}).x[0] == Approx(1));
  CHECK(end("1e-20*(x - 1)^2", {3}).x[0] == Approx(1));
  CHECK(end("(x - 1e8)^2", {3}).x[0] == Approx(1e8));
  CHECK(end("(1e9x - 1)^2", {3}).x[0] == Approx(1e-9));
  CHECK(end("cos(x)", {0}).value == Approx(-1));
  const Minimum bowl = end("x^2 + 3y^2", {1, 1});
  CHECK(bowl.curvature.value() == Approx(2));
}

TEST_CASE("bounds hold, and minima at them are named") {
  const auto method = GENERATE(MinimiseMethod::Lbfgs, MinimiseMethod::Newton);
  const double inf = INFINITY;
  const Minimum line = search("x", {0.5}, {.method = method, .low = {0}, .high = {1}});
  CHECK(line.end == MinimiseEnd::MinimumAtBound);
  CHECK(line.x[0] == 0);
  const Minimum rosenbrock =
      search("(1 - x)^2 + 100(y - x^2)^2", {-1.2, 1}, {.method = method, .low = {-inf, -inf}, .high = {0.5, inf}});
  CHECK(rosenbrock.end == MinimiseEnd::MinimumAtBound);
  CHECK(rosenbrock.x[0] == 0.5);
  CHECK(rosenbrock.x[1] == Approx(0.25));
  const Minimum hill = search("-x^2", {0.3}, {.method = method, .low = {-1}, .high = {2}});
  CHECK(is_minimum(hill.end));
  CHECK(std::fabs(hill.x[0]) >= 1);
  const Minimum inside = search("x^2 + y^2", {2, 3}, {.method = method, .low = {-5, 1}, .high = {5, 4}});
  CHECK(inside.end == MinimiseEnd::MinimumAtBound);
  CHECK(inside.x[1] == 1);
  const Minimum root = search("sqrt(x)", {0.5}, {.method = method, .low = {1e-3}, .high = {inf}});
  CHECK(root.end == MinimiseEnd::MinimumAtBound);
  CHECK(search("-y + x^2", {1, 1}, {.method = method, .low = {-inf, 0}, .high = {inf, inf}}).end ==
        MinimiseEnd::Unbounded);
}

TEST_CASE("several starts find several minima, the same each time") {
  const MinimiseOptions options{.low = {-5, -5}, .high = {5, 5}, .starts = 20, .seed = 3};
  const std::string program = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2";
  const Minimum found = search(program, {0, 0}, options);
  CHECK(is_minimum(found.end));
  CHECK(found.value < 1e-20);
  CHECK(found.others.size() == 3);
  const Minimum again = search(program, {0, 0}, options);
  CHECK(again.x == found.x);
  CHECK(again.others.size() == 3);
}

TEST_CASE("a search that is stopped, or has no steps left, says so") {
  const std::string program = "(1 - x)^2 + 100(y - x^2)^2";
  const Minimum few = search(program, {-1.2, 1}, {.steps = 3});
  CHECK(few.end == MinimiseEnd::Steps);
  CHECK(few.steps == 3);
  const std::atomic<bool> stop = true;
  CHECK(search(program, {-1.2, 1}, {.stop = &stop}).end == MinimiseEnd::Interrupted);
  std::size_t seen = 0;
  const Minimum watched = search(program, {-1.2, 1}, {.after_step = [&](const adc::train::MinimiseStep& step) {
                                   seen = step.steps;
                                   return step.steps < 5;
                                 }});
  CHECK(watched.end == MinimiseEnd::Interrupted);
  CHECK(seen == 5);
}

TEST_CASE("starts outside of the domain, and wrong calls, are told") {
  CHECK(search("log(x)", {-1}).end == MinimiseEnd::NotFinite);
  CHECK(search("1/x", {0}).end == MinimiseEnd::NotFinite);
  const adc::Function two = adc::compile("x, y").value();
  CHECK(adc::train::minimise(two, std::vector{1.0, 1.0}).error().diagnostic().slug == "several-outputs");
  const adc::Function one = adc::compile("x^2").value();
  CHECK(adc::train::minimise(one, std::vector{1.0, 1.0}).error().diagnostic().slug == "wrong-size");
  CHECK(adc::train::minimise(one, std::vector{1.0}, {.low = {2}, .high = {1}}).error().diagnostic().slug ==
        "bad-value");
}
