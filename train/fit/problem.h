// A fit as least squares: residuals by their weights and losses, and what a point is.
#pragma once

#include <optional>
#include <vector>

#include "solve/solve.h"
#include "train/fit/model.h"
#include "train/fit/robust.h"

namespace adc::inline ADC_ABI::train {

/// What is to be made small: Σ loss(√w (model − y)).
struct FitProblem {
  const FitModel& model;
  std::span<const double> y;  ///< one per row of the model
  std::vector<double> root;   ///< √w, one per row
  std::vector<double> low;    ///< one per parameter
  std::vector<double> high;
  RobustLoss loss{};
  const std::atomic<bool>* stop = nullptr;

  /// Sets √w (model − y), one per row, and its Jacobian unless that is null. Rows of weight 0 are 0. False where
  /// something is not finite.
  bool residuals(std::span<const double> at, std::span<double> r, double* jacobian) const;
  /// The same of numbers whose squares are the losses: what least squares take.
  bool roots(std::span<const double> at, std::span<double> r, double* jacobian) const;
  /// The first row in which the model, or a derivative, is not finite.
  [[nodiscard]] std::optional<std::size_t> row_not_finite(std::span<const double> at) const;
  /// Within the bounds.
  void clamp(std::vector<double>& at) const;
};

/// ‖v‖, without overflow.
[[nodiscard]] double norm(std::span<const double> v);

/// A Jacobian, its columns brought to norm 1, by its singular values.
struct ScaledJacobian {
  std::vector<std::size_t> columns;  ///< which parameters
  std::vector<double> norms;         ///< one per column
  solve::Decomposition parts;
  std::size_t rank = 0;

  [[nodiscard]] bool is_full() const { return rank == columns.size(); }
};

/// Of the columns that are not `fixed`, of a matrix [r.size(), parameters]; those that are `weak` count as 0. `along`
/// is of r.
[[nodiscard]] ScaledJacobian scaled_jacobian(std::span<const double> jacobian, std::span<const double> r,
                                             const std::vector<bool>& fixed, const std::vector<bool>& weak);

/// Where a point stands.
struct FitPoint {
  std::vector<double> at;
  double cost = 0;  ///< Σ loss
  bool is_finite = false;
  std::vector<bool> fixed;   ///< at bounds that they would go beyond
  ScaledJacobian jacobian;   ///< of `roots`
  double slope = 0;          ///< ‖Uᵀr‖ of the directions that the data determine: what a further step would take off
  double offset = 0;         ///< slope by its usual size in residuals as they are: Bates and Watts' relative offset
  double rounding = 0;       ///< of the slope, where residuals are so small that it may be all that there is
  std::vector<double> step;  ///< Gauss–Newton's, one per parameter

  [[nodiscard]] bool is_minimum() const;
};
[[nodiscard]] FitPoint examine(const FitProblem& problem, std::vector<double> at);

/// A point beside a minimum at which the sum is smaller all the same, as at a kink whose derivatives are a convention,
/// or at a saddle, which exact second derivatives tell. Nullopt where there is
/// none, or where parameters are too many to look.
[[nodiscard]] std::optional<std::vector<double>> lower_beside(const FitProblem& problem, const FitPoint& point);

/// Goes on from `point` by Gauss–Newton steps for as long as the slope falls.
[[nodiscard]] FitPoint polished(const FitProblem& problem, FitPoint point);

}  // namespace adc::inline ADC_ABI::train
