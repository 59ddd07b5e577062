// Parameters that a model is linear in: their best values for given others are found in one step (variable projection:
// Golub and Pereyra, SIAM Journal on Numerical Analysis 10 (1973)).
#include <algorithm>
#include <cmath>

#include "adc/train/random.hpp"
#include "train/fit/search.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kSame = 1e-9;  ///< of derivatives, by the largest of their column

using Matrix = std::vector<double>;

std::optional<Matrix> jacobian(const FitProblem& problem, const std::vector<double>& at) {
  std::vector<double> r(problem.model.rows());
  Matrix matrix(r.size() * at.size());
  if (!problem.residuals(at, r, matrix.data())) return std::nullopt;
  return matrix;
}

bool same_columns(const Matrix& a, const Matrix& b, std::size_t width, const std::vector<std::size_t>& columns) {
  for (const std::size_t j : columns) {
    double largest = 0;
    double apart = 0;
    for (std::size_t k = j; k < a.size(); k += width) {
      largest = std::max({largest, std::fabs(a[k]), std::fabs(b[k])});
      apart = std::max(apart, std::fabs(a[k] - b[k]));
    }
    if (!(apart <= kSame * largest)) return false;
  }
  return true;
}

}  // namespace

std::vector<std::size_t> linear_parameters(const FitProblem& problem, const std::vector<double>& near) {
  const std::optional<Matrix> here = jacobian(problem, near);
  std::vector<std::size_t> linear;
  if (!here) return linear;
  Random random(1);
  for (std::size_t j = 0; j < near.size(); ++j) {
    std::vector<std::size_t> candidates = linear;
    candidates.push_back(j);
    std::vector<double> other = near;
    for (const std::size_t k : candidates) other[k] = (1.5 + random.uniform()) * other[k] + (random.uniform() - 0.5);
    const std::optional<Matrix> there = jacobian(problem, other);
    if (there && same_columns(*here, *there, near.size(), candidates)) linear = std::move(candidates);
  }
  return linear;
}

std::optional<std::vector<double>> projected(const FitProblem& problem, std::vector<double> at,
                                             const std::vector<std::size_t>& linear) {
  if (linear.empty()) return std::nullopt;
  std::vector<double> r(problem.model.rows());
  Matrix matrix(r.size() * at.size());
  if (!problem.residuals(at, r, matrix.data())) return std::nullopt;
  std::vector<bool> fixed(at.size(), true);
  for (const std::size_t j : linear) fixed[j] = false;
  const ScaledJacobian scaled = scaled_jacobian(matrix, r, fixed, std::vector<bool>(at.size(), false));
  const std::size_t width = scaled.columns.size();
  for (std::size_t k = 0; k < scaled.rank; ++k) {
    const double along = scaled.parts.along[k] / scaled.parts.singular[k];
    for (std::size_t c = 0; c < width; ++c) {
      if (scaled.norms[c] > 0)
        at[scaled.columns[c]] -= scaled.parts.directions[c * width + k] * along / scaled.norms[c];
    }
  }
  problem.clamp(at);
  if (!std::ranges::all_of(at, [](double x) { return std::isfinite(x); })) return std::nullopt;
  return at;
}

}  // namespace adc::inline ADC_ABI::train
