// Folds, and training without one.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <stdexcept>

#include "tests/train/data_files.h"

using namespace adc::train;

namespace {

/// Iris and a small network that learns it.
Recipe recipe(const Dataset& data, const std::string& layers) {
  const Network network = parse_network(layers).value();
  const ExampleLoss loss = ExampleLoss::compile(program(network)).value();
  return {.loss = loss,
          .network = network,
          .options = {.optimiser = {.rule = Rule::Adam},
                      .batching = {.size = 16},
                      .schedule = {.rate = 0.01},
                      .epochs = 40},
          .params = initialise(loss.params(), Initialiser::GlorotUniform, 1),
          .prepare = [width = data.features.size()](Dataset train, Dataset heldout) {
            const Scaling scaling = width > 0 ? standardise(train) : Scaling{};
            scaling.apply(train.x);
            scaling.apply(heldout.x);
            return Prepared{std::move(train), std::move(heldout)};
          }};
}

}  // namespace

TEST_CASE("folds are as large as each other, and so are the parts of each class") {
  const Dataset data = adc::tests::example_data("wine");
  const std::vector<std::size_t> five = folds(data, 5, 1).value();
  REQUIRE(five.size() == data.rows);
  std::vector<std::size_t> sizes(5);
  std::vector<std::vector<std::size_t>> by_class(3, std::vector<std::size_t>(5));
  for (std::size_t row = 0; row < data.rows; ++row) {
    ++sizes[five[row]];
    ++by_class[static_cast<std::size_t>(data.t[row])][five[row]];
  }
  const auto is_even = [](const std::vector<std::size_t>& counts) {
    return std::ranges::max(counts) - std::ranges::min(counts) <= 1;
  };
  CHECK(is_even(sizes));
  for (const std::vector<std::size_t>& counts : by_class) CHECK(is_even(counts));
  CHECK(folds(data, 5, 1).value() == five);
  CHECK(folds(data, 5, 2).value() != five);
  CHECK(folds(data, 1, 1).error().diagnostic().slug == "bad-data");
  CHECK(folds(data, data.rows + 1, 1).error().diagnostic().slug == "bad-data");
}

TEST_CASE("examples that belong together are in one fold") {
  std::vector<std::size_t> groups;
  for (std::size_t group = 0; group < 12; ++group) groups.insert(groups.end(), 1 + group % 5, 100 * group);
  const std::vector<std::size_t> three = grouped_folds(groups, 3, 1).value();
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  std::vector<std::size_t> sizes(3);
  for (std::size_t row = 0; row < groups.size(); ++row) {
    pairs.emplace(groups[row], three[row]);
    ++sizes[three[row]];
  }
  CHECK(pairs.size() == 12);
  CHECK(std::ranges::max(sizes) - std::ranges::min(sizes) <= 2);
  CHECK(grouped_folds(groups, 13, 1).error().diagnostic().slug == "bad-data");
}

TEST_CASE("training without a fold is training with the others, whatever else runs") {
  const Dataset data = adc::tests::example_data("iris");
  const Recipe how = recipe(data, "layers: 4, 6 tanh dropout 0.1, 3; loss: cross_entropy");
  const std::vector<std::size_t> five = folds(data, 5, 1).value();
  std::vector<FoldResult> alone(5);
  std::vector<FoldResult> together(5);
  in_parallel(5, 1, [&](std::size_t i) { alone[i] = train_without(how, data, five, i).value(); });
  in_parallel(5, 4, [&](std::size_t i) { together[i] = train_without(how, data, five, i).value(); });
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(alone[i].is_done);
    CHECK(alone[i].loss == together[i].loss);
    REQUIRE(alone[i].classes);
    CHECK(alone[i].classes->confusion.counts == together[i].classes->confusion.counts);
    CHECK(alone[i].classes->confusion.total() == 30);
    CHECK(alone[i].classes->accuracy > 0.8);
    CHECK(alone[i].epochs == 40);
  }
  const FoldResult stopped = train_without(how, data, five, 0, [] { return false; }).value();
  CHECK_FALSE(stopped.is_done);
  CHECK(stopped.ending == Ending::Interrupted);
}

TEST_CASE("what stops early in a fold is not the fold") {
  const Dataset data = adc::tests::example_data("iris");
  Recipe how = recipe(data, "layers: 4, 8, 3; loss: cross_entropy");
  how.options.early_stop = 3;
  how.options.schedule.rate = 0.3;
  how.options.epochs = 1000;
  std::size_t train_rows = 0;
  std::size_t heldout_rows = 0;
  how.prepare = [&](Dataset train, Dataset heldout) {
    train_rows = train.rows;
    heldout_rows = heldout.rows;
    return Prepared{std::move(train), std::move(heldout)};
  };
  const FoldResult result = train_without(how, data, folds(data, 5, 1).value(), 2).value();
  CHECK(result.ending == Ending::EarlyStop);
  CHECK(result.classes->confusion.total() == 30);
  CHECK(train_rows == 96);
  CHECK(heldout_rows == 30 + 24);
}

TEST_CASE("each number is worked on once, and what is thrown first is thrown") {
  std::vector<std::atomic<int>> counts(100);
  in_parallel(100, 7, [&](std::size_t i) { ++counts[i]; });
  CHECK(std::ranges::all_of(counts, [](const auto& count) { return count == 1; }));
  const auto fails = [](std::size_t i) {
    if (i % 2 == 1) throw std::runtime_error(std::to_string(i));
  };
  CHECK_THROWS_WITH(in_parallel(10, 3, fails), "1");
  in_parallel(0, 0, fails);
}

TEST_CASE("the spread of numbers is their mean and deviation") {
  const Spread four = spread(std::vector<double>{2, 4, 4, 6});
  CHECK(four.mean == 4);
  CHECK(four.deviation == Approx(std::sqrt(8 / 3.0)));
  CHECK(spread(std::vector<double>{3}).deviation == 0);
  CHECK(std::isnan(spread({}).mean));
}
