// Is a point a minimum?
#pragma once

#include <cstdint>
#include <optional>

#include "train/minimise/problem.h"

namespace adc::inline ADC_ABI::train {

enum class Finding : std::uint8_t {
  Minimum,  ///< the value rises in all directions that were looked at, or stays along a valley
  Lower,    ///< there is a point from which to go on: `lower`
  Saddle,   ///< there is negative curvature, and yet no lower point
  Flat,     ///< no derivative says anything in any direction, or only in one sense
  Edge,     ///< next to the point the value is not finite
  Endless,  ///< in some direction the value falls as far as one can see, ever more slowly
};

struct Certificate {
  Finding finding = Finding::Flat;
  std::optional<Place> lower;
  /// Of a minimum: a point that is nearer to it, on a line where the derivative falls before it rises.
  std::optional<Place> nearer;
  bool is_at_bound = false;
  bool is_at_kink = false;  ///< the gradient jumps
  bool is_isolated = true;
  double gradient_norm = 0;         ///< largest component, of what bounds leave
  std::optional<double> curvature;  ///< smallest eigenvalue of the Hessian of the variables that no bound holds
};

/// Looks at derivatives at points around `at`, outwards along its Hessian's eigenvectors, the axes and `seed`'s random
/// directions, at distances from 10⁻¹⁴ of the point's scale on. In each direction the first distance counts at which
/// the derivative is beyond its rounding, which is what it changes by when the point is moved by as little as its own
/// rounding. A minimum has derivatives outwards that are positive at a distance of at most 10⁻⁵, in both senses, or
/// zero for both, far out. Where values are lower beyond rounding, that is where to go on. No more than `kDense`
/// variables have Hessians that are looked at as a whole.
[[nodiscard]] Certificate certify(const Problem& problem, const Place& at, double scale, std::uint64_t seed);

}  // namespace adc::inline ADC_ABI::train
