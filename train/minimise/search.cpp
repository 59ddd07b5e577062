#include "train/minimise/problem.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kFar = 1e20;   ///< times the start: further away there is no minimum
constexpr double kDeep = 1e30;  ///< times the first value: below there is none

}  // namespace

std::optional<SearchEnd> Search::took_step(const Place& at) {
  const double slope = largest(free_gradient(problem, at));
  if (after_step && !after_step(at, slope)) return SearchEnd::Stopped;
  if (at.value < -kDeep * std::fmax(1, std::fabs(first_value))) return SearchEnd::Fell;
  if (largest(at.x) > kFar * std::fmax(1, first_size)) return SearchEnd::RanAway;
  if (--steps_left == 0) return SearchEnd::Steps;
  return std::nullopt;
}

}  // namespace adc::inline ADC_ABI::train
