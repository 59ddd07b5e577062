// Test accuracy on classic data sets, against scikit-learn's multilayer perceptron with the same settings.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "adc/adc.hpp"
#include "tests/train/data_files.h"

using namespace adc::train;

namespace {

/// Mean test accuracies of scikit-learn 1.2.1's MLPClassifier over its seeds, measured with the same split (rows
/// i % 5 == 0 are tested) and the same units (standardised on the training rows; digits divided by 16).
struct Baseline {
  const char* data;
  std::size_t classes;
  double lbfgs;  ///< hidden layer (16,), tanh, L-BFGS, 200 iterations
  double adam;   ///< hidden layers (64, 32), relu, Adam, 200 epochs
};

constexpr std::array<Baseline, 4> kBaselines{{{"iris", 3, 0.9667, 0.9667},
                                              {"wine", 3, 0.9944, 1.0},
                                              {"breast_cancer", 2, 0.9632, 0.9526},
                                              {"digits", 10, 0.9533, 0.9783}}};

/// scikit-learn's settings; nothing was chosen by looking at test accuracies. It divides its α = 10⁻⁴ by the number of
/// examples.
struct Settings {
  const char* hidden;
  TrainOptions options;
};

Settings lbfgs_settings() { return {"16 tanh", {.optimiser = {.rule = Rule::Lbfgs, .iterations = 50}, .epochs = 4}}; }

Settings adam_settings() {
  return {"64 relu, 32 relu",
          {.optimiser = {.rule = Rule::Adam}, .batching = {.size = 200}, .schedule = {.rate = 0.001}, .epochs = 200}};
}

/// The median of five seeds' test accuracies.
double median_accuracy(const Baseline& baseline, const Settings& settings) {
  const Dataset all = adc::tests::example_data(baseline.data);
  REQUIRE(all.classes.size() == baseline.classes);
  const Split rows = split_every(all.rows, 5);
  Dataset train = subset(all, rows.train);
  Dataset test = subset(all, rows.test);
  const Scaling scaling = std::string(baseline.data) == "digits" ? divide(all.features.size(), 16) : standardise(train);
  scaling.apply(train.x);
  scaling.apply(test.x);
  const Network network = parse_network("layers: " + std::to_string(all.features.size()) + ", " + settings.hidden +
                                        ", " + std::to_string(baseline.classes) + "; loss: cross_entropy; l2: " +
                                        adc::to_text(1e-4 / static_cast<double>(train.rows)))
                              .value();
  const ExampleLoss loss = ExampleLoss::compile(program(network)).value();
  const Objective objective = adc::tests::bound(loss, train).objective();
  std::array<double, 5> accuracies{};
  for (std::size_t seed = 0; seed < accuracies.size(); ++seed) {
    TrainOptions options = settings.options;
    options.seed = seed + 1;
    State state = start(options, initialise(loss.params(), Initialiser::GlorotUniform, options.seed));
    adc::train::train(objective, options, state);
    accuracies[seed] = adc::tests::accuracy(loss, test, state.params);
  }
  std::ranges::sort(accuracies);
  return accuracies[2];
}

}  // namespace

TEST_CASE("with L-BFGS the median of five seeds is within a point of scikit-learn's accuracy") {
  for (const Baseline& baseline : kBaselines) {
    CAPTURE(baseline.data);
    CHECK(median_accuracy(baseline, lbfgs_settings()) >= baseline.lbfgs - 0.01);
  }
}

TEST_CASE("with Adam the median of five seeds is within a point of scikit-learn's accuracy") {
  for (const Baseline& baseline : kBaselines) {
    CAPTURE(baseline.data);
    CHECK(median_accuracy(baseline, adam_settings()) >= baseline.adam - 0.01);
  }
}
