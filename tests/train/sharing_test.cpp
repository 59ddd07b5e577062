// Training by several threads and processes: the same bits.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <thread>

#include "adc/train.hpp"
#include "train/workers.h"

using namespace adc;
using namespace adc::train;

namespace {

constexpr std::size_t kRows = 6000;
constexpr std::size_t kFeatures = 40;

ExampleLoss loss_of(DType dtype, int threads, Tier tier = Tier::Auto) {
  return ExampleLoss::compile(
             "param W: R[30, 40], b: R[30], v: R[30]\n data x: R[40], t: R\n y = dot(v, tanh(W*x + b))\n (y - t)^2/2, "
             "y",
             {.dtype = dtype, .math = Math::Fast, .tier = tier, .threads = threads})
      .value();
}

std::vector<double> numbers(std::size_t count, double frequency) {
  std::vector<double> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = std::sin(frequency * static_cast<double>(i));
  return all;
}

Examples examples(const ExampleLoss& loss, std::size_t rows = kRows) {
  return Examples::create(loss, {numbers(rows * kFeatures, 0.7), numbers(rows, 1.3)}, rows).value();
}

/// What is compared to the bit.
struct Outcome {
  State state;
  double loss = 0;
  std::vector<double> predictions;
};

void check_same(const Outcome& a, const Outcome& b) {
  CHECK(a.state.params == b.state.params);
  CHECK(a.state.memory.averages == b.state.memory.averages);
  REQUIRE(a.state.history.size() == b.state.history.size());
  for (std::size_t i = 0; i < a.state.history.size(); ++i) {
    CHECK(a.state.history[i].loss == b.state.history[i].loss);
    CHECK(a.state.history[i].heldout == b.state.history[i].heldout);
  }
  CHECK(a.loss == b.loss);
  CHECK(a.predictions == b.predictions);
}

Outcome learn(DType dtype, int threads, std::shared_ptr<Communicator> processes = nullptr, Rule rule = Rule::Adam) {
  const ExampleLoss loss = loss_of(dtype, threads);
  Examples training = examples(loss);
  Examples test = examples(loss, 1111);
  training.share(processes);
  test.share(processes);
  // The batches of an epoch have 8, 8 and 2 chunks.
  const TrainOptions options{.optimiser = {.rule = rule, .iterations = 4},
                             .batching = {2500, Order::Shuffled},
                             .schedule = {.rate = 0.01},
                             .epochs = 2};
  Outcome outcome{.state = start(options, numbers(loss.param_size(), 2.1))};
  const Observer observer{.heldout = [&](std::span<const double> params) { return test.loss(params); }};
  train::train(training.objective(), options, outcome.state, together(observer, processes));
  outcome.loss = training.loss(outcome.state.params);
  outcome.predictions = training.output(outcome.state.params, 1);
  return outcome;
}

/// The outcome in each of several processes, which threads stand for.
std::vector<Outcome> learn_together(std::size_t count, DType dtype, int threads, Rule rule = Rule::Adam) {
  const std::vector<std::shared_ptr<Communicator>> processes = threads_as_processes(count);
  std::vector<Outcome> outcomes(count);
  std::vector<std::thread> running;
  for (std::size_t p = 0; p < count; ++p) {
    running.emplace_back([&, p] { outcomes[p] = learn(dtype, threads, processes[p], rule); });
  }
  for (std::thread& thread : running) thread.join();
  return outcomes;
}

/// Counts what another communicator sends.
class Counting : public Communicator {
 public:
  explicit Counting(std::shared_ptr<Communicator> counted) : counted_(std::move(counted)) {}
  [[nodiscard]] std::size_t rank() const override { return counted_->rank(); }
  [[nodiscard]] std::size_t size() const override { return counted_->size(); }
  void exchange(std::span<const std::span<const std::byte>> to, std::span<const std::span<std::byte>> from) override {
    for (std::size_t p = 0; p < size(); ++p) {
      if (p == rank()) continue;
      bytes += to[p].size();
      messages += to[p].empty() ? 0 : 1;
    }
    counted_->exchange(to, from);
  }
  [[noreturn]] void end_all(int code) override { std::_Exit(code); }

  std::size_t bytes = 0;
  std::size_t messages = 0;

 private:
  std::shared_ptr<Communicator> counted_;
};

}  // namespace

TEST_CASE("a step sends each number of the gradient about twice, as docs/distributed.md says") {
  for (const std::size_t count : {2U, 4U, 8U}) {
    CAPTURE(count);
    const auto processes = threads_as_processes(count);
    std::vector<std::shared_ptr<Counting>> counting(count);
    std::vector<std::thread> running;
    const std::size_t params = loss_of(DType::F32, 1).param_size();
    for (std::size_t p = 0; p < count; ++p) {
      running.emplace_back([&, p] {
        counting[p] = std::make_shared<Counting>(processes[p]);
        const ExampleLoss loss = loss_of(DType::F32, 1);
        Examples training = examples(loss);
        training.share(counting[p]);
        std::vector<std::size_t> rows(2500);
        std::iota(rows.begin(), rows.end(), std::size_t{0});
        std::vector<double> gradient(params);
        training.objective().gradient(numbers(params, 2.1), rows, gradient);
      });
    }
    for (std::thread& thread : running) thread.join();
    std::size_t bytes = 0;
    for (const auto& one : counting) {
      CHECK(one->messages == 2 * (count - 1));
      bytes += one->bytes;
    }
    CHECK(bytes == sizeof(float) * (2 * (count - 1) * params + count * (count - 1)));
  }
}

TEST_CASE("what is minimised for a network is shared among processes, with dropout, too") {
  for (const char* const text : {"layers: 5, 40 tanh, 2", "layers: 5, 40 tanh dropout 0.3, 2"}) {
    CAPTURE(text);
    const Network network = parse_network(text).value();
    const std::size_t rows = 2500;
    const auto slope = [&](const std::shared_ptr<Communicator>& processes) {
      const ExampleLoss loss = ExampleLoss::compile(program(network), {.tier = adc::Tier::Interpret}).value();
      Examples training = Examples::create(loss, {numbers(rows * 5, 0.7), numbers(rows * 2, 1.3)}, rows).value();
      training.share(processes);
      const Objective objective = network_objective(network, training, {}).value();
      if (objective.begin_epoch) objective.begin_epoch(0);
      std::vector<std::size_t> all(rows);
      std::iota(all.begin(), all.end(), std::size_t{0});
      std::vector<double> gradient(objective.params);
      objective.gradient(numbers(objective.params, 2.1), all, gradient);
      return gradient;
    };
    const auto processes = threads_as_processes(2);
    std::vector<std::shared_ptr<Counting>> counting(2);
    std::vector<std::vector<double>> gradients(2);
    std::vector<std::thread> running;
    for (std::size_t p = 0; p < 2; ++p) {
      running.emplace_back([&, p] {
        counting[p] = std::make_shared<Counting>(processes[p]);
        gradients[p] = slope(counting[p]);
      });
    }
    for (std::thread& thread : running) thread.join();
    const std::vector<double> alone = slope(nullptr);
    for (std::size_t p = 0; p < 2; ++p) {
      CHECK(counting[p]->messages == 2);
      CHECK(gradients[p] == alone);
    }
  }
}

TEST_CASE("bits do not depend on the number of threads and processes") {
  for (const DType dtype : {DType::F64, DType::F32}) {
    CAPTURE(dtype == DType::F64);
    const Outcome alone = learn(dtype, 1);
    for (const int threads : {2, 3}) check_same(alone, learn(dtype, threads));
    for (const std::size_t count : {1U, 2U, 3U, 4U, 9U}) {
      CAPTURE(count);
      for (const Outcome& one : learn_together(count, dtype, 1)) check_same(alone, one);
    }
    for (const Outcome& one : learn_together(2, dtype, 2)) check_same(alone, one);
  }
}

TEST_CASE("L-BFGS takes the same steps in all processes") {
  const Outcome alone = learn(DType::F64, 1, nullptr, Rule::Lbfgs);
  for (const Outcome& one : learn_together(3, DType::F64, 1, Rule::Lbfgs)) check_same(alone, one);
}

TEST_CASE("a sum of chunks is the mean of examples") {
  const ExampleLoss loss = loss_of(DType::F64, 2);
  const Objective objective = examples(loss).objective();
  const std::vector<double> params = numbers(loss.param_size(), 2.1);
  std::vector<std::size_t> rows(kRows);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::vector<double> gradient(params.size());
  const double value = objective.gradient(params, rows, gradient);
  double expected = 0;
  std::vector<double> expected_gradient(params.size());
  std::vector<double> one(params.size());
  for (const std::size_t row : rows) {
    expected += objective.gradient(params, std::span(&row, 1), one) / kRows;
    for (std::size_t i = 0; i < one.size(); ++i) expected_gradient[i] += one[i] / kRows;
  }
  CHECK(value == Approx(expected).epsilon(1e-13));
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(gradient[i] == Approx(expected_gradient[i]).epsilon(1e-10));
  CHECK(examples(loss).loss(params) == Approx(expected).epsilon(1e-13));
}

TEST_CASE("output 0 of each example is its loss") {
  const ExampleLoss loss = loss_of(DType::F64, 1);
  const std::vector<double> params = numbers(loss.param_size(), 2.1);
  const Examples some = examples(loss, 600);
  const std::vector<double> losses = some.output(params, 0);
  const std::vector<double> predictions = some.output(params, 1);
  REQUIRE(losses.size() == 600);
  const std::vector<double> targets = numbers(600, 1.3);
  for (std::size_t i = 0; i < losses.size(); ++i) {
    CHECK(losses[i] == Approx(std::pow(predictions[i] - targets[i], 2) / 2).epsilon(1e-10));
  }
}

TEST_CASE("when one process stops, all do so at that step") {
  const auto processes = threads_as_processes(3);
  std::vector<std::size_t> steps(3);
  std::vector<std::thread> running;
  for (std::size_t p = 0; p < 3; ++p) {
    running.emplace_back([&, p] {
      const ExampleLoss loss = loss_of(DType::F64, 1);
      Examples training = examples(loss);
      training.share(processes[p]);
      const TrainOptions options{.batching = {2000, Order::Shuffled}, .epochs = 9};
      State state = start(options, numbers(loss.param_size(), 2.1));
      Observer observer;
      if (p == 1)
        observer.after_step = [](const Progress& progress) { return progress.epoch == 0 || progress.batch < 2; };
      CHECK(train::train(training.objective(), options, state, together(observer, processes[p])) ==
            Ending::Interrupted);
      steps[p] = state.memory.steps;
    });
  }
  for (std::thread& thread : running) thread.join();
  CHECK(steps == std::vector<std::size_t>{5, 5, 5});
}

TEST_CASE("processes that come to other parameters are found out") {
  const auto processes = threads_as_processes(2);
  std::vector<std::string> slugs(2);
  std::vector<std::thread> running;
  for (std::size_t p = 0; p < 2; ++p) {
    running.emplace_back([&, p] {
      const Objective differs{
          .params = 1,
          .gradient = [&, p](std::span<const double>, std::span<const std::size_t>, std::span<double> gradient) {
            gradient[0] = p == 0 ? 1 : 1 + 0x1p-52;
            return 0.0;
          }};
      const TrainOptions options{.optimiser = {.rule = Rule::GradientDescent}, .batching = {0, Order::Sequential}};
      State state = start(options, {0});
      try {
        train::train(differs, options, state, together({}, processes[p]));
      } catch (const Error& error) {
        slugs[p] = error.diagnostic().slug;
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  CHECK(slugs == std::vector<std::string>(2, "processes-differ"));
}

TEST_CASE("workers do all parts, and throw what the first part threw that threw") {
  Workers workers(3);
  for (int round = 0; round < 1000; ++round) {
    std::vector<int> done(3);
    workers.run(3, [&](std::size_t part) { ++done[part]; });
    REQUIRE(done == std::vector<int>(3, 1));
  }
  std::vector<int> done(3);
  workers.run(1, [&](std::size_t part) { ++done[part]; });
  CHECK(done == std::vector<int>{1, 0, 0});
  CHECK_THROWS_WITH(workers.run(3,
                                [](std::size_t part) {
                                  if (part > 0) throw std::runtime_error(std::to_string(part));
                                }),
                    "1");
  CHECK_NOTHROW(workers.run(3, [](std::size_t) {}));
}
