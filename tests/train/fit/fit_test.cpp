// How fits end, and what they refuse.
#include <atomic>
#include <cmath>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/train/fit/support.h"

namespace adc {
namespace {

using Catch::Matchers::Contains;
using test::Decay;
using test::model;
using train::FitEnd;

const std::vector<double> kX{0, 1, 2, 3, 4, 5};
const std::vector<double> kY{1.1, 2.9, 5.2, 6.8, 9.1, 11.0};

Result<train::Fit> fit(const std::string& text, const train::FitOptions& options = {}) {
  return train::fit(model(text), {.columns = {{"x", kX}}, .y = kY}, options);
}

void check_refused(const Result<train::Fit>& fit, const std::string& slug, const std::string& message) {
  REQUIRE_FALSE(fit);
  CHECK(fit.error().diagnostic().slug == slug);
  CHECK_THAT(std::string(fit.error().what()), Contains(message));
}

TEST_CASE("parameters that the data do not tell apart are named, and have no standard errors", "[fit]") {
  const train::Fit sum = fit("a + b + c*x").value();
  CHECK(sum.end == FitEnd::Undetermined);
  CHECK_FALSE(sum.succeeded());
  CHECK(sum.undetermined == std::vector<std::string>{"a", "b"});
  CHECK(sum.no_influence.empty());
  for (const train::FitParameter& p : sum.parameters) CHECK_FALSE(p.standard_error);
  // The sum itself is as good as ever.
  CHECK(sum.parameters[0].value + sum.parameters[1].value == Approx(fit("a + c*x")->parameters[0].value));

  CHECK(fit("a*b*x + c").value().undetermined == std::vector<std::string>{"a", "b"});
  const train::Fit none = fit("a*x + b + 0*c").value();
  CHECK(none.end == FitEnd::Undetermined);
  CHECK(none.no_influence == std::vector<std::string>{"c"});
}

TEST_CASE("a parameter that runs away is no success", "[fit]") {
  // The data rise at once: exp(-b*x) is best where b is infinite.
  const std::vector<double> y{0, 1, 1, 1, 1, 1};
  const train::Fit fit = train::fit(model("a*(1 - exp(-b*x))"), {.columns = {{"x", kX}}, .y = y}).value();
  CHECK_FALSE(fit.succeeded());
  CHECK_FALSE(fit.parameters[1].standard_error);
}

TEST_CASE("a fit that begins at a maximum goes on from it", "[fit]") {
  // The point of a circle that is nearest to (2, 0), from the one that is furthest.
  const std::vector<double> x{0, 1};
  const std::vector<double> y{2, 0};
  const Function circle = model("(1 - x)*cos(a) + x*sin(a)");
  for (const double start : {3.141592653589793, -3.141592653589793, 3.0}) {
    const train::Fit fit = train::fit(circle, {.columns = {{"x", x}}, .y = y}, {.start = {{"a", {start}}}}).value();
    CHECK(fit.succeeded());
    CHECK(fit.rss == Approx(1));
  }
}

TEST_CASE("second derivatives of tensors and of robust losses are looked at, too", "[fit]") {
  const std::vector<double> x{0, 1, 0};
  const std::vector<double> y{2, 0.01, 2.01};
  const Function circle =
      compile("param w: R[2]; data x; (1 - x)*cos(w[1])*w[2] + x*sin(w[1])*w[2]", {.wrt = {"w"}}).value();
  for (const train::FitLoss loss : {train::FitLoss::Squares, train::FitLoss::SoftL1}) {
    const train::Fit fit = train::fit(circle, {.columns = {{"x", x}}, .y = y},
                                      {.start = {{"w", {3.14, 0.01}}}, .loss = loss, .threshold = 10})
                               .value();
    CHECK(fit.succeeded());
    CHECK(fit.rss < 0.01);
  }
}

TEST_CASE("bounds hold, and a parameter at one has no standard error", "[fit]") {
  const train::Fit free = fit("a + b*x").value();
  const train::Fit held = fit("a + b*x", {.bounds = {{"b", {0, 1.5}}}}).value();
  CHECK(held.end == FitEnd::AtBound);
  CHECK(held.succeeded());
  CHECK(held.parameters[1].value == 1.5);
  CHECK(held.parameters[1].at_bound);
  CHECK_FALSE(held.parameters[1].standard_error);
  // The other is as if b were a constant: the mean of y − 1.5 x.
  CHECK(held.parameters[0].value == Approx(36.1 / 6 - 1.5 * 2.5).epsilon(1e-12));
  CHECK(held.parameters[0].standard_error.value() == Approx(held.residual_sd.value() / std::sqrt(6.0)).epsilon(1e-10));
  CHECK(held.degrees_of_freedom == 5);
  CHECK(held.rss > free.rss);
  // Bounds that do not matter change nothing.
  const train::Fit wide = fit("a + b*x", {.bounds = {{"b", {0, 10}}, {"a", {-5, 5}}}}).value();
  CHECK(wide.end == FitEnd::Converged);
  CHECK(wide.parameters[1].value == Approx(free.parameters[1].value).epsilon(1e-12));
}

TEST_CASE("tensors and several columns fit, too", "[fit]") {
  const std::vector<double> z{1, 0, 2, 1, 0, 3};
  std::vector<double> y;
  for (std::size_t i = 0; i < z.size(); ++i) y.push_back(1 + 2 * kX[i] - 3 * z[i] + (i % 2 == 0 ? 0.01 : -0.01));
  const Function linear = compile("param w: R[3]; data x, z; w[1] + w[2]*x + w[3]*z", {.wrt = {"w"}}).value();
  const train::Fit fit = train::fit(linear, {.columns = {{"x", kX}, {"z", z}}, .y = y}).value();
  REQUIRE(fit.succeeded());
  REQUIRE(fit.parameters.size() == 3);
  CHECK(fit.parameters[2].name == "w[3]");
  CHECK(fit.parameters[1].value == Approx(2).epsilon(0.01));
  CHECK(fit.parameters[2].value == Approx(-3).epsilon(0.01));
  const train::Fit numbers = train::fit(model("a + b*x + c*z"), {.columns = {{"x", kX}, {"z", z}}, .y = y}).value();
  for (std::size_t j = 0; j < 3; ++j) {
    CHECK(numbers.parameters[j].value == Approx(fit.parameters[j].value).epsilon(1e-10));
    CHECK(*numbers.parameters[j].standard_error == Approx(*fit.parameters[j].standard_error).epsilon(1e-8));
  }
}

TEST_CASE("rows of weight 0 do not count, whatever the model gives there", "[fit]") {
  std::vector<double> weights(kX.size(), 1);
  weights[0] = 0;
  const train::Fit without =
      train::fit(model("a*log(x) + b"), {.columns = {{"x", kX}}, .y = kY, .weights = weights}).value();
  REQUIRE(without.succeeded());
  CHECK(without.rows == 5);
  const std::vector<double> x(kX.begin() + 1, kX.end());
  const std::vector<double> y(kY.begin() + 1, kY.end());
  const train::Fit fewer = train::fit(model("a*log(x) + b"), {.columns = {{"x", x}}, .y = y}).value();
  CHECK(without.parameters[0].value == Approx(fewer.parameters[0].value).epsilon(1e-12));
  CHECK(*without.parameters[0].standard_error == Approx(*fewer.parameters[0].standard_error).epsilon(1e-10));
}

TEST_CASE("without starts many are tried", "[fit]") {
  const Decay decay;
  std::vector<double> y;
  for (const double x : decay.x)
    y.push_back(5 * std::exp(-0.02 * x) * std::sin(0.9 * x) + 3 + 0.001 * std::cos(37 * x));
  const train::Fit fit = train::fit(model("a*exp(-b*x)*sin(c*x) + d"), {.columns = {{"x", decay.x}}, .y = y}).value();
  REQUIRE(fit.succeeded());
  CHECK(fit.starts > 1);
  CHECK(fit.residual_sd.value() < 0.002);
}

TEST_CASE("where the model is not finite the row is named", "[fit]") {
  check_refused(fit("log(a - x)", {.start = {{"a", {2.5}}}}), "not-finite", "in row 4 (x = 3)");
  check_refused(fit("exp(a*x)", {.start = {{"a", {500}}}}), "not-finite", "in row 3 (x = 2)");
  check_refused(fit("a/x"), "not-finite", "in row 1 (x = 0)");
}

TEST_CASE("steps that leave the domain are taken back", "[fit]") {
  // From 100 a full step goes far below 5, where the logarithm ends.
  std::vector<double> y;
  for (const double x : kX) y.push_back(std::log(6 - x) + 0.001 * x * x);
  const train::Fit fit =
      train::fit(model("log(a - x)"), {.columns = {{"x", kX}}, .y = y}, {.start = {{"a", {100}}}}).value();
  CHECK(fit.succeeded());
  CHECK(fit.parameters[0].value == Approx(6).epsilon(0.01));
}

TEST_CASE("data that cannot be fitted are refused", "[fit]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> one{1};
  const std::vector<double> bad{1, 2, nan, 4, 5, 6};
  const std::vector<double> negative{1, 1, -1, 1, 1, 1};
  const std::vector<double> zero{1, 1, 0, 1, 1, 1};
  check_refused(train::fit(model("a*x"), {.columns = {{"x", kX}}, .y = {}}), "bad-data", "no rows");
  check_refused(train::fit(model("a*x"), {.columns = {{"x", kX}}, .y = bad}), "bad-data", "in row 3");
  check_refused(train::fit(model("a*x"), {.columns = {{"x", bad}}, .y = kY}), "bad-data", "`x` is nan in row 3");
  check_refused(train::fit(model("a*x"), {.columns = {{"x", one}}, .y = kY}), "wrong-size", "1 numbers");
  check_refused(train::fit(model("a*x"), {.columns = {{"x", kX}}, .y = kY, .weights = negative}), "bad-data",
                "in row 3");
  check_refused(train::fit(model("a*x"), {.columns = {{"x", kX}}, .y = kY, .sigma = zero}), "bad-data", "in row 3");
  check_refused(train::fit(model("a*x"), {.columns = {{"x", kX}}, .y = kY, .weights = zero, .sigma = zero}), "bad-data",
                "one of them");
  check_refused(train::fit(model("a*x + b"), {.columns = {{"x", one}}, .y = one}), "bad-data",
                "1 rows cannot determine 2 parameters");
  CHECK(train::fit(model("a*x"), {.columns = {{"x", one}}, .y = one})->parameters[0].value == 1);
}

TEST_CASE("models and options that make no sense are refused", "[fit]") {
  check_refused(fit("[a*x, b]"), "several-outputs", "one number for each row");
  check_refused(fit("x^2"), "bad-data", "no parameters");
  check_refused(fit("a*t + b"), "missing-column", "no column");
  check_refused(fit("a*x", {.start = {{"k", {1}}}}), "unused-input", "`k`");
  check_refused(fit("a*x", {.start = {{"x", {1}}}}), "unused-input", "a column of the data");
  check_refused(fit("a*x", {.start = {{"a", {1, 2}}}}), "wrong-size", "its start 2");
  check_refused(fit("a*x", {.start = {{"a", {5}}}, .bounds = {{"a", {0, 1}}}}), "bad-value", "not between 0 and 1");
  check_refused(fit("a*x", {.bounds = {{"a", {1, 1}}}}), "bad-value", "no room");
  check_refused(fit("a*x", {.level = 1}), "bad-value", "level");
  const Function constant = compile("a*x + b", {.wrt = {"a"}}).value();
  check_refused(train::fit(constant, {.columns = {{"x", kX}}, .y = kY}), "unknown-variable", "`b`");
}

TEST_CASE("a fit can be stopped", "[fit]") {
  const std::atomic<bool> stop = true;
  const train::Fit fit = train::fit(model("a*exp(b*x)"), {.columns = {{"x", kX}}, .y = kY},
                                    {.start = {{"a", {1}}, {"b", {0.1}}}, .stop = &stop})
                             .value();
  CHECK(fit.end == FitEnd::Interrupted);
  CHECK_FALSE(fit.succeeded());
}

}  // namespace
}  // namespace adc
