// A network of logistic units learns exclusive or.
#include <adc/train.hpp>
#include <cstdio>

namespace train = adc::train;

int main() {
  // The program of one example, as a lecture would write it: the loss first, then the prediction.
  const auto compiled = train::ExampleLoss::compile(R"(
    param W1: R[4, 2], b1: R[4]
    param W2: R[1, 4], b2: R[1]
    data x: R[2], t: R[1]
    h = sigmoid(W1*x + b1)
    y = sigmoid(W2*h + b2)
    E = l2_divergence(y, t)
    E, y
  )");
  if (!compiled) {
    std::fprintf(stderr, "%s", compiled.error().what());
    return 1;
  }
  const train::ExampleLoss& loss = *compiled;

  const train::Dataset data = train::xor_examples();
  const train::Examples examples =
      train::Examples::create(loss, train::bind_data(loss.data(), data).value(), data.rows).value();

  const train::TrainOptions options{.optimiser = {.rule = train::Rule::Adam},
                                    .batching = {.size = 0},
                                    .schedule = {.rate = 0.1},
                                    .epochs = 2000,
                                    .error = 1e-4};
  train::State state =
      train::start(options, train::initialise(loss.params(), train::Initialiser::GlorotUniform, options.seed));
  const train::Ending ending = train::train(examples.objective(), options, state);

  std::printf("after %zu steps: %s\n", state.history.size(), std::string(train::text(ending)).c_str());
  const std::vector<double> y = examples.output(state.params, 1);
  for (std::size_t i = 0; i < data.rows; ++i) {
    std::printf("%g xor %g = %.2f\n", data.x[2 * i], data.x[2 * i + 1], y[i]);
  }
}
