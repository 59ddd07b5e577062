// Whether a minimum is one: what the sum is beside it.
#include <algorithm>
#include <cmath>
#include <limits>

#include "train/fit/problem.h"
#include "train/solver.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kCurved = 1e-6;         ///< of a curvature that is negative beyond doubt
constexpr std::size_t kMostCurved = 64;  ///< parameters, up to which it is looked at
constexpr double kLower = 1e-9;          ///< of sums beside a minimum: more is no rounding

/// A direction, of norm 1 for columns of norm 1, in which the sum falls to both sides of a point where it does not rise
/// or fall: of a saddle, or of a maximum; by the exact second derivatives. Nullopt where there is none.
std::optional<std::vector<double>> falling_direction(const FitProblem& problem, const FitPoint& point) {
  const std::size_t size = point.at.size();
  const std::vector<std::size_t>& free = point.jacobian.columns;
  if (free.empty() || free.size() > kMostCurved) return std::nullopt;
  std::vector<double> r(problem.model.rows());
  std::vector<double> jacobian(r.size() * size);
  if (!problem.residuals(point.at, r, jacobian.data())) return std::nullopt;
  // ½ the Hessian of Σ loss: Jᵀψ′J + Σ ψ √w ∇²f
  std::vector<double> hessian(size * size, 0);
  std::vector<double> weights;
  for (std::size_t i = 0; i < r.size(); ++i) {
    weights.push_back(problem.loss.influence(r[i]) * problem.root[i]);
    const double slope = problem.loss.influence_slope(r[i]);
    for (std::size_t a = 0; a < size; ++a) {
      for (std::size_t b = 0; b < size; ++b)
        hessian[a * size + b] += slope * jacobian[i * size + a] * jacobian[i * size + b];
    }
  }
  problem.model.add_curvature(point.at, weights, hessian);
  if (!std::isfinite(norm(hessian))) return std::nullopt;
  std::vector<double> scaled;
  for (std::size_t a = 0; a < free.size(); ++a) {
    for (std::size_t b = 0; b < free.size(); ++b) {
      const double both = hessian[free[a] * size + free[b]] + hessian[free[b] * size + free[a]];
      scaled.push_back(both / 2 / point.jacobian.norms[a] / point.jacobian.norms[b]);
    }
  }
  static const auto spectrum = solver_function<decltype(adc_solve_spectrum)>("adc_solve_spectrum", "fits");
  solve::Spectrum found;
  spectrum(scaled, free.size(), found);
  if (!(found.values.front() < -kCurved * std::max(1.0, found.values.back()))) return std::nullopt;
  std::vector<double> direction(size, 0);
  for (std::size_t a = 0; a < free.size(); ++a) direction[free[a]] = found.vectors[a] / point.jacobian.norms[a];
  return direction;
}

/// Σ loss, infinite where the model is not finite.
double cost_of(const FitProblem& problem, std::span<const double> at) {
  std::vector<double> r(problem.model.rows());
  if (!problem.roots(at, r, nullptr)) return std::numeric_limits<double>::infinity();
  const double length = norm(r);
  return length * length;
}

/// Along each parameter, and along what the Jacobian has of them.
std::vector<std::vector<double>> directions_from(const FitPoint& point) {
  const ScaledJacobian& jacobian = point.jacobian;
  const std::size_t free = jacobian.columns.size();
  std::vector<std::vector<double>> all;
  for (std::size_t k = 0; k < 2 * free; ++k) {
    std::vector<double> direction(point.at.size(), 0);
    for (std::size_t a = 0; a < free; ++a) {
      const double part = k < free ? (k == a ? 1 : 0) : jacobian.parts.directions[a * free + (k - free)];
      direction[jacobian.columns[a]] = part / jacobian.norms[a];
    }
    all.push_back(std::move(direction));
  }
  return all;
}

}  // namespace

std::optional<std::vector<double>> lower_beside(const FitProblem& problem, const FitPoint& point) {
  const std::size_t free = point.jacobian.columns.size();
  const bool is_exact = point.rounding > 0 && std::sqrt(point.cost) < 1000 * point.rounding;
  if (is_exact || free == 0 || free > kMostCurved) return std::nullopt;
  const double length = std::sqrt(point.cost / static_cast<double>(problem.model.rows()));
  const auto lower_along = [&](const std::vector<double>& direction,
                               double size) -> std::optional<std::vector<double>> {
    std::vector<double> at = point.at;
    for (std::size_t j = 0; j < at.size(); ++j) at[j] += size * length * direction[j];
    problem.clamp(at);
    if (cost_of(problem, at) < point.cost * (1 - kLower)) return at;
    return std::nullopt;
  };
  if (const std::optional<std::vector<double>> falling = falling_direction(problem, point)) {
    for (const double size : {1.0, -1.0, 0.1, -0.1, 1e-2, -1e-2}) {
      if (std::optional<std::vector<double>> lower = lower_along(*falling, size)) return lower;
    }
  }
  // Short steps: longer ones may lead to another minimum, which is no reason to leave this one.
  for (const std::vector<double>& direction : directions_from(point)) {
    for (const double size : {1e-2, -1e-2, 1e-3, -1e-3}) {
      if (std::optional<std::vector<double>> lower = lower_along(direction, size)) return lower;
    }
  }
  return std::nullopt;
}

}  // namespace adc::inline ADC_ABI::train
