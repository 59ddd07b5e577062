// Where to look at a function.
#pragma once

#include <vector>

#include "adc/check.hpp"
#include "ir/function.h"

namespace adc::analysis {

/// The points that `options` asks for, each once, in this order: those given; random ones; hostile ones, from the first
/// given point (or all inputs 1): each input, and all of them, set to ±0, subnormal, tiny, moderate and huge numbers of
/// both signs; and points at and next to kinks and jumps, which a secant search along each input finds. `fn` is a
/// function of scalars without `Diff`. The search looks at no more than `kMaxKinks` instructions. O(n · inputs) beside
/// the points.
[[nodiscard]] std::vector<std::vector<double>> check_points(const ir::Function& fn, const CheckOptions& options);

inline constexpr std::size_t kMaxKinks = 16;

}  // namespace adc::analysis
