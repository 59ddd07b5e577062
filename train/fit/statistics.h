// What is known of a fit's parameters, and of what it predicts.
#pragma once

#include "train/fit/problem.h"

namespace adc::inline ADC_ABI::train {

/// Fills all of `fit` but how the search went: `point` is where it ended.
void add_statistics(Fit& fit, const FitProblem& problem, const FitPoint& point, const FitData& data, double level);

/// What the model gives at parameters with this covariance (nan: not known), and its bands; `variance`: of another
/// measurement, one per row, nan where that is not known. All empty but `predicted` where nothing is known.
[[nodiscard]] FitBands bands_of(const FitModel& model, std::span<const double> at, std::span<const double> covariance,
                                std::span<const double> variance, double t);

}  // namespace adc::inline ADC_ABI::train
