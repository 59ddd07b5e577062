// Metrics, against scikit-learn's.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "adc/train/metrics.hpp"
#include "tests/train/metrics_reference.h"

using namespace adc::train;

TEST_CASE("metrics of classes are those of scikit-learn, with ties and a class without examples") {
  for (const adc::tests::ClassReference& reference : adc::tests::kClassReferences) {
    CAPTURE(reference.classes);
    const std::size_t width = reference.predictions.size() / reference.truth.size();
    const ClassMetrics metrics = class_metrics(reference.truth, reference.predictions, width, reference.classes);
    REQUIRE(metrics.classes.size() == reference.classes);
    for (std::size_t c = 0; c < reference.classes; ++c) {
      CHECK(metrics.classes[c].precision == Approx(reference.precisions[c]).epsilon(1e-14));
      CHECK(metrics.classes[c].recall == Approx(reference.recalls[c]).epsilon(1e-14));
      CHECK(metrics.classes[c].f1 == Approx(reference.f1s[c]).epsilon(1e-14));
    }
    const auto pairs =
        std::to_array<std::pair<double, double>>({{metrics.accuracy, reference.accuracy},
                                                  {metrics.balanced_accuracy, reference.balanced_accuracy},
                                                  {metrics.precision, reference.precision},
                                                  {metrics.recall, reference.recall},
                                                  {metrics.f1, reference.f1},
                                                  {metrics.roc_auc, reference.roc_auc},
                                                  {metrics.log_loss, reference.log_loss},
                                                  {metrics.brier, reference.brier},
                                                  {metrics.calibration_error, reference.calibration_error}});
    for (const auto& [ours, theirs] : pairs) CHECK(ours == Approx(theirs).epsilon(1e-13));
    std::size_t count = 0;
    for (const ReliabilityBin& bin : metrics.reliability) count += bin.count;
    CHECK(count == reference.truth.size());
  }
}

TEST_CASE("metrics of numbers are those of scikit-learn") {
  for (const adc::tests::NumberReference& reference : adc::tests::kNumberReferences) {
    const NumberMetrics metrics = number_metrics(reference.predictions, reference.targets, 1);
    CHECK(metrics.rmse == Approx(reference.rmse).epsilon(1e-14));
    CHECK(metrics.mae == Approx(reference.mae).epsilon(1e-14));
    CHECK(metrics.median_absolute_error == Approx(reference.median).epsilon(1e-14));
    CHECK(metrics.r2 == Approx(reference.r2).epsilon(1e-13));
  }
  CHECK(std::isnan(number_metrics(std::vector<double>{1, 2}, std::vector<double>{3, 3}, 1).r2));
  CHECK(std::isnan(number_metrics({}, {}, 1).rmse));
  // Two targets: the mean of both R².
  CHECK(number_metrics(std::vector<double>{0, 1, 2, 1}, std::vector<double>{0, 1, 2, 3}, 2).r2 ==
        Approx(0.5 * (1 - 1)));
}

TEST_CASE("what is no probability has no log loss, no Brier score and no calibration") {
  const std::vector<std::size_t> truth{0, 1, 1};
  for (const std::vector<double>& numbers :
       {std::vector<double>{-1, 0.5, 2}, {0.2, 0.5, std::nan("")}, {0.5, 0.6, 0.4, 0.6, 0.4, 0.6}}) {
    const ClassMetrics metrics = class_metrics(truth, numbers, numbers.size() / 3, 2);
    CHECK(std::isnan(metrics.log_loss));
    CHECK(std::isnan(metrics.brier));
    CHECK(std::isnan(metrics.calibration_error));
    CHECK(metrics.reliability.empty());
  }
  CHECK(class_metrics(truth, std::vector<double>{-1, 0.5, 2}, 1, 2).roc_auc == 1);
  CHECK(class_metrics(truth, std::vector<double>{1, 0.5, 0}, 1, 2).roc_auc == 0);
  CHECK(class_metrics(truth, std::vector<double>{1, 1, 1}, 1, 2).roc_auc == 0.5);
  CHECK(std::isnan(class_metrics(std::vector<std::size_t>{1, 1}, std::vector<double>{0.5, 0.7}, 1, 2).roc_auc));
}

TEST_CASE("an impossible class costs a finite log loss") {
  const ClassMetrics metrics = class_metrics(std::vector<std::size_t>{0}, std::vector<double>{1}, 1, 2);
  CHECK(metrics.log_loss == Approx(52 * std::log(2)));
  CHECK(metrics.brier == 1);
  CHECK(metrics.calibration_error == 1);
  CHECK(metrics.reliability[9].count == 1);
}
