// A network learns to read digits: digits examples/data/digits.csv
#include <adc/train.hpp>
#include <cstdio>

namespace train = adc::train;

namespace {

train::Examples examples_of(const train::ExampleLoss& loss, const train::Dataset& data) {
  return train::Examples::create(loss, train::bind_data(loss.data(), data).value(), data.rows).value();
}

}  // namespace

int main(int argc, char** argv) try {
  const adc::CsvTable table = adc::read_csv(argc > 1 ? argv[1] : "digits.csv").value();
  const train::Dataset all = train::with_classes(train::dataset(table, {"label"}).value()).value();
  const train::Split rows = train::split_every(all.rows, 5);
  train::Dataset training = train::subset(all, rows.train);
  train::Dataset test = train::subset(all, rows.test);
  const train::Scaling scaling = train::divide(all.features.size(), 16);
  scaling.apply(training.x);
  scaling.apply(test.x);

  const train::Network network = train::parse_network("layers: 64, 32 tanh, 10; loss: cross_entropy").value();
  const train::ExampleLoss loss = train::ExampleLoss::compile(train::program(network)).value();
  const train::TrainOptions options{.batching = {.size = 32},
                                    .schedule = {.kind = train::Schedule::Kind::Cosine, .rate = 0.01, .period = 15},
                                    .epochs = 15};
  train::State state =
      train::start(options, train::initialise(loss.params(), train::Initialiser::GlorotUniform, options.seed));
  train::train(examples_of(loss, training).objective(), options, state, {.after_epoch = [](const train::State& now) {
                 std::printf("epoch %2zu  loss %.4f\n", now.history.size(), now.history.back().loss);
               }});

  const std::vector<double> y = examples_of(loss, test).output(state.params, 1);
  const std::vector<std::size_t> truth(test.t.begin(), test.t.end());
  const train::ConfusionMatrix confusion = train::confusion(truth, train::predicted_classes(y, 10), 10);
  std::printf("\n%s\naccuracy on %zu digits that it has not seen: %.1f %%\n", confusion.text(all.classes).c_str(),
              confusion.total(), 100 * confusion.accuracy());
} catch (const adc::Error& error) {
  std::fprintf(stderr, "%s", error.what());
  return 1;
}
