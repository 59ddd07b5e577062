// Which learning rate to begin with.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adc/export.hpp"
#include "adc/train/objective.hpp"
#include "adc/train/trainer.hpp"

namespace adc::inline ADC_ABI::train {

/// The rates that are tried.
struct RateRange {
  double low = 1e-6;
  double high = 10;
  std::size_t steps = 120;
};

/// A step with a rate, and the loss before it.
struct RateStep {
  double rate = 0;
  double loss = 0;    ///< of its batch
  double smooth = 0;  ///< the mean of the losses so far, each step back counting 0.9 times as much as the next
};

/// What was tried, and what is advised.
struct RateSearch {
  std::vector<RateStep> steps;  ///< until the loss is not finite, or four times the least
  std::optional<double> rate;   ///< where the smoothed loss falls most over log rate; nullopt where it does not
};

/// The range test of Smith (WACV 2017): trains from `params`, which stay as they are, by the rule and batches of
/// `options`, with a rate that grows by the same factor from step to step. The slope at a step is that of the line
/// through the smoothed losses of it and three on each side. Depends on its arguments alone. `go_on`, if there is one,
/// is asked after each step. Not for L-BFGS.
[[nodiscard]] ADC_API RateSearch find_rate(const Objective& objective, const TrainOptions& options,
                                           std::vector<double> params, const RateRange& range = {},
                                           const std::function<bool()>& go_on = {});

/// The losses over the rates, as SVG.
[[nodiscard]] ADC_API std::string rate_curve(const RateSearch& search);

}  // namespace adc::inline ADC_ABI::train
