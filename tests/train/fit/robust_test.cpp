// Robust losses: against SciPy 1.10 (least_squares), statsmodels 0.13 (RLM) and closed forms.
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/train/fit/support.h"

namespace adc {
namespace {

using test::model;
using test::Outliers;
using train::FitLoss;

train::Fit fit_line(FitLoss loss, std::optional<double> threshold) {
  const Outliers table;
  return train::fit(model("a + b*x"), {.columns = {{"x", table.x}}, .y = table.y},
                    {.loss = loss, .threshold = threshold})
      .value();
}

TEST_CASE("robust losses of a given threshold have SciPy's minima", "[fit][robust]") {
  struct Case {
    FitLoss loss;
    double threshold, a, b, value;
  };
  const Case cases[] = {{FitLoss::Huber, 0.5, 1.099401192427645, 1.991958940012467, 40.676441402908466},
                        {FitLoss::SoftL1, 0.5, 1.1073103432679665, 1.9910074112250107, 40.18188346814328},
                        {FitLoss::Cauchy, 0.5, 1.045057501212267, 2.004488221683437, 3.8447586151153152},
                        {FitLoss::Tukey, 2, 1.037467373096393, 2.0047686358090413, 2.846289098592047}};
  for (const Case& one : cases) {
    const train::Fit fit = fit_line(one.loss, one.threshold);
    INFO(static_cast<int>(one.loss) << ": " << text(fit.end));
    CHECK(fit.succeeded());
    CHECK(fit.parameters[0].value == Approx(one.a).epsilon(1e-7));
    CHECK(fit.parameters[1].value == Approx(one.b).epsilon(1e-7));
    CHECK(fit.loss == Approx(one.value).epsilon(1e-9));
    CHECK(fit.threshold.value() == one.threshold);
  }
}

TEST_CASE("without a threshold it is that of statsmodels, and so are standard errors", "[fit][robust]") {
  const train::Fit huber = fit_line(FitLoss::Huber, std::nullopt);
  REQUIRE(huber.succeeded());
  CHECK(huber.parameters[0].value == Approx(1.0730333012245137).epsilon(1e-6));
  CHECK(huber.parameters[1].value == Approx(1.9973401426072426).epsilon(1e-6));
  CHECK(huber.parameters[0].standard_error.value() == Approx(0.12711244998334154).epsilon(1e-6));
  CHECK(huber.parameters[1].standard_error.value() == Approx(0.0195750758729876).epsilon(1e-6));
  CHECK(huber.threshold.value() == Approx(1.345 * 0.2158456825807442).epsilon(1e-6));

  const train::Fit tukey = fit_line(FitLoss::Tukey, std::nullopt);
  REQUIRE(tukey.succeeded());
  CHECK(tukey.parameters[0].value == Approx(1.0407499896511665).epsilon(1e-6));
  CHECK(tukey.parameters[0].standard_error.value() == Approx(0.09429479502151915).epsilon(1e-6));
  CHECK(tukey.parameters[1].standard_error.value() == Approx(0.01452121933937983).epsilon(1e-6));
}

TEST_CASE("outliers move squares and not robust losses", "[fit][robust]") {
  CHECK(std::fabs(fit_line(FitLoss::Squares, std::nullopt).parameters[1].value - 2) > 0.3);
  for (const FitLoss loss : {FitLoss::Huber, FitLoss::SoftL1, FitLoss::Cauchy, FitLoss::Tukey})
    CHECK(std::fabs(fit_line(loss, std::nullopt).parameters[1].value - 2) < 0.02);
}

TEST_CASE("a threshold cannot come from residuals that are 0", "[fit][robust]") {
  const std::vector<double> x{0, 1, 2, 3};
  const std::vector<double> y{0, 0, 0, 0};
  const auto fit = train::fit(model("a*x"), {.columns = {{"x", x}}, .y = y}, {.loss = FitLoss::Huber});
  REQUIRE_FALSE(fit);
  CHECK(fit.error().diagnostic().slug == "bad-data");
}

}  // namespace
}  // namespace adc
