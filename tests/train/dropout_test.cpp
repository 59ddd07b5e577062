// Dropout: masks, and what is trained with them.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "tests/train/data_files.h"

using namespace adc::train;

namespace {

const char* const kNetwork = "layers: 4 dropout 0.25, 6 linear, 5 tanh dropout 0, 3; loss: cross_entropy; dropout: 0.5";

/// Iris and a network with dropout.
struct Example {
  Network network = parse_network(kNetwork).value();
  Dataset data = adc::tests::example_data("iris");
  ExampleLoss loss = ExampleLoss::compile(program(network)).value();
  std::vector<double> params = initialise(loss.params(), Initialiser::GlorotUniform, 1);

  Example() { standardise(data).apply(data.x); }

  [[nodiscard]] Objective objective() const {
    const Examples examples = Examples::create(loss, bind_data(loss.data(), data).value(), data.rows).value();
    return dropout_objective(network, examples, 7).value();
  }
};

}  // namespace

TEST_CASE("masks are drawn with the probability that is asked for, and have mean 1") {
  std::array<double, 16> mask{};
  double sum = 0;
  std::size_t zeros = 0;
  for (std::size_t row = 0; row < 1000; ++row) {
    dropout_mask(0.25, 1, 3, 2, row, mask);
    for (const double factor : mask) {
      CHECK((factor == 0 || factor == 4 / 3.0));
      zeros += factor == 0 ? 1 : 0;
      sum += factor;
    }
  }
  CHECK(std::abs(static_cast<double>(zeros) - 4000) < 4 * 55);  // the deviation is √(16000·¼·¾) = 54.8
  CHECK(sum / 16000 == Approx(1).margin(0.02));
  // Neighbours of any kind have other masks.
  std::array<double, 16> other{};
  dropout_mask(0.25, 1, 3, 2, 0, mask);
  const auto differs = [&](std::uint64_t seed, std::size_t epoch, std::size_t layer, std::size_t row) {
    dropout_mask(0.25, seed, epoch, layer, row, other);
    return other != mask;
  };
  CHECK_FALSE(differs(1, 3, 2, 0));
  CHECK(differs(2, 3, 2, 0));
  CHECK(differs(1, 4, 2, 0));
  CHECK(differs(1, 3, 3, 0));
  CHECK(differs(1, 3, 2, 1));
}

TEST_CASE("dropout is a part of a layer's description") {
  const Network network = parse_network(kNetwork).value();
  CHECK(describe(network) == "layers: 4 dropout 0.25, 6 linear dropout 0.5, 5 tanh, 3 softmax; loss: cross_entropy");
  CHECK(masked_program(network).find("data x: R[4], t: R[3], m0: R[4], m1: R[6]\n\n"
                                     "h1 = (W1*(x.*m0) + b1).*m1\n"
                                     "h2 = tanh(W2*h1 + b2)\n"
                                     "y = softmax(W3*h2 + b3)\n") != std::string::npos);
  CHECK(program(network).find("data x: R[4], t: R[3]\n\nh1 = W1*x + b1\n") != std::string::npos);
  CHECK(masked_program(parse_network("layers: 2, 3, 1").value()) == program(parse_network("layers: 2, 3, 1").value()));
  for (const char* text : {"layers: 2, 3 dropout, 1", "layers: 2, 3 dropout 1, 1", "layers: 2, 3 dropout -0.1, 1",
                           "layers: 2, 3, 1 dropout 0.5", "layers: 2, 3, 1; dropout: nan"}) {
    CAPTURE(text);
    CHECK(parse_network(text).error().diagnostic().slug == "bad-network");
  }
}

TEST_CASE("a batch's gradient is the mean of its examples', each with its own mask") {
  const Example example;
  const Objective objective = example.objective();
  objective.begin_epoch(2);
  const std::vector<std::size_t> rows{3, 140, 77, 3, 20};
  std::vector<double> whole(example.params.size());
  std::vector<double> one(example.params.size());
  std::vector<double> sum(example.params.size());
  const double loss = objective.gradient(example.params, rows, whole);
  double mean = 0;
  for (const std::size_t row : rows) {
    mean += objective.gradient(example.params, {{row}}, one) / 5;
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one[i] / 5;
  }
  CHECK(loss == Approx(mean).epsilon(1e-13));
  for (std::size_t i = 0; i < sum.size(); ++i) CHECK(whole[i] == Approx(sum[i]).margin(1e-13));
  // By hand: a loss with the masks in the place of what they multiply.
  const adc::Loss masked = adc::Loss::compile(masked_program(example.network)).value();
  std::array<double, 4> input{};
  std::array<double, 6> hidden{};
  dropout_mask(0.25, 7, 2, 0, 77, input);
  dropout_mask(0.5, 7, 2, 1, 77, hidden);
  const std::span<const double> x = std::span(example.data.x).subspan(77 * 4, 4);
  const std::array<double, 3> t{0, 1, 0};
  const std::array<std::span<const double>, 4> data{x, t, input, hidden};
  CHECK(masked.value(example.params, data) == Approx(objective.gradient(example.params, {{77}}, one)).epsilon(1e-14));
  objective.begin_epoch(3);
  CHECK(objective.gradient(example.params, rows, whole) != loss);
}

TEST_CASE("training with dropout that is interrupted and goes on has the bits of what was not") {
  const Example example;
  const TrainOptions how{
      .optimiser = {.rule = Rule::Adam}, .batching = {.size = 16}, .schedule = {.rate = 0.01}, .epochs = 6};
  State whole = start(how, example.params);
  train(example.objective(), how, whole);
  for (const int stop_after : {1, 7, 13}) {
    State parts = start(how, example.params);
    Ending ending = Ending::Interrupted;
    while (ending == Ending::Interrupted) {
      int steps = 0;
      ending =
          train(example.objective(), how, parts, {.after_step = [&](const Progress&) { return ++steps < stop_after; }});
    }
    CHECK(parts.params == whole.params);
  }
}

TEST_CASE("a network learns with dropout, and predicts without") {
  const Example example;
  const TrainOptions how{
      .optimiser = {.rule = Rule::Adam}, .batching = {.size = 16}, .schedule = {.rate = 0.01}, .epochs = 60};
  State state = start(how, example.params);
  train(example.objective(), how, state);
  CHECK(adc::tests::accuracy(example.loss, example.data, state.params) > 0.93);
}
