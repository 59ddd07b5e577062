// What the lectures learn: the delta rule, exclusive or.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/train/data_files.h"

using namespace adc::train;

namespace {

TrainOptions gradient_descent(double rate, std::size_t epochs, std::uint64_t seed = 1) {
  return {.optimiser = {.rule = Rule::GradientDescent},
          .batching = {0, Order::Sequential},
          .schedule = {.rate = rate},
          .epochs = epochs,
          .seed = seed};
}

/// The parameters after one step for one example, by the library.
std::vector<double> one_step(const std::string& program, const std::vector<double>& params,
                             const std::vector<double>& x, double target, double rate) {
  const ExampleLoss loss = ExampleLoss::compile(program).value();
  const Examples example = Examples::create(loss, {x, {target}}, 1).value();
  const TrainOptions options = gradient_descent(rate, 1);
  State state = start(options, params);
  adc::train::train(example.objective(), options, state);
  return state.params;
}

}  // namespace

TEST_CASE("the generalised delta rule is one step of gradient descent") {
  // w ← w + ηδf′(z)x with δ = d − y, for E = ½(d − y)², y = f(z), z = w·x + b: the bias has x = 1.
  struct Unit {
    const char* name;
    double (*f)(double z);
    double (*slope)(double z);
  };
  const std::array<Unit, 3> units{
      {{"", [](double z) { return z; }, [](double) { return 1.0; }},
       {"sigmoid", [](double z) { return 1 / (1 + std::exp(-z)); },
        [](double z) {
          const double y = 1 / (1 + std::exp(-z));
          return y * (1 - y);
        }},
       {"tanh", [](double z) { return std::tanh(z); }, [](double z) { return 1 - std::tanh(z) * std::tanh(z); }}}};
  const std::vector<double> params{0.3, -0.7, 0.2};  // w₁, w₂, b
  const std::vector<double> x{1.5, -0.5};
  const double d = 1;
  const double rate = 0.25;
  for (const Unit& unit : units) {
    CAPTURE(unit.name);
    const std::string program = "param w: R[2], b: R\ndata x: R[2], d: R\ny = " + std::string(unit.name) +
                                "(dot(w, x) + b)\nE = (d - y)^2/2\nE, y";
    const std::vector<double> after = one_step(program, params, x, d, rate);
    const double z = params[0] * x[0] + params[1] * x[1] + params[2];
    const double change = rate * (d - unit.f(z)) * unit.slope(z);
    REQUIRE(after.size() == 3);
    CHECK(after[0] == Approx(params[0] + change * x[0]).epsilon(1e-14));
    CHECK(after[1] == Approx(params[1] + change * x[1]).epsilon(1e-14));
    CHECK(after[2] == Approx(params[2] + change).epsilon(1e-14));
  }
}

TEST_CASE("a network of logistic units learns exclusive or, from any of five seeds") {
  const Dataset data = xor_examples();
  const ExampleLoss loss =
      ExampleLoss::compile(program(parse_network("layers: 2, 4 sigmoid, 1; loss: binary_cross_entropy").value()))
          .value();
  const Examples examples = adc::tests::bound(loss, data);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    const TrainOptions options = gradient_descent(2, 5000, seed);
    State state = start(options, initialise(loss.params(), Initialiser::Normal, seed));
    adc::train::train(examples.objective(), options, state);
    const std::vector<double> y = examples.output(state.params, 1);
    for (std::size_t i = 0; i < 4; ++i) CHECK(std::abs(y[i] - data.t[i]) < 0.1);
  }
}

TEST_CASE("the loss of many examples is the mean of theirs, whatever the batch") {
  const Dataset data = adc::tests::example_data("iris");
  for (const adc::DType dtype : {adc::DType::F64, adc::DType::F32}) {
    const ExampleLoss loss =
        ExampleLoss::compile(program(parse_network("layers: 4, 5 tanh, 3; loss: cross_entropy").value()),
                             {.dtype = dtype})
            .value();
    const Examples examples = adc::tests::bound(loss, data);
    const std::vector<double> params = initialise(loss.params(), Initialiser::GlorotNormal, 1);
    const Objective objective = examples.objective();
    std::vector<double> gradient(params.size());
    std::vector<double> sum(params.size());
    double mean = 0;
    for (std::size_t row = 0; row < data.rows; ++row) {
      mean += objective.gradient(params, {{row}}, gradient) / static_cast<double>(data.rows);
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += gradient[i] / static_cast<double>(data.rows);
    }
    const double precision = dtype == adc::DType::F64 ? 1e-12 : 1e-4;
    CHECK(examples.loss(params) == Approx(mean).epsilon(precision));
    std::vector<std::size_t> all(data.rows);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    CHECK(objective.gradient(params, all, gradient) == Approx(mean).epsilon(precision));
    for (std::size_t i = 0; i < sum.size(); ++i) CHECK(gradient[i] == Approx(sum[i]).margin(precision));
  }
}
