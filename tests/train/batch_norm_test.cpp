// Batch normalisation: statistics, gradients through them, and predictions without a batch.
#include "tests/train/batch_norm_reference.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "tests/train/data_files.h"

using namespace adc::train;

namespace {

/// Iris and a network with batch normalisation and dropout.
struct Example {
  Network network = parse_network("layers: 4, 8 batch_norm relu dropout 0.1, 3; loss: cross_entropy").value();
  Dataset data = adc::tests::example_data("iris");
  ExampleLoss loss = ExampleLoss::compile(program(network)).value();
  TrainOptions how{
      .optimiser = {.rule = Rule::Adam}, .batching = {.size = 32}, .schedule = {.rate = 0.02}, .epochs = 30};
  std::vector<double> params = initialise(loss.params(), Initialiser::GlorotUniform, 1);

  [[nodiscard]] Objective objective() const {
    const Examples examples = Examples::create(loss, bind_data(loss.data(), data).value(), data.rows).value();
    return network_objective(network, examples, how).value();
  }
};

}  // namespace

TEST_CASE("loss, gradient and running statistics of batch normalisation are those of PyTorch") {
  namespace reference = adc::tests::batch_norm;
  const Network network = parse_network("layers: 2, 3 batch_norm tanh, 2 batch_norm; loss: cross_entropy").value();
  const Objective objective = batch_norm_objective(network, {}, {reference::kX, reference::kT}, 5, 1, 0).value();
  REQUIRE(objective.params == reference::kParams.size());
  std::vector<double> params = reference::kParams;
  std::vector<double> gradient(params.size(), 7);
  CHECK(objective.gradient(params, std::vector<std::size_t>{0, 1, 2, 3, 4}, gradient) ==
        Approx(reference::kLoss).epsilon(1e-13));
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    CAPTURE(i);
    CHECK(gradient[i] == Approx(reference::kGradient[i]).epsilon(1e-11).margin(1e-13));
  }
  objective.end_epoch(params);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(params[12 + i] == Approx(reference::kMean1[i]).epsilon(1e-13));
    CHECK(params[15 + i] == Approx(reference::kVariance1[i]).epsilon(1e-13));
  }
  const ExampleLoss single = ExampleLoss::compile(program(network)).value();
  const std::vector<double> y = Examples::create(single, {reference::kX, reference::kT}, 5).value().output(params, 1);
  for (std::size_t i = 0; i < y.size(); ++i) CHECK(y[i] == Approx(reference::kPredictions[i]).epsilon(1e-12));
}

TEST_CASE("programs with batch normalisation read as they are meant") {
  const Network network =
      parse_network("layers: 2, 3, 1 sigmoid; loss: binary_cross_entropy; batch_norm: hidden; dropout: 0.5; l2: 0.1")
          .value();
  CHECK(describe(network) ==
        "layers: 2, 3 batch_norm tanh dropout 0.5, 1 sigmoid; loss: binary_cross_entropy; l2: 0.1");
  CHECK(describe(parse_network(describe(network)).value()) == describe(network));
  CHECK(program(network).find("param W1: R[3, 2], b1: R[3]\n"
                              "param b1_scale: R[3], b1_mean: R[3], b1_variance: R[3]\n"
                              "param W2: R[1, 3], b2: R[1]\n"
                              "data x: R[2], t: R[1]\n\n"
                              "h1 = tanh((W1*x - b1_mean)./sqrt(b1_variance + 1e-5).*(1 + b1_scale) + b1)\n") !=
        std::string::npos);
  const std::string batched = batch_program(network);
  CHECK(batched.find("E = mean(i = 1:B, sum(binary_cross_entropy(y[i, :], t[i, :]))) + 0.1*(l2(W1) + l2(W2))\n") !=
        std::string::npos);
  CHECK(batched.find("data x: R[B, 2], t: R[B, 1], m1: R[B, 3]\n") != std::string::npos);
  for (const std::string_view loss : loss_names()) {
    for (const std::string_view activation : activation_names()) {
      const std::string text =
          "layers: 2, 3 batch_norm, 2; activation: " + std::string(activation) + "; loss: " + std::string(loss);
      CAPTURE(text);
      CHECK(adc::Loss::compile(batch_program(parse_network(text).value()),
                               {.tier = adc::Tier::Interpret, .dims = {{"B", 4}}}));
    }
  }
  CHECK(parse_network("layers: 2 batch_norm, 1").error().diagnostic().slug == "bad-network");
  CHECK(parse_network("layers: 2, 1; batch_norm: all").error().diagnostic().slug == "bad-network");
}

TEST_CASE("a network with batch normalisation learns features in any units, and resumes to the bit") {
  Example example;
  for (std::size_t i = 0; i < example.data.x.size(); ++i) example.data.x[i] = 1000 * example.data.x[i] + 5000;
  State whole = start(example.how, example.params);
  const ExampleLoss& loss = example.loss;
  train(example.objective(), example.how, whole);
  CHECK(adc::tests::accuracy(loss, example.data, whole.params) > 0.9);
  for (const int stop_after : {1, 7, 40}) {
    State parts = start(example.how, example.params);
    Ending ending = Ending::Interrupted;
    while (ending == Ending::Interrupted) {
      int steps = 0;
      ending = train(example.objective(), example.how, parts,
                     {.after_step = [&](const Progress&) { return ++steps < stop_after; }});
      // What is interrupted predicts, too: variances are those of the examples.
      CHECK(std::isfinite(adc::tests::bound(loss, example.data).loss(parts.params)));
    }
    CHECK(parts.params == whole.params);
  }
}

TEST_CASE("neither decay nor an L1 term is for what normalises") {
  const Example example;
  const std::vector<ParamRange> weights = weight_ranges(example.loss.params());
  std::size_t count = 0;
  for (const ParamRange& range : weights) count += range.end - range.begin;
  CHECK(count == 4 * 8 + 8 * 3);
}
