#include "adc/train/rate_finder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "adc/plot.hpp"
#include "adc/train/random.hpp"

namespace adc::inline ADC_ABI::train {
namespace {

/// The stream of random numbers of the order of examples.
constexpr std::uint64_t kRateStream = std::uint64_t{1} << 51U;
constexpr double kMemory = 0.9;
constexpr double kTooLarge = 4;
constexpr std::size_t kReach = 3;  ///< steps on each side of one, whose losses give its slope

/// Batches, one after the other, again and again.
class Batches {
 public:
  Batches(const Batching& batching, std::size_t examples, std::uint64_t seed)
      : size_(batching.size == 0 ? examples : std::min(batching.size, examples)), order_(examples) {
    Random random(seed, kRateStream);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    if (batching.order != Order::Sequential) order_ = permutation(examples, random);
  }

  std::span<const std::size_t> next() {
    if (at_ + size_ > order_.size()) at_ = 0;
    at_ += size_;
    return std::span(order_).subspan(at_ - size_, size_);
  }

 private:
  std::size_t size_;
  std::vector<std::size_t> order_;
  std::size_t at_ = 0;
};

/// The slope over log rate of the line through the smoothed losses around step `i`: all are equally far apart.
double slope(const std::vector<RateStep>& steps, std::size_t i) {
  double sum = 0;
  for (std::size_t k = 1; k <= kReach; ++k) sum += static_cast<double>(k) * (steps[i + k].smooth - steps[i - k].smooth);
  return sum;
}

std::optional<double> steepest(const std::vector<RateStep>& steps) {
  std::optional<double> rate;
  double least = 0;
  for (std::size_t i = kReach; i + kReach < steps.size(); ++i) {
    const double here = slope(steps, i);
    // What rounding makes of a loss that does not change is no fall.
    if (here >= least || -here <= 1e-9 * std::abs(steps[i].smooth)) continue;
    least = here;
    rate = steps[i].rate;
  }
  return rate;
}

}  // namespace

RateSearch find_rate(const Objective& objective, const TrainOptions& options, std::vector<double> params,
                     const RateRange& range, const std::function<bool()>& go_on) {
  RateSearch search;
  Memory memory = fresh_memory(options.optimiser, params.size());
  std::vector<double> gradient(params.size());
  Batches batches(options.batching, objective.examples, options.seed);
  if (objective.begin_epoch) objective.begin_epoch(0);
  double sum = 0;
  double weights = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < range.steps; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(2, range.steps) - 1);
    const double rate = range.low * std::pow(range.high / range.low, part);
    const double loss = objective.gradient(params, batches.next(), gradient);
    sum = kMemory * sum + loss;
    weights = kMemory * weights + 1;
    const double smooth = sum / weights;
    if (!std::isfinite(smooth) || smooth > least + (kTooLarge - 1) * std::abs(least)) break;
    least = std::min(least, smooth);
    search.steps.push_back({rate, loss, smooth});
    if (!std::ranges::all_of(gradient, [](double g) { return std::isfinite(g); })) break;
    if (options.optimiser.clip > 0) clip(options.optimiser.clip, gradient);
    step(options.optimiser, memory, rate, gradient, params);
    if (go_on && !go_on()) break;
  }
  search.rate = steepest(search.steps);
  return search;
}

std::string rate_curve(const RateSearch& search) {
  plot::Curve losses{.name = "loss of a batch", .points = {}};
  plot::Curve smooth{.name = "smoothed", .points = {}};
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const RateStep& step : search.steps) {
    losses.points.push_back({step.rate, step.loss});
    smooth.points.push_back({step.rate, step.smooth});
    for (const double value : {step.loss, step.smooth}) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (search.steps.empty()) low = high = 0;
  const double margin = high > low ? (high - low) / 20 : 1;
  const double first = search.steps.empty() ? 1e-6 : search.steps.front().rate;
  const double last = search.steps.size() < 2 ? 10 * first : search.steps.back().rate;
  plot::Scene scene{.x = {.title = "rate", .low = first, .high = last, .scale = plot::Scale::Log},
                    .y = {.title = "loss", .low = low - margin, .high = high + margin}};
  losses.colour = plot::series_colour(0);
  smooth.colour = plot::series_colour(1);
  scene.curves = {std::move(losses), std::move(smooth)};
  return plot::to_svg(scene);
}

}  // namespace adc::inline ADC_ABI::train
