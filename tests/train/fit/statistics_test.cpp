// Standard errors, intervals, bands and criteria: against R 4.2 (lm, nls, predict) and closed forms.
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/train/fit/support.h"

namespace adc {
namespace {

using test::Decay;
using test::model;

Approx near(double value) { return Approx(value).epsilon(1e-9).margin(1e-12); }

TEST_CASE("an exponential decay has the numbers of R's nls, given exact derivatives", "[fit]") {
  const Decay decay;
  const train::Fit fit = train::fit(model("a*exp(-b*x)"), {.columns = {{"x", decay.x}}, .y = decay.y},
                                    {.start = {{"a", {3}}, {"b", {0.3}}}})
                             .value();
  REQUIRE(fit.end == train::FitEnd::Converged);
  CHECK(fit.parameters[0].name == "a");
  CHECK(fit.parameters[0].value == near(2.8665831727592281));
  CHECK(fit.parameters[0].standard_error.value() == near(0.038513081924262317));
  CHECK(fit.parameters[0].t.value() == near(74.431414717640379));
  CHECK(fit.parameters[0].p.value() == Approx(1.1828011680359848e-12).epsilon(1e-6));
  CHECK(fit.parameters[1].value == near(0.27586723577485484));
  CHECK(fit.parameters[1].standard_error.value() == near(0.0063090049949949727));
  CHECK(fit.correlation[1] == near(0.61886337721731866));
  CHECK(fit.correlation[0] == 1);
  CHECK(fit.aic.value() == near(-29.277749294341319));
  CHECK(fit.bic.value() == near(-28.369994015359183));
  CHECK(fit.residual_sd.value() == near(0.046362968908143176));
  CHECK(fit.rss == near(0.017196199087819605));
  CHECK(fit.degrees_of_freedom == 8);
}

TEST_CASE("weights count as R's do", "[fit]") {
  const Decay decay;
  const train::Fit fit =
      train::fit(model("a*exp(-b*x)"), {.columns = {{"x", decay.x}}, .y = decay.y, .weights = decay.w},
                 {.start = {{"a", {3}}, {"b", {0.3}}}})
          .value();
  CHECK(fit.parameters[0].value == near(2.84140571574135281));
  CHECK(fit.parameters[0].standard_error.value() == near(0.0412051937252443448));
  CHECK(fit.parameters[1].standard_error.value() == near(0.0063377592220401589));
  CHECK(fit.aic.value() == near(-28.881465273417390));
  CHECK(fit.residual_sd.value() == near(0.055435376186334123));
}

TEST_CASE("a line has the intervals and bands of R's lm", "[fit]") {
  const Decay decay;
  const train::Fit fit = train::fit(model("a + b*x"), {.columns = {{"x", decay.x}}, .y = decay.y}).value();
  CHECK(fit.parameters[0].low.value() == near(1.9306780014263711));
  CHECK(fit.parameters[0].high.value() == near(2.7555038167557564));
  CHECK(fit.parameters[1].p.value() == Approx(3.8313675326291813e-05).epsilon(1e-9));
  CHECK(fit.r_squared.value() == near(0.89242194282243681));
  CHECK(fit.adjusted_r_squared.value() == near(0.87897468567524140));
  CHECK(fit.aic.value() == near(8.35134834129853942));
  CHECK(fit.bands.predicted[1] == near(2.07018181818181812));
  CHECK(fit.bands.confidence_low[1] == near(1.72040844135646842));
  CHECK(fit.bands.confidence_high[1] == near(2.41995519500716805));
  CHECK(fit.residuals[1] == near(2.1 - 2.07018181818181812));

  const std::vector<double> elsewhere{2.5, 12};
  const train::FitBands bands = train::bands(model("a + b*x"), fit, {{"x", elsewhere}}).value();
  CHECK(bands.predicted[0] == near(1.66081818181818175));
  CHECK(bands.prediction_low[0] == near(0.90885006222547193));
  CHECK(bands.prediction_high[0] == near(2.4127863014108915));
  CHECK(bands.prediction_low[1] == near(-1.8684490934543394));
}

TEST_CASE("a weighted line has the prediction bands of R's lm", "[fit]") {
  const Decay decay;
  const train::Fit fit =
      train::fit(model("a + b*x"), {.columns = {{"x", decay.x}}, .y = decay.y, .weights = decay.w}).value();
  CHECK(fit.r_squared.value() == near(0.88747549622970900));
  CHECK(fit.adjusted_r_squared.value() == near(0.87340993325842264));
  CHECK(fit.bic.value() == near(10.22831606661954673));
  CHECK(fit.bands.prediction_low[0] == near(1.24671253881849786));
  CHECK(fit.bands.prediction_high[7] == near(1.7727753717736900));
}

TEST_CASE("known standard deviations are not estimated again", "[fit]") {
  const std::vector<double> x{0, 1, 2, 3};
  const std::vector<double> y{1, 3, 2, 5};
  const std::vector<double> sigma{1, 1, 2, 2};
  const train::Fit fit =
      train::fit(model("a + b*x"), {.columns = {{"x", x}}, .y = y, .sigma = sigma}, {.level = 0.5}).value();
  // Normal equations of weights 1, 1, 1/4, 1/4: Σw = 2.5, Σwx = 2.25, Σwx² = 4.25, Σwy = 5.75, Σwxy = 7.75.
  const double determinant = 2.5 * 4.25 - 2.25 * 2.25;
  CHECK(fit.parameters[0].value == near((4.25 * 5.75 - 2.25 * 7.75) / determinant));
  CHECK(fit.parameters[1].value == near((2.5 * 7.75 - 2.25 * 5.75) / determinant));
  CHECK(fit.parameters[0].standard_error.value() == near(std::sqrt(4.25 / determinant)));
  CHECK(fit.covariance[1] == near(-2.25 / determinant));
  CHECK(fit.t_quantile == near(0.67448975019608174));
  // χ² with two degrees of freedom exceeds s with probability exp(−s/2).
  CHECK(fit.p_of_chi_squared.value() == near(std::exp(-fit.rss / 2)));
  CHECK(fit.sigma_is_known);
}

TEST_CASE("a polynomial of ill condition keeps the digits of its exact solution", "[fit]") {
  // y = Σ k x^(k−1) exactly, of degree 7 on 0 … 20.
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i <= 20; ++i) {
    x.push_back(i);
    double sum = 0;
    for (int k = 8; k >= 1; --k) sum = sum * i + k;
    y.push_back(sum);
  }
  const train::Fit fit = train::fit(model("c1 + c2*x + c3*x^2 + c4*x^3 + c5*x^4 + c6*x^5 + c7*x^6 + c8*x^7"),
                                    {.columns = {{"x", x}}, .y = y})
                             .value();
  REQUIRE(fit.succeeded());
  for (int k = 1; k <= 8; ++k) CHECK(fit.parameters[k - 1].value == Approx(k).epsilon(1e-5));
  CHECK(fit.r_squared.value() == near(1));
}

TEST_CASE("as many rows as parameters have no standard errors", "[fit]") {
  const std::vector<double> x{1, 2};
  const std::vector<double> y{3, 5};
  const train::Fit fit = train::fit(model("a + b*x"), {.columns = {{"x", x}}, .y = y}).value();
  CHECK(fit.succeeded());
  CHECK(fit.parameters[0].value == near(1));
  CHECK(fit.parameters[1].value == near(2));
  CHECK_FALSE(fit.parameters[0].standard_error);
  CHECK_FALSE(fit.residual_sd);
  CHECK(fit.bands.confidence_low.empty());
}

TEST_CASE("where y does not vary there is no R²", "[fit]") {
  const std::vector<double> x{1, 2, 3, 4};
  const std::vector<double> y{0.1, 0.1, 0.1, 0.1};
  const train::Fit fit = train::fit(model("a + b*x"), {.columns = {{"x", x}}, .y = y}).value();
  CHECK(fit.succeeded());
  CHECK(fit.parameters[0].value == near(0.1));
  CHECK(std::fabs(fit.parameters[1].value) < 1e-15);
  CHECK_FALSE(fit.r_squared);
}

}  // namespace
}  // namespace adc
