#include "train/fit/problem.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/solver.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kRankTolerance = 1e-12;  ///< of singular values, by the largest, of columns of norm 1
constexpr double kWeak = 1e-11;           ///< of what a parameter does, by the size of the data
constexpr double kStronger = 100;
constexpr double kExact = 1e-6;   ///< residuals, by the size of the data, from which on the model may be exact
constexpr double kOffset = 1e-6;  ///< of a minimum, by standard errors
constexpr int kMostPolishing = 40;

bool all_finite(std::span<const double> v) {
  return std::ranges::all_of(v, [](double x) { return std::isfinite(x); });
}

double column_norm(std::span<const double> matrix, std::size_t columns, std::size_t column) {
  std::vector<double> copy;
  copy.reserve(matrix.size() / columns);
  for (std::size_t k = column; k < matrix.size(); k += columns) copy.push_back(matrix[k]);
  return norm(copy);
}

/// The parameters that stand at a bound and would go beyond it, were they to go where r becomes smaller.
std::vector<bool> at_bounds(const FitProblem& problem, std::span<const double> at, std::span<const double> jacobian,
                            std::span<const double> r) {
  const std::size_t size = at.size();
  std::vector<bool> fixed(size, false);
  for (std::size_t j = 0; j < size; ++j) {
    const bool is_low = at[j] <= problem.low[j];
    const bool is_high = at[j] >= problem.high[j];
    if (!is_low && !is_high) continue;
    double slope = 0;
    for (std::size_t i = 0; i < r.size(); ++i) slope += jacobian[i * size + j] * r[i];
    fixed[j] = (is_low && slope >= 0) || (is_high && slope <= 0);
  }
  return fixed;
}

/// The parameters that ran away: the model depends on them no more, to within rounding, as on b in exp(−bx) where b is
/// large, and would where they were half as large. (One that is small but where the model is linear in it, as of a
/// constant that should be 0, is none.)
std::vector<bool> weak_parameters(const FitProblem& problem, std::span<const double> at,
                                  std::span<const double> jacobian, double size) {
  std::vector<bool> weak(at.size(), false);
  for (std::size_t j = 0; j < at.size(); ++j) {
    const double length = column_norm(jacobian, at.size(), j);
    if (at[j] == 0 || length * std::fabs(at[j]) > kWeak * size) continue;
    std::vector<double> half(at.begin(), at.end());
    half[j] /= 2;
    problem.clamp(half);
    std::vector<double> r(problem.model.rows());
    std::vector<double> there(jacobian.size());
    weak[j] = problem.roots(half, r, there.data()) && column_norm(there, at.size(), j) > kStronger * length;
  }
  return weak;
}

}  // namespace

double norm(std::span<const double> v) {
  double largest = 0;
  for (const double x : v) largest = std::max(largest, std::fabs(x));
  if (!(largest > 0) || !std::isfinite(largest)) return largest;
  double sum = 0;
  for (const double x : v) sum += x / largest * (x / largest);
  return largest * std::sqrt(sum);
}

bool FitProblem::residuals(std::span<const double> at, std::span<double> r, double* jacobian) const {
  model.evaluate(at, r, jacobian);
  const std::size_t size = model.size();
  bool is_finite = true;
  for (std::size_t i = 0; i < r.size(); ++i) {
    r[i] = root[i] == 0 ? 0 : root[i] * (r[i] - y[i]);
    is_finite = is_finite && std::isfinite(r[i]);
    for (std::size_t j = 0; jacobian != nullptr && j < size; ++j) {
      double& slope = jacobian[i * size + j];
      slope = root[i] == 0 ? 0 : root[i] * slope;
      is_finite = is_finite && std::isfinite(slope);
    }
  }
  return is_finite;
}

bool FitProblem::roots(std::span<const double> at, std::span<double> r, double* jacobian) const {
  const bool is_finite = residuals(at, r, jacobian);
  if (loss.loss == FitLoss::Squares || !is_finite) return is_finite;
  for (std::size_t i = 0; i < r.size(); ++i) {
    double slope = 1;
    r[i] = loss.root(r[i], slope);
    for (std::size_t j = 0; jacobian != nullptr && j < model.size(); ++j) jacobian[i * model.size() + j] *= slope;
  }
  return true;
}

std::optional<std::size_t> FitProblem::row_not_finite(std::span<const double> at) const {
  std::vector<double> r(model.rows());
  std::vector<double> jacobian(model.rows() * model.size());
  if (residuals(at, r, jacobian.data())) return std::nullopt;
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (!std::isfinite(r[i]) || !all_finite(std::span(jacobian).subspan(i * model.size(), model.size()))) return i;
  }
  return std::nullopt;
}

void FitProblem::clamp(std::vector<double>& at) const {
  for (std::size_t j = 0; j < at.size(); ++j) at[j] = std::clamp(at[j], low[j], high[j]);
}

ScaledJacobian scaled_jacobian(std::span<const double> jacobian, std::span<const double> r,
                               const std::vector<bool>& fixed, const std::vector<bool>& weak) {
  ScaledJacobian scaled;
  const std::size_t all = fixed.size();
  for (std::size_t j = 0; j < all; ++j) {
    if (fixed[j]) continue;
    scaled.columns.push_back(j);
    scaled.norms.push_back(weak[j] ? 0 : column_norm(jacobian, all, j));
  }
  const std::size_t columns = scaled.columns.size();
  if (columns == 0) return scaled;
  const std::size_t rows = std::max(r.size(), columns);
  std::vector<double> matrix(rows * columns, 0);
  std::vector<double> right(r.begin(), r.end());
  right.resize(rows, 0);
  for (std::size_t i = 0; i < r.size(); ++i) {
    for (std::size_t k = 0; k < columns; ++k) {
      if (scaled.norms[k] > 0) matrix[i * columns + k] = jacobian[i * all + scaled.columns[k]] / scaled.norms[k];
    }
  }
  static const auto decompose = solver_function<decltype(adc_solve_decompose)>("adc_solve_decompose", "fits");
  decompose(matrix, columns, right, scaled.parts);
  const std::vector<double>& singular = scaled.parts.singular;
  const double least = kRankTolerance * singular[0];
  while (scaled.rank < columns && singular[scaled.rank] > least) ++scaled.rank;
  return scaled;
}

bool FitPoint::is_minimum() const {
  return is_finite && std::isfinite(cost) && (offset <= kOffset || slope <= rounding);
}

FitPoint examine(const FitProblem& problem, std::vector<double> at) {
  const std::size_t rows = problem.model.rows();
  const std::size_t size = at.size();
  FitPoint point{.at = std::move(at), .fixed = std::vector<bool>(size, false), .step = std::vector<double>(size, 0)};
  std::vector<double> r(rows);
  std::vector<double> jacobian(rows * size);
  point.is_finite = problem.roots(point.at, r, jacobian.data());
  if (!point.is_finite) {
    point.cost = std::numeric_limits<double>::infinity();
    return point;
  }
  const double length = norm(r);
  point.cost = length * length;
  point.fixed = at_bounds(problem, point.at, jacobian, r);
  std::vector<double> measured(rows);
  for (std::size_t i = 0; i < rows; ++i) measured[i] = problem.root[i] * problem.y[i];
  const double large = norm(measured) + length;
  point.jacobian = scaled_jacobian(jacobian, r, point.fixed, weak_parameters(problem, point.at, jacobian, large));
  const ScaledJacobian& scaled = point.jacobian;
  point.slope = norm(std::span(scaled.parts.along).first(scaled.rank));
  const std::size_t free = scaled.columns.size();
  const double rest = std::sqrt(std::max(0.0, (length - point.slope) * (length + point.slope)));
  point.offset = point.slope / std::sqrt(std::max<double>(1, static_cast<double>(free))) /
                 (rest / std::sqrt(std::max<double>(1, static_cast<double>(rows) - static_cast<double>(free))));
  if (point.slope == 0) point.offset = 0;
  point.rounding = length <= kExact * large ? 64 * kEpsilon * large : 0;
  for (std::size_t k = 0; k < scaled.rank; ++k) {
    const double along = scaled.parts.along[k] / scaled.parts.singular[k];
    for (std::size_t c = 0; c < free; ++c) {
      if (scaled.norms[c] > 0)
        point.step[scaled.columns[c]] -= scaled.parts.directions[c * free + k] * along / scaled.norms[c];
    }
  }
  return point;
}

FitPoint polished(const FitProblem& problem, FitPoint point) {
  for (int turn = 0; turn < kMostPolishing && point.is_finite && point.slope > 0; ++turn) {
    std::vector<double> at = point.at;
    for (std::size_t j = 0; j < at.size(); ++j) at[j] += point.step[j];
    problem.clamp(at);
    FitPoint next = examine(problem, std::move(at));
    const bool is_better = next.is_finite && next.slope < point.slope && next.cost <= point.cost * (1 + 1e-9) &&
                           next.jacobian.rank >= point.jacobian.rank;
    if (!is_better) break;
    point = std::move(next);
  }
  return point;
}

}  // namespace adc::inline ADC_ABI::train
