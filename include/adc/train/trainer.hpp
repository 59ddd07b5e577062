// Training: steps, epochs, and when to stop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/train/objective.hpp"
#include "adc/train/optimiser.hpp"
#include "adc/train/schedule.hpp"

namespace adc::inline ADC_ABI::train {

/// How to train.
struct TrainOptions {
  OptimiserOptions optimiser;
  Batching batching;
  Schedule schedule;
  std::size_t epochs = 100;     ///< at most
  std::optional<double> error;  ///< stop once an epoch's loss is at most this
  /// Stop once the loss has changed by at most this from epoch to epoch, `patience` times in a row.
  std::optional<double> change;
  std::size_t patience = 1;
  std::uint64_t seed = 1;  ///< of the order of examples
  /// Keep the parameters of the epoch whose held-out loss is least, the first of such, and stop once so many epochs in
  /// a row have not been better (Prechelt 1998, "Early stopping – but when?", criterion UP). Nothing where no examples
  /// are held out.
  std::optional<std::size_t> early_stop = std::nullopt;
};

/// How to train on so many examples where nothing else is said: Adam, batches of 32, a rate of 0.005 that falls to 0 by
/// a cosine, 40 epochs or as many as make 1,000 steps. Chosen on rows for training of the tables of bench/learning,
/// together with `usual_l2` and `usual_hidden`.
[[nodiscard]] ADC_API TrainOptions usual_options(std::size_t examples);

/// What is known of an epoch.
struct Epoch {
  double loss = 0;     ///< the mean over its examples, each with the parameters of its step
  double heldout = 0;  ///< the mean over held-out examples after it; nan if there are none
  double rate = 0;
};

/// The best epoch so far, by its held-out loss.
struct Best {
  std::size_t epoch = 0;  ///< from 1; 0: none yet
  double heldout = 0;
  /// The parameters of that epoch; while they are in `State::params`, as when training has ended, those of the last
  /// step.
  std::vector<double> params;
  bool is_taken = false;  ///< whether they are there
};

/// All that changes in training: to restore it is to continue with the same bits.
struct State {
  std::vector<double> params;
  Memory memory;
  std::vector<Epoch> history;  ///< of the epochs that are complete
  std::size_t next_batch = 0;  ///< in the epoch that is not
  double loss_sum = 0;         ///< over the examples that this epoch has seen
  Best best = {};              ///< with `TrainOptions::early_stop`
};

/// Why training ended.
enum class Ending : std::uint8_t {
  Epochs,       ///< as many as were asked for
  Error,        ///< the loss is small
  Change,       ///< changes of the loss are small
  Interrupted,  ///< an observer stopped it
  Diverged,     ///< the loss or its gradient is not finite; the parameters are those before that step
  EarlyStop,    ///< the held-out loss has not become smaller
  Gradient,     ///< L-BFGS: the gradient is small
  LineSearch,   ///< L-BFGS: no smaller loss was found, and the gradient is not small
};
[[nodiscard]] ADC_API std::string_view text(Ending ending);

/// Where training is.
struct Progress {
  std::size_t epoch = 0;    ///< that is running, from 0
  std::size_t batch = 0;    ///< of it, that are done
  std::size_t batches = 1;  ///< of an epoch
  double loss = 0;          ///< the mean over the examples of this epoch so far
  double rate = 0;
};

/// Who watches. Each may be empty.
struct Observer {
  std::function<bool(const Progress&)> after_step;                   ///< false: stop here
  std::function<double(std::span<const double> params)> heldout;     ///< the loss of held-out examples
  std::function<void(std::span<const double> params)> after_params;  ///< after each step: the path
  std::function<void(const State&)> after_epoch;                     ///< the last of `history` is its record
};

/// Trains from `state` until an `Ending`, and leaves the outcome in `state`: with `early_stop` the parameters of the
/// best epoch, however training ended, and beside them those to go on from. What is drawn at random depends on
/// `options.seed` and the epoch alone, so an interrupted run that is continued takes the steps, to the bit, of one that
/// was not. An epoch of L-BFGS that is interrupted is forgotten. Throws what the objective does. Allocates per epoch,
/// not per step.
ADC_API Ending train(const Objective& objective, const TrainOptions& options, State& state,
                     const Observer& observer = {});

/// A state to begin with.
[[nodiscard]] ADC_API State start(const TrainOptions& options, std::vector<double> params);

}  // namespace adc::inline ADC_ABI::train
