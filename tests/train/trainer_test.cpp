// Epochs, their order, and when training ends.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "adc/train/trainer.hpp"

using namespace adc::train;

namespace {

/// ½(w − tᵢ)² of examples tᵢ = i: the mean's minimum is the mean of t.
Objective targets(std::size_t n, std::vector<std::size_t>* seen = nullptr) {
  return {.params = 1,
          .examples = n,
          .gradient = [seen](std::span<const double> w, std::span<const std::size_t> rows, std::span<double> gradient) {
            double loss = 0;
            gradient[0] = 0;
            for (const std::size_t row : rows) {
              const double error = w[0] - static_cast<double>(row);
              loss += error * error / 2 / static_cast<double>(rows.size());
              gradient[0] += error / static_cast<double>(rows.size());
              if (seen != nullptr) seen->push_back(row);
            }
            return loss;
          }};
}

TrainOptions options(std::string_view method, double rate, std::size_t epochs) {
  for (const Method& row : methods()) {
    if (row.name == method) {
      return {.optimiser = {.rule = row.rule}, .batching = row.batching, .schedule = {.rate = rate}, .epochs = epochs};
    }
  }
  throw std::out_of_range("no such method");
}

}  // namespace

TEST_CASE("incremental descent takes the examples in order, and a step for each") {
  std::vector<std::size_t> seen;
  const TrainOptions how = options("incremental", 0.5, 1);
  State state = start(how, {0});
  CHECK(train(targets(4, &seen), how, state) == Ending::Epochs);
  CHECK(seen == std::vector<std::size_t>{0, 1, 2, 3});
  // w ← (w + t)/2 by hand: 0, ½, 1¼, 2⅛; losses 0, ½, 9/8, (7/4)²/2.
  CHECK(state.params[0] == 2.125);
  CHECK(state.history.back().loss == (0 + 0.5 + 1.125 + 1.53125) / 4);
}

TEST_CASE("stochastic descent draws examples at random, with repetitions") {
  std::vector<std::size_t> seen;
  const TrainOptions how = options("stochastic", 0.1, 1);
  State state = start(how, {0});
  train(targets(100, &seen), how, state);
  CHECK(seen.size() == 100);
  const std::set<std::size_t> distinct(seen.begin(), seen.end());
  CHECK(distinct.size() < 85);  // 63 are expected, with a deviation of 3
  CHECK(distinct.size() > 45);
  CHECK_FALSE(std::ranges::is_sorted(seen));
}

TEST_CASE("mini-batches take each example once per epoch, in another order each time") {
  std::vector<std::size_t> seen;
  TrainOptions how = options("mini-batch", 0.1, 2);
  how.batching.size = 7;
  State state = start(how, {0});
  train(targets(50, &seen), how, state);
  REQUIRE(seen.size() == 100);
  const std::vector<std::size_t> first(seen.begin(), seen.begin() + 50);
  const std::vector<std::size_t> second(seen.begin() + 50, seen.end());
  CHECK(first != second);
  CHECK(std::set<std::size_t>(first.begin(), first.end()).size() == 50);
  CHECK(std::set<std::size_t>(second.begin(), second.end()).size() == 50);
  CHECK(state.memory.steps == 16);
}

TEST_CASE("gradient descent takes one step per epoch, for all examples") {
  const TrainOptions how = options("gradient-descent", 1, 1);
  State state = start(how, {10});
  train(targets(5), how, state);
  CHECK(state.params[0] == 2);
  CHECK(state.memory.steps == 1);
}

TEST_CASE("training stops when the loss is small, and when it hardly changes") {
  TrainOptions how = options("gradient-descent", 0.5, 1000);
  how.error = 1.001;  // the minimum is the variance's half, 1
  State state = start(how, {10});
  CHECK(train(targets(5), how, state) == Ending::Error);
  CHECK(state.history.back().loss <= 1.001);
  CHECK(state.history[state.history.size() - 2].loss > 1.001);

  how.error.reset();
  how.change = 1e-3;
  how.patience = 3;
  state = start(how, {10});
  CHECK(train(targets(5), how, state) == Ending::Change);
  const std::size_t n = state.history.size();
  for (std::size_t i = n - 3; i < n; ++i) CHECK(std::abs(state.history[i].loss - state.history[i - 1].loss) <= 1e-3);
  CHECK(std::abs(state.history[n - 4].loss - state.history[n - 5].loss) > 1e-3);
}

TEST_CASE("training stops before a step that is not finite") {
  const TrainOptions how = options("gradient-descent", 3, 1000);  // w ← 2 − 2(w − 2) diverges
  State state = start(how, {10});
  CHECK(train(targets(5), how, state) == Ending::Diverged);
  CHECK(std::isfinite(state.params[0]));
  CHECK(state.history.size() > 100);
}

TEST_CASE("the rate follows the schedule from epoch to epoch") {
  TrainOptions how = options("mini-batch", 0.5, 4);
  how.schedule.kind = Schedule::Kind::Exponential;
  how.schedule.factor = 0.5;
  State state = start(how, {0});
  train(targets(64), how, state);
  REQUIRE(state.history.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(state.history[i].rate == std::pow(0.5, static_cast<double>(i) + 1));
}

TEST_CASE("an interrupted run that goes on has the bits of one that was not interrupted") {
  for (const char* method : {"gradient-descent", "mini-batch", "incremental", "stochastic", "momentum", "nesterov",
                             "rmsprop", "adam", "adamw", "lbfgs"}) {
    CAPTURE(method);
    TrainOptions how = options(method, 0.01, 5);
    if (how.batching.size > 1) how.batching.size = 7;
    how.optimiser.iterations = 2;
    how.optimiser.l1 = 0.01;
    how.schedule.warmup = 2;
    how.early_stop = 3;
    how.optimiser.clip = how.optimiser.rule == Rule::Lbfgs ? 0 : 3;
    const auto heldout = [](std::span<const double> w) { return std::abs(w[0] - 1); };
    State whole = start(how, {0.3});
    const Ending ending = train(targets(40), how, whole, {.heldout = heldout});
    for (const int stop_after : {1, 2, 3, 7, 11}) {
      State parts = start(how, {0.3});
      Ending last = Ending::Interrupted;
      for (int calls = 0; last == Ending::Interrupted && calls < 1000; ++calls) {
        int steps = 0;
        const int limit = how.optimiser.rule == Rule::Lbfgs && calls % 2 == 1 ? 1000 : stop_after;
        last = train(targets(40), how, parts,
                     {.after_step = [&](const Progress&) { return ++steps < limit; }, .heldout = heldout});
      }
      CHECK(parts.best.params == whole.best.params);
      CHECK(parts.best.epoch == whole.best.epoch);
      CHECK(last == ending);
      CHECK(parts.params == whole.params);
      CHECK(parts.memory.averages == whole.memory.averages);
      REQUIRE(parts.history.size() == whole.history.size());
      for (std::size_t i = 0; i < whole.history.size(); ++i) CHECK(parts.history[i].loss == whole.history[i].loss);
    }
  }
}

TEST_CASE("early stopping keeps the parameters of the epoch whose held-out loss is least") {
  // w goes from 10 to 2 by halves of the way; what is held out is best at 5, so at 10, 6, 4 the losses are 25, 1, 1.
  TrainOptions how = options("gradient-descent", 0.5, 1000);
  how.early_stop = 3;
  const Observer observer{.heldout = [](std::span<const double> w) { return std::pow(w[0] - 5, 2); }};
  State state = start(how, {10});
  CHECK(train(targets(5), how, state, observer) == Ending::EarlyStop);
  CHECK(state.history.size() == 4);
  CHECK(state.best.epoch == 1);
  CHECK(state.best.heldout == 1);
  CHECK(state.params[0] == 6);
  CHECK(state.best.is_taken);
  CHECK(state.best.params[0] == 2.5);  // where it goes on
  how.early_stop = 5;
  CHECK(train(targets(5), how, state, observer) == Ending::EarlyStop);
  CHECK(state.history.size() == 6);
  CHECK(state.params[0] == 6);
  CHECK(state.best.params[0] == 2.125);
  // Without held-out examples there is nothing to stop for.
  how.epochs = 20;
  state = start(how, {10});
  CHECK(train(targets(5), how, state) == Ending::Epochs);
}

TEST_CASE("with early stopping the best epoch counts when training ends otherwise, too") {
  TrainOptions how = options("gradient-descent", 0.5, 3);
  how.early_stop = 10;
  const Observer observer{.heldout = [](std::span<const double> w) { return std::pow(w[0] - 5, 2); }};
  State parts = start(how, {10});
  CHECK(train(targets(5), how, parts, observer) == Ending::Epochs);
  CHECK(parts.params[0] == 6);
  how.epochs = 7;
  CHECK(train(targets(5), how, parts, observer) == Ending::Epochs);
  State whole = start(how, {10});
  CHECK(train(targets(5), how, whole, observer) == Ending::Epochs);
  CHECK(parts.params == whole.params);
  CHECK(parts.best.params == whole.best.params);
}

TEST_CASE("each step's gradient is clipped") {
  TrainOptions how = options("gradient-descent", 1, 3);
  how.optimiser.clip = 0.5;
  State state = start(how, {10});
  train(targets(5), how, state);
  CHECK(state.params[0] == 8.5);
}

TEST_CASE("a search that cannot go on is no success") {
  // The gradient is of another function, so that no step makes the value smaller.
  Objective wrong = targets(5);
  wrong.gradient = [](std::span<const double> w, std::span<const std::size_t>, std::span<double> g) {
    return g[0] = -1, w[0] * w[0];
  };
  const TrainOptions how = options("lbfgs", 1, 100);
  State state = start(how, {10});
  CHECK(train(wrong, how, state) == Ending::LineSearch);
  CHECK(state.params[0] == 10);
}

TEST_CASE("L-BFGS stops by itself at the minimum") {
  TrainOptions how = options("lbfgs", 1, 100);
  how.optimiser.tolerance = 1e-12;
  State state = start(how, {10});
  CHECK(train(targets(5), how, state) == Ending::Gradient);
  CHECK(state.params[0] == Approx(2).epsilon(1e-12));
  CHECK(state.history.size() <= 3);
}

TEST_CASE("an observer sees each step, each epoch, and the parameters") {
  TrainOptions how = options("mini-batch", 0.1, 3);
  how.batching.size = 4;
  State state = start(how, {0});
  std::vector<Progress> steps;
  std::size_t epochs = 0;
  std::size_t points = 0;
  const Observer observer{.after_step = [&](const Progress& p) { return steps.push_back(p), true; },
                          .heldout = [](std::span<const double> w) { return w[0]; },
                          .after_params = [&](std::span<const double>) { ++points; },
                          .after_epoch =
                              [&](const State& s) {
                                ++epochs;
                                CHECK(s.history.back().heldout == s.params[0]);
                              }};
  train(targets(10), how, state, observer);
  CHECK(steps.size() == 9);
  CHECK(points == 9);
  CHECK(epochs == 3);
  CHECK(steps.back().batches == 3);
  CHECK(steps.back().loss == state.history.back().loss);
}
