// How well a way to train does on examples that it has not seen: cross-validation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"
#include "adc/train/dataset.hpp"
#include "adc/train/examples.hpp"
#include "adc/train/metrics.hpp"
#include "adc/train/network.hpp"
#include "adc/train/trainer.hpp"

namespace adc::inline ADC_ABI::train {

/// For each example the number of its fold, 0 … k − 1: drawn at random, as many in each as in others, but for one;
/// where there are classes so for those of each class, too (stratified). Errors: "bad-data" for k < 2, or more than
/// there are examples. O(n).
[[nodiscard]] ADC_API Result<std::vector<std::size_t>> folds(const Dataset& data, std::size_t k, std::uint64_t seed);

/// The same where examples belong together: those whose number in `groups` is the same are in one fold. The largest
/// groups are placed first, each in the fold that has fewest examples. Errors: "bad-data" for fewer than k groups.
[[nodiscard]] ADC_API Result<std::vector<std::size_t>> grouped_folds(std::span<const std::size_t> groups, std::size_t k,
                                                                     std::uint64_t seed);

/// Examples as a program takes them.
struct Prepared {
  Dataset train;
  Dataset heldout;
  std::function<void(std::vector<double>& predictions)> undo = {};  ///< to the units of the data; empty: they are
};

/// All that training is but the examples.
struct Recipe {
  ExampleLoss loss;                ///< of one example; its second output, if it has one, is the prediction
  std::optional<Network> network;  ///< for dropout and batch normalisation
  TrainOptions options;
  std::vector<double> params;  ///< where training begins
  /// Scales examples by what the first part alone says; empty: they stay as they are. Called from any thread.
  std::function<Prepared(Dataset train, Dataset heldout)> prepare = {};
};

/// How training without a fold did on it.
struct FoldResult {
  double loss = 0;                                      ///< the mean over the fold
  std::optional<ClassMetrics> classes = std::nullopt;   ///< of the fold, where its targets are classes
  std::optional<NumberMetrics> numbers = std::nullopt;  ///< … or numbers
  Ending ending = Ending::Epochs;
  std::size_t epochs = 0;
  bool is_done = false;  ///< false: it was stopped before
};

/// Trains with all examples but those of the fold, and measures on these. With `options.early_stop` a fifth of the
/// others, drawn at random (of each class a fifth), decides when to stop, so that the fold has no part in it. `go_on`,
/// if there is one, is asked after each step. Depends on its arguments alone. Any number of threads at once, with
/// recipes whose loss is the same, too. Errors: those of `Examples::create` and `bind_data`.
[[nodiscard]] ADC_API Result<FoldResult> train_without(const Recipe& recipe, const Dataset& data,
                                                       std::span<const std::size_t> folds, std::size_t fold,
                                                       const std::function<bool()>& go_on = {});

/// Calls `work(i)` for i = 0 … n − 1 on as many threads, each i once; `threads` 0: as many as the machine has cores.
/// What `work` throws first, by i, is thrown when all threads are done.
ADC_API void in_parallel(std::size_t n, std::size_t threads, const std::function<void(std::size_t)>& work);

/// Mean and standard deviation (n − 1) of numbers; nan of none, the deviation of one is 0.
struct Spread {
  double mean = 0;
  double deviation = 0;
};
[[nodiscard]] ADC_API Spread spread(std::span<const double> numbers);

/// What a fold's result is judged by.
struct Criterion {
  std::string_view name;
  bool larger_is_better;
  double (*value)(const FoldResult& result);  ///< nan where it has none
};

/// "loss", "accuracy", "balanced_accuracy", "f1", "roc_auc", "log_loss", "brier", "rmse", "mae", "r2".
[[nodiscard]] ADC_API std::span<const Criterion> criteria();

}  // namespace adc::inline ADC_ABI::train
