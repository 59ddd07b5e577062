#include <algorithm>

#include "train/minimise/problem.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kFar = 1e20;   ///< times the start: further away there is no minimum
constexpr double kDeep = 1e30;  ///< times the first value: below there is none

}  // namespace

double height_around(const Problem& problem, const Place& at) {
  constexpr std::size_t kAxes = 10;
  double height = 0;
  for (std::size_t i = 0; i < std::min(at.x.size(), kAxes); ++i) {
    for (const double by : {-1e-2, 1e-2}) {
      Point step(at.x.size(), 0.0);
      step[i] = std::fmax(std::fabs(at.x[i]), 1);
      const std::optional<Place> there = evaluate(problem, moved(problem, at.x, by, step));
      if (there) height = std::fmax(height, std::fabs(there->value - at.value));
    }
  }
  return height;
}

std::optional<SearchEnd> Search::took_step(const Place& at) {
  const double slope = largest(free_gradient(problem, at));
  if (after_step && !after_step(at, slope)) return SearchEnd::Stopped;
  if (at.value < -kDeep * std::fmax(1, std::fabs(first_value))) return SearchEnd::Fell;
  if (largest(at.x) > kFar * std::fmax(1, first_size)) return SearchEnd::RanAway;
  if (--steps_left == 0) return SearchEnd::Steps;
  return std::nullopt;
}

}  // namespace adc::inline ADC_ABI::train
