// A function of n numbers within bounds, as searches see it.
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "adc/adc.hpp"

namespace adc::inline ADC_ABI::train {

using Point = std::vector<double>;

inline constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kUnderflow = 1e-150;  ///< gradients whose squares are 0 lead nowhere
inline constexpr std::size_t kDense = 200;    ///< as many variables have Hessians that are looked at as a whole

/// A function with derivatives. Outside of the bounds it is not evaluated.
struct Problem {
  std::size_t size = 0;
  Point low;   ///< −infinity: no bound
  Point high;  ///< +infinity: no bound
  /// The value; overwrites the gradient.
  std::function<double(std::span<const double> x, std::span<double> gradient)> gradient;
  /// Overwrites `product` with Hessian·v. Empty: there are no second derivatives.
  std::function<void(std::span<const double> x, std::span<const double> v, std::span<double> product)> product;
  /// Overwrites the Hessian, [size, size]. Empty likewise.
  std::function<void(std::span<const double> x, std::span<double> hessian)> hessian;
};

/// A point with what is known of it.
struct Place {
  Point x;
  double value = kInfinity;
  Point gradient;
};

[[nodiscard]] inline double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}
/// The largest absolute value.
[[nodiscard]] inline double largest(std::span<const double> v) {
  double most = 0;
  for (const double x : v) most = std::fmax(most, std::fabs(x));
  return most;
}
/// The Euclidean norm, without overflow on the way.
[[nodiscard]] inline double norm(std::span<const double> v) {
  const double scale = largest(v);
  if (scale == 0 || !std::isfinite(scale)) return scale;
  double sum = 0;
  for (const double x : v) sum += (x / scale) * (x / scale);
  return scale * std::sqrt(sum);
}

[[nodiscard]] inline double clamped(double x, double low, double high) { return std::fmin(std::fmax(x, low), high); }

/// The point of the bounds that is nearest to x + t·d.
[[nodiscard]] inline Point moved(const Problem& problem, const Point& x, double t, std::span<const double> d) {
  Point to(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) to[i] = clamped(x[i] + t * d[i], problem.low[i], problem.high[i]);
  return to;
}

/// Whether a bound holds variable `i`: it is there, and the value falls beyond.
[[nodiscard]] inline bool is_held(const Problem& problem, const Place& at, std::size_t i) {
  return (at.x[i] <= problem.low[i] && at.gradient[i] >= 0) || (at.x[i] >= problem.high[i] && at.gradient[i] <= 0);
}

/// The gradient, 0 for what bounds hold.
[[nodiscard]] inline Point free_gradient(const Problem& problem, const Place& at) {
  Point free = at.gradient;
  for (std::size_t i = 0; i < free.size(); ++i) {
    if (is_held(problem, at, i)) free[i] = 0;
  }
  return free;
}

/// Evaluates at `x`; nullopt where the value or the gradient is not finite.
[[nodiscard]] inline std::optional<Place> evaluate(const Problem& problem, Point x) {
  Place place{std::move(x), 0, Point(problem.size)};
  place.value = problem.gradient(place.x, place.gradient);
  if (!std::isfinite(place.value) || !std::isfinite(largest(place.gradient))) return std::nullopt;
  for (const double g : place.gradient) {
    if (std::isnan(g)) return std::nullopt;
  }
  return place;
}

/// What the value varies by within a hundredth of the point's numbers, or of 1, along the first axes: what rounding may
/// be small against, where large terms cancel. A few evaluations.
[[nodiscard]] double height_around(const Problem& problem, const Place& at);

/// How a search ended: what it saw, not what it means.
enum class SearchEnd : std::uint8_t {
  Stationary,  ///< it could not go further, or did not need to
  Stalled,     ///< no step makes the value smaller
  Fell,        ///< the value is below all that is reasonable
  RanAway,     ///< the point is
  Steps,       ///< used up
  Stopped,     ///< by who watches
};

/// What all searches of one call share.
struct Search {
  const Problem& problem;
  std::size_t steps_left = 0;
  double first_value = 0;
  double first_size = 0;  ///< largest component of the start
  std::function<bool(const Place&, double gradient_norm)> after_step;

  /// Takes a step: counts it, and says whether that was the last one, and why.
  [[nodiscard]] std::optional<SearchEnd> took_step(const Place& at);
};

/// Limited-memory BFGS, projected onto the bounds. `at` is moved.
[[nodiscard]] SearchEnd search_lbfgs(Search& search, Place& at);

/// Trust-region Newton, projected onto the bounds. `at` is moved.
[[nodiscard]] SearchEnd search_newton(Search& search, Place& at);

}  // namespace adc::inline ADC_ABI::train
