#include "adc/train/validation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <limits>
#include <map>
#include <numeric>
#include <thread>

#include "adc/train/batch_norm.hpp"
#include "adc/train/random.hpp"
#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

/// The stream of random numbers that deal examples to folds.
constexpr std::uint64_t kFoldStream = std::uint64_t{1} << 49U;
/// Of what is held out to stop early: one of five.
constexpr std::size_t kStopFolds = 5;

Error bad_folds(std::size_t k, std::size_t most, const char* what) {
  return failure("bad-data", fmt::format("there are {} {}, which cannot be {} folds", most, what, k),
                 {"cross-validation takes from 2 folds to as many as there are"});
}

/// Deals rows to folds like cards, class after class.
std::vector<std::size_t> deal(const Dataset& data, std::size_t k, std::uint64_t seed) {
  Random random(seed, kFoldStream);
  std::vector<std::size_t> rows = permutation(data.rows, random);
  if (!data.classes.empty()) std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return data.t[row]; });
  std::vector<std::size_t> folds(data.rows);
  for (std::size_t i = 0; i < rows.size(); ++i) folds[rows[i]] = i % k;
  return folds;
}

/// The rows of a fold, or all others.
std::vector<std::size_t> rows_of(std::span<const std::size_t> folds, std::size_t fold, bool inside) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < folds.size(); ++row) {
    if ((folds[row] == fold) == inside) rows.push_back(row);
  }
  return rows;
}

Examples bound(const ExampleLoss& loss, const Dataset& data) {
  return Examples::create(loss, bind_data(loss.data(), data).value(), data.rows).value();
}

Objective objective(const Recipe& recipe, const Dataset& data) {
  const Examples examples = bound(recipe.loss, data);
  return recipe.network ? network_objective(*recipe.network, examples, recipe.options).value() : examples.objective();
}

FoldResult measure(const Recipe& recipe, const Examples& examples, const Dataset& raw, const Prepared& parts,
                   const State& state) {
  FoldResult result{.loss = examples.loss(state.params), .epochs = state.history.size()};
  if (recipe.loss.outputs().size() < 2) return result;
  std::vector<double> predictions = examples.output(state.params, 1);
  if (parts.undo) parts.undo(predictions);
  const std::size_t width = recipe.loss.outputs()[1].size;
  const std::size_t classes = raw.classes.size();
  if (classes > 0 && (width == classes || (width == 1 && classes == 2))) {
    const std::vector<std::size_t> truth(raw.t.begin(), raw.t.end());
    result.classes = class_metrics(truth, predictions, width, classes);
  } else if (classes == 0 && width == raw.targets.size()) {
    result.numbers = number_metrics(predictions, raw.t, width);
  }
  return result;
}

FoldResult run(const Recipe& recipe, const Dataset& data, std::span<const std::size_t> folds, std::size_t fold,
               const std::function<bool()>& go_on) {
  const Dataset raw = subset(data, rows_of(folds, fold, true));
  Dataset others = subset(data, rows_of(folds, fold, false));
  std::optional<Dataset> stopping;
  const bool may_stop = recipe.options.early_stop && others.rows >= kStopFolds;
  if (may_stop) {
    const std::vector<std::size_t> parts = deal(others, kStopFolds, recipe.options.seed);
    stopping = subset(others, rows_of(parts, 0, true));
    others = subset(others, rows_of(parts, 0, false));
  }
  // What stops is scaled as the fold is: both are prepared as one.
  Dataset unseen = raw;
  if (stopping) {
    unseen.rows += stopping->rows;
    unseen.x.insert(unseen.x.end(), stopping->x.begin(), stopping->x.end());
    unseen.t.insert(unseen.t.end(), stopping->t.begin(), stopping->t.end());
    unseen.weights.insert(unseen.weights.end(), stopping->weights.begin(), stopping->weights.end());
  }
  Prepared parts = recipe.prepare ? recipe.prepare(std::move(others), std::move(unseen))
                                  : Prepared{std::move(others), std::move(unseen)};
  std::vector<std::size_t> rows(parts.heldout.rows);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const Examples heldout = bound(recipe.loss, subset(parts.heldout, std::span(rows).first(raw.rows)));
  std::optional<Examples> watched;
  if (stopping) watched = bound(recipe.loss, subset(parts.heldout, std::span(rows).subspan(raw.rows)));
  State state = start(recipe.options, recipe.params);
  Observer observer;
  if (go_on) observer.after_step = [&](const Progress&) { return go_on(); };
  if (watched) observer.heldout = [&](std::span<const double> params) { return watched->loss(params); };
  const Ending ending = train(objective(recipe, parts.train), recipe.options, state, observer);
  if (ending == Ending::Interrupted) return {.ending = ending};
  FoldResult result = measure(recipe, heldout, raw, parts, state);
  result.ending = ending;
  result.is_done = true;
  return result;
}

template <auto Member>
double of_classes(const FoldResult& result) {
  return result.classes ? (*result.classes).*Member : std::numeric_limits<double>::quiet_NaN();
}

template <auto Member>
double of_numbers(const FoldResult& result) {
  return result.numbers ? (*result.numbers).*Member : std::numeric_limits<double>::quiet_NaN();
}

constexpr auto kCriteria = std::to_array<Criterion>({
    {"loss", false, [](const FoldResult& result) { return result.loss; }},
    {"accuracy", true, &of_classes<&ClassMetrics::accuracy>},
    {"balanced_accuracy", true, &of_classes<&ClassMetrics::balanced_accuracy>},
    {"f1", true, &of_classes<&ClassMetrics::f1>},
    {"roc_auc", true, &of_classes<&ClassMetrics::roc_auc>},
    {"log_loss", false, &of_classes<&ClassMetrics::log_loss>},
    {"brier", false, &of_classes<&ClassMetrics::brier>},
    {"rmse", false, &of_numbers<&NumberMetrics::rmse>},
    {"mae", false, &of_numbers<&NumberMetrics::mae>},
    {"r2", true, &of_numbers<&NumberMetrics::r2>},
});

}  // namespace

Result<std::vector<std::size_t>> folds(const Dataset& data, std::size_t k, std::uint64_t seed) {
  if (k < 2 || k > data.rows) return bad_folds(k, data.rows, "examples");
  return deal(data, k, seed);
}

Result<std::vector<std::size_t>> grouped_folds(std::span<const std::size_t> groups, std::size_t k, std::uint64_t seed) {
  std::map<std::size_t, std::size_t> sizes;
  for (const std::size_t group : groups) ++sizes[group];
  if (k < 2 || k > sizes.size()) return bad_folds(k, sizes.size(), "groups");
  std::vector<std::pair<std::size_t, std::size_t>> by_size(sizes.begin(), sizes.end());
  Random random(seed, kFoldStream);
  std::vector<std::pair<std::size_t, std::size_t>> mixed;
  for (const std::size_t i : permutation(by_size.size(), random)) mixed.push_back(by_size[i]);
  std::ranges::stable_sort(mixed, std::ranges::greater{}, [](const auto& group) { return group.second; });
  std::vector<std::size_t> counts(k);
  std::map<std::size_t, std::size_t> fold_of;
  for (const auto& [group, size] : mixed) {
    const auto least = static_cast<std::size_t>(std::ranges::min_element(counts) - counts.begin());
    counts[least] += size;
    fold_of[group] = least;
  }
  std::vector<std::size_t> folds;
  folds.reserve(groups.size());
  for (const std::size_t group : groups) folds.push_back(fold_of[group]);
  return folds;
}

Result<FoldResult> train_without(const Recipe& recipe, const Dataset& data, std::span<const std::size_t> folds,
                                 std::size_t fold, const std::function<bool()>& go_on) {
  return guarded([&] { return run(recipe, data, folds, fold, go_on); });
}

void in_parallel(std::size_t n, std::size_t threads, const std::function<void(std::size_t)>& work) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  std::atomic<std::size_t> next = 0;
  std::vector<std::exception_ptr> thrown(n);
  const auto turn = [&] {
    for (std::size_t i = next++; i < n; i = next++) {
      try {
        work(i);
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t t = 1; t < std::min(threads, n); ++t) helpers.emplace_back(turn);
    turn();
  }
  for (const std::exception_ptr& exception : thrown) {
    if (exception) std::rethrow_exception(exception);
  }
}

Spread spread(std::span<const double> numbers) {
  const auto n = static_cast<double>(numbers.size());
  const double mean = std::accumulate(numbers.begin(), numbers.end(), 0.0) / n;
  double squares = 0;
  for (const double x : numbers) squares += std::pow(x - mean, 2);
  return {mean, numbers.size() > 1 ? std::sqrt(squares / (n - 1)) : mean - mean};
}

std::span<const Criterion> criteria() { return kCriteria; }

}  // namespace adc::inline ADC_ABI::train
