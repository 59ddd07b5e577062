// From starts to a minimum.
#pragma once

#include <vector>

#include "train/fit/problem.h"

namespace adc::inline ADC_ABI::train {

/// How a search ended.
struct FitSearch {
  FitPoint point;
  FitEnd end = FitEnd::NoProgress;
  std::size_t steps = 0;
  std::size_t starts = 0;

  [[nodiscard]] bool succeeded() const { return end == FitEnd::Converged || end == FitEnd::AtBound; }
};

/// From one start: Levenberg and Marquardt's method and, where its end is no minimum of full rank, other ways, until
/// one finds such. Else the lowest end of all.
[[nodiscard]] FitSearch search_from(const FitProblem& problem, const std::vector<double>& start, std::size_t steps);

/// From `start`, in which `is_given` tells what is known, and from others that differ in the rest; the best minimum, or
/// else the lowest end. Without a start where the model is finite `starts` is 0.
[[nodiscard]] FitSearch search(const FitProblem& problem, const std::vector<double>& start,
                               const std::vector<bool>& is_given, const FitOptions& options);

/// The parameters that the model is linear in, all at once, as far as its Jacobian at some points tells; one that could
/// be so with others of them, or with still others, is taken in order.
[[nodiscard]] std::vector<std::size_t> linear_parameters(const FitProblem& problem, const std::vector<double>& near);

/// `at` with the best values of the parameters `linear`; nullopt where nothing comes of it.
[[nodiscard]] std::optional<std::vector<double>> projected(const FitProblem& problem, std::vector<double> at,
                                                           const std::vector<std::size_t>& linear);

}  // namespace adc::inline ADC_ABI::train
