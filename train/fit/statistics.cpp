#include "train/fit/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "train/fit/distributions.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// (JᵀJ)⁻¹ of the parameters that are not fixed; nan elsewhere.
std::vector<double> inverse_of_squared(const ScaledJacobian& jacobian, std::size_t size) {
  std::vector<double> inverse(size * size, kNan);
  const std::size_t width = jacobian.columns.size();
  const std::vector<double>& v = jacobian.parts.directions;
  for (std::size_t a = 0; a < width; ++a) {
    for (std::size_t b = 0; b < width; ++b) {
      double sum = 0;
      for (std::size_t k = 0; k < width; ++k) {
        const double sigma = jacobian.parts.singular[k];
        sum += v[a * width + k] / sigma * (v[b * width + k] / sigma);
      }
      inverse[jacobian.columns[a] * size + jacobian.columns[b]] = sum / jacobian.norms[a] / jacobian.norms[b];
    }
  }
  return inverse;
}

/// The variance of a residual of weight 1 that standard errors are made with. Of robust losses Huber's: Robust
/// Statistics (1981), 7.6.1: K² Σψ²/(n − p)/m² with m = the mean of ψ′ and K = 1 + p/n · var ψ′/m².
double robust_variance(const FitProblem& problem, std::span<const double> r, double rows, double free) {
  double psi = 0;
  double first = 0;
  double second = 0;
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (problem.root[i] == 0) continue;
    const double influence = problem.loss.influence(r[i]);
    const double slope = problem.loss.influence_slope(r[i]);
    psi += influence * influence;
    first += slope;
    second += slope * slope;
  }
  const double mean = first / rows;
  const double variance = second / rows - mean * mean;
  const double k = 1 + free / rows * variance / (mean * mean);
  return k * k * psi / (rows - free) / (mean * mean);
}

/// Σ w (y − ȳ)², ȳ the weighted mean; nullopt where y does not vary.
std::optional<double> total_squares(const FitProblem& problem) {
  double weights = 0;
  double sum = 0;
  double largest = 0;
  for (std::size_t i = 0; i < problem.y.size(); ++i) {
    const double w = problem.root[i] * problem.root[i];
    weights += w;
    sum += w * problem.y[i];
    if (w > 0) largest = std::max(largest, std::fabs(problem.y[i]));
  }
  const double mean = sum / weights;
  double squares = 0;
  bool varies = false;
  for (std::size_t i = 0; i < problem.y.size(); ++i) {
    const double apart = problem.root[i] * (problem.y[i] - mean);
    squares += apart * apart;
    varies = varies || (problem.root[i] > 0 && std::fabs(problem.y[i] - mean) > 1e-14 * largest);
  }
  if (!varies) return std::nullopt;
  return squares;
}

void add_criteria(Fit& fit, const FitProblem& problem, bool sigma_is_known, std::size_t free) {
  const auto n = static_cast<double>(fit.rows);
  double log_weights = 0;
  for (const double root : problem.root) log_weights += root > 0 ? 2 * std::log(root) : 0;
  const double twice_log_likelihood = sigma_is_known
                                          ? log_weights - n * std::log(2 * std::numbers::pi) - fit.rss
                                          : log_weights - n * (std::log(2 * std::numbers::pi * fit.rss / n) + 1);
  if (!std::isfinite(twice_log_likelihood)) return;
  const auto parameters = static_cast<double>(free + (sigma_is_known ? 0 : 1));
  fit.aic = 2 * parameters - twice_log_likelihood;
  fit.bic = std::log(n) * parameters - twice_log_likelihood;
}

void add_r_squared(Fit& fit, const FitProblem& problem, std::size_t free) {
  const std::optional<double> total = total_squares(problem);
  if (!total) return;
  fit.r_squared = 1 - fit.rss / *total;
  if (fit.degrees_of_freedom == 0 || fit.rows < 2) return;
  const auto n = static_cast<double>(fit.rows);
  fit.adjusted_r_squared = 1 - (1 - *fit.r_squared) * (n - 1) / (n - static_cast<double>(free));
}

void add_parameters(Fit& fit, const FitModel& model, const FitPoint& point, double nu) {
  const std::size_t size = model.size();
  for (std::size_t j = 0; j < size; ++j) {
    FitParameter parameter{.name = model.names()[j], .value = point.at[j], .at_bound = point.fixed[j]};
    const double variance = fit.covariance[j * size + j];
    if (std::isfinite(variance)) {
      const double error = std::sqrt(variance);
      parameter.standard_error = error;
      parameter.low = parameter.value - fit.t_quantile * error;
      parameter.high = parameter.value + fit.t_quantile * error;
      if (error > 0) {
        parameter.t = parameter.value / error;
        parameter.p = student_tails(*parameter.t, nu);
      }
    }
    fit.parameters.push_back(std::move(parameter));
  }
}

std::vector<double> correlations(std::span<const double> covariance, std::size_t size) {
  std::vector<double> result(covariance.begin(), covariance.end());
  for (std::size_t a = 0; a < size; ++a) {
    for (std::size_t b = 0; b < size; ++b) {
      double& c = result[a * size + b];
      const double scale = std::sqrt(covariance[a * size + a]) * std::sqrt(covariance[b * size + b]);
      c = a == b ? c / c : std::clamp(c / scale, -1.0, 1.0);
    }
  }
  return result;
}

/// The names that have a part in what the data do not determine.
void add_undetermined(Fit& fit, const FitModel& model, const ScaledJacobian& jacobian) {
  const std::size_t width = jacobian.columns.size();
  std::vector<double> part(width, 0);
  for (std::size_t k = jacobian.rank; k < width; ++k) {
    for (std::size_t c = 0; c < width; ++c)
      part[c] = std::max(part[c], std::fabs(jacobian.parts.directions[c * width + k]));
  }
  for (std::size_t c = 0; c < width; ++c) {
    if (part[c] < 0.01) continue;
    fit.undetermined.push_back(model.names()[jacobian.columns[c]]);
    if (jacobian.norms[c] == 0) fit.no_influence.push_back(fit.undetermined.back());
  }
}

}  // namespace

void add_statistics(Fit& fit, const FitProblem& problem, const FitPoint& point, const FitData& data, double level) {
  const FitModel& model = problem.model;
  const std::size_t size = model.size();
  std::vector<double> r(model.rows());
  std::vector<double> slopes(model.rows() * size);
  (void)problem.residuals(point.at, r, slopes.data());
  fit.rows = static_cast<std::size_t>(std::ranges::count_if(problem.root, [](double w) { return w > 0; }));
  for (std::size_t i = 0; i < r.size(); ++i) {
    fit.rss += r[i] * r[i];
    if (problem.root[i] > 0) fit.loss += problem.loss.cost(r[i]);
  }
  const std::size_t free = point.jacobian.columns.size();
  fit.degrees_of_freedom = fit.rows - std::min(fit.rows, free);
  fit.sigma_is_known = !data.sigma.empty();
  const auto nu = static_cast<double>(fit.degrees_of_freedom);
  const bool is_robust = problem.loss.loss != FitLoss::Squares;
  if (is_robust) fit.threshold = problem.loss.threshold;
  if (!point.jacobian.is_full()) add_undetermined(fit, model, point.jacobian);

  double variance = kNan;
  if (fit.degrees_of_freedom > 0) {
    variance = is_robust ? robust_variance(problem, r, static_cast<double>(fit.rows), static_cast<double>(free))
                         : fit.rss / nu;
    if (std::isfinite(variance)) fit.residual_sd = std::sqrt(variance);
    if (fit.sigma_is_known && !is_robust) fit.p_of_chi_squared = chi_squared_tail(fit.rss, nu);
  }
  const bool is_scaled = !fit.sigma_is_known || is_robust;
  const double scale = is_scaled ? variance : 1;
  const double t_nu = fit.sigma_is_known ? kInfinity : nu;
  fit.t_quantile = t_nu > 0 ? student_quantile(level, t_nu) : kNan;
  fit.covariance.assign(size * size, kNan);
  if (fit.succeeded() && free > 0) {
    const ScaledJacobian jacobian =
        is_robust ? scaled_jacobian(slopes, r, point.fixed, std::vector<bool>(size, false)) : point.jacobian;
    if (jacobian.is_full()) fit.covariance = inverse_of_squared(jacobian, size);
    for (double& c : fit.covariance) c *= scale;
  }
  fit.correlation = correlations(fit.covariance, size);
  add_parameters(fit, model, point, t_nu);
  add_r_squared(fit, problem, free);
  if (!is_robust) add_criteria(fit, problem, fit.sigma_is_known, free);

  std::vector<double> another(model.rows());
  for (std::size_t i = 0; i < another.size(); ++i) {
    const double weight = problem.root[i] * problem.root[i];
    another[i] = weight > 0 ? scale / weight : kNan;
  }
  fit.bands = bands_of(model, point.at, fit.covariance, another, fit.t_quantile);
  for (std::size_t i = 0; i < another.size(); ++i) fit.residuals.push_back(problem.y[i] - fit.bands.predicted[i]);
}

FitBands bands_of(const FitModel& model, std::span<const double> at, std::span<const double> covariance,
                  std::span<const double> variance, double t) {
  const std::size_t size = model.size();
  FitBands bands;
  bands.predicted.resize(model.rows());
  std::vector<double> slopes(model.rows() * size);
  model.evaluate(at, bands.predicted, slopes.data());
  const bool is_known = std::isfinite(t) && std::ranges::any_of(covariance, [](double c) { return std::isfinite(c); });
  if (!is_known) return bands;
  for (std::size_t i = 0; i < model.rows(); ++i) {
    double sum = 0;
    for (std::size_t a = 0; a < size; ++a) {
      for (std::size_t b = 0; b < size; ++b) {
        const double c = covariance[a * size + b];
        if (std::isfinite(c)) sum += slopes[i * size + a] * c * slopes[i * size + b];
      }
    }
    const double own = t * std::sqrt(std::max(0.0, sum));
    const double another = t * std::sqrt(std::max(0.0, sum) + variance[i]);
    bands.confidence_low.push_back(bands.predicted[i] - own);
    bands.confidence_high.push_back(bands.predicted[i] + own);
    bands.prediction_low.push_back(bands.predicted[i] - another);
    bands.prediction_high.push_back(bands.predicted[i] + another);
  }
  return bands;
}

}  // namespace adc::inline ADC_ABI::train
