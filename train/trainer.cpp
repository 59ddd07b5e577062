#include "adc/train/trainer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "adc/train/random.hpp"

namespace adc::inline ADC_ABI::train {
namespace {

/// The stream of random numbers of the first epoch; those before it are the initialisers'.
constexpr std::uint64_t kOrderStream = std::uint64_t{1} << 32U;

/// The examples of an epoch, in the order in which it takes them.
std::vector<std::size_t> order(Order how, std::size_t examples, std::uint64_t seed, std::size_t epoch) {
  Random random(seed, kOrderStream + epoch);
  if (how == Order::Shuffled) return permutation(examples, random);
  std::vector<std::size_t> rows(examples);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  if (how == Order::Random) {
    for (std::size_t& row : rows) row = random.below(examples);
  }
  return rows;
}

bool all_finite(std::span<const double> numbers) {
  return std::ranges::all_of(numbers, [](double x) { return std::isfinite(x); });
}

/// One call of `train`.
class Run {
 public:
  Run(const Objective& objective, const TrainOptions& options, State& state, const Observer& observer)
      : objective_(objective), options_(options), state_(state), observer_(observer), gradient_(objective.params) {}

  Ending run() {
    // Steps go on from the last one.
    if (state_.best.is_taken) exchange();
    const Ending ending = epochs();
    const bool is_between = state_.next_batch == 0 && epoch() > 0;
    if (objective_.end_epoch && !is_between) objective_.end_epoch(state_.params);
    if (options_.early_stop && state_.best.epoch > 0) exchange();
    return ending;
  }

 private:
  Ending epochs() {
    std::optional<Ending> ending = reached();
    while (!ending) {
      if (objective_.begin_epoch) objective_.begin_epoch(epoch());
      ending = options_.optimiser.rule == Rule::Lbfgs ? search() : sweep();
      if (!ending) ending = reached();
    }
    return *ending;
  }

  /// Swaps the parameters of the best epoch and those of the last step.
  void exchange() {
    std::swap(state_.params, state_.best.params);
    state_.best.is_taken = !state_.best.is_taken;
  }

  [[nodiscard]] std::size_t epoch() const { return state_.history.size(); }

  /// Whether the epochs so far are enough.
  [[nodiscard]] std::optional<Ending> reached() const {
    const std::vector<Epoch>& history = state_.history;
    if (!history.empty() && options_.error && history.back().loss <= *options_.error) return Ending::Error;
    if (options_.change && history.size() > options_.patience) {
      std::size_t calm = 0;
      for (std::size_t i = history.size() - options_.patience; i < history.size(); ++i) {
        calm += std::abs(history[i].loss - history[i - 1].loss) <= *options_.change ? 1 : 0;
      }
      if (calm == options_.patience) return Ending::Change;
    }
    const bool stops = options_.early_stop && state_.best.epoch > 0;
    if (stops && epoch() - state_.best.epoch >= std::max<std::size_t>(1, *options_.early_stop))
      return Ending::EarlyStop;
    if (epoch() >= options_.epochs) return Ending::Epochs;
    return std::nullopt;
  }

  /// An epoch of steps.
  std::optional<Ending> sweep() {
    const std::vector<std::size_t> rows = order(options_.batching.order, objective_.examples, options_.seed, epoch());
    const std::size_t size = options_.batching.size == 0 ? rows.size() : options_.batching.size;
    const std::size_t batches = (rows.size() + size - 1) / size;
    double rate = options_.schedule.at(epoch());
    while (state_.next_batch < batches) {
      const std::size_t begin = state_.next_batch * size;
      const std::span batch = std::span(rows).subspan(begin, std::min(size, rows.size() - begin));
      const double loss = objective_.gradient(state_.params, batch, gradient_);
      if (!std::isfinite(loss) || !all_finite(gradient_)) return Ending::Diverged;
      if (options_.optimiser.clip > 0) clip(options_.optimiser.clip, gradient_);
      const double part = static_cast<double>(state_.next_batch + 1) / static_cast<double>(batches);
      rate = options_.schedule.at(epoch(), part);
      step(options_.optimiser, state_.memory, rate, gradient_, state_.params);
      state_.loss_sum += loss * static_cast<double>(batch.size());
      ++state_.next_batch;
      if (observer_.after_params) observer_.after_params(state_.params);
      const auto seen = static_cast<double>(begin + batch.size());
      if (!goes_on({epoch(), state_.next_batch, batches, state_.loss_sum / seen, rate})) return Ending::Interrupted;
    }
    finish_epoch(state_.loss_sum / static_cast<double>(rows.size()), rate);
    return std::nullopt;
  }

  /// An epoch of L-BFGS.
  std::optional<Ending> search() {
    std::vector<std::size_t> rows(objective_.examples);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::vector<double> params = state_.params;
    std::size_t iteration = 0;
    bool interrupted = false;
    double last = std::numeric_limits<double>::quiet_NaN();
    const auto gradient = [&](std::span<const double> at, std::span<double> g) {
      const double value = objective_.gradient(at, rows, g);
      if (std::isnan(last)) last = value;
      return value;
    };
    const auto after_iteration = [&](double value, std::span<const double> at) {
      last = value;
      if (observer_.after_params) observer_.after_params(at);
      interrupted = !goes_on({epoch(), ++iteration, options_.optimiser.iterations, value, 1});
      return !interrupted;
    };
    const auto [iterations, how] = lbfgs_search(options_.optimiser, gradient, params, after_iteration);
    if (interrupted) return Ending::Interrupted;
    if (!std::isfinite(last)) return Ending::Diverged;
    state_.params = std::move(params);
    state_.memory.steps += iterations;
    finish_epoch(last, 1);
    if (how == SearchEnding::Converged) return Ending::Gradient;
    // After some iterations the next epoch may go on, with a memory that begins anew.
    if (how == SearchEnding::Failed && iterations == 0) return Ending::LineSearch;
    return std::nullopt;
  }

  [[nodiscard]] bool goes_on(const Progress& progress) const {
    return !observer_.after_step || observer_.after_step(progress);
  }

  void finish_epoch(double loss, double rate) {
    if (objective_.end_epoch) objective_.end_epoch(state_.params);
    const double heldout =
        observer_.heldout ? observer_.heldout(state_.params) : std::numeric_limits<double>::quiet_NaN();
    state_.history.push_back({loss, heldout, rate});
    state_.next_batch = 0;
    state_.loss_sum = 0;
    Best& best = state_.best;
    if (options_.early_stop && std::isfinite(heldout) && (best.epoch == 0 || heldout < best.heldout)) {
      best = {.epoch = epoch(), .heldout = heldout, .params = state_.params};
    }
    if (observer_.after_epoch) observer_.after_epoch(state_);
  }

  const Objective& objective_;
  const TrainOptions& options_;
  State& state_;
  const Observer& observer_;
  std::vector<double> gradient_;
};

}  // namespace

std::string_view text(Ending ending) {
  constexpr std::array<std::string_view, 8> kTexts{"all epochs are done",
                                                   "the loss is small enough",
                                                   "the loss hardly changes",
                                                   "interrupted",
                                                   "the loss or its gradient is not finite",
                                                   "the held-out loss has not become smaller",
                                                   "the gradient is small enough",
                                                   "the line search found no smaller loss"};
  return kTexts.at(static_cast<std::size_t>(ending));
}

Ending train(const Objective& objective, const TrainOptions& options, State& state, const Observer& observer) {
  return Run(objective, options, state, observer).run();
}

TrainOptions usual_options(std::size_t examples) {
  constexpr std::size_t kBatch = 32;
  constexpr std::size_t kEpochs = 40;
  constexpr std::size_t kSteps = 1000;
  const std::size_t steps = std::max<std::size_t>(1, (examples + kBatch - 1) / kBatch);  // of an epoch
  const std::size_t epochs = std::max(kEpochs, (kSteps + steps - 1) / steps);
  return {.optimiser = {.rule = Rule::Adam},
          .batching = {kBatch, Order::Shuffled},
          .schedule = {.kind = Schedule::Kind::Cosine, .rate = 0.005, .period = static_cast<double>(epochs)},
          .epochs = epochs};
}

State start(const TrainOptions& options, std::vector<double> params) {
  Memory memory = fresh_memory(options.optimiser, params.size());
  return {.params = std::move(params), .memory = std::move(memory)};
}

}  // namespace adc::inline ADC_ABI::train
