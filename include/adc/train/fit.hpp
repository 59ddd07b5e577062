// Curves fitted to data: the parameters of a formula for which it is nearest to what was measured.
//
//     adc::Function model = adc::compile("a*exp(-b*x)").value();
//     const std::vector<double> t{0, 1, 2, 3}, y{2.9, 2.1, 1.7, 1.2};
//     adc::train::Fit fit = adc::train::fit(model, {.columns = {{"x", t}}, .y = y}).value();
//     for (const auto& p : fit.parameters) std::printf("%g ± %g\n", p.value, p.standard_error.value());
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/adc.hpp"
#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI::train {

/// The numbers of an input, one per row.
struct FitColumn {
  std::string name;
  std::span<const double> numbers;
};

/// What was measured: spans have a number per row, and must outlive the call.
struct FitData {
  std::vector<FitColumn> columns;   ///< inputs of the model; those that it does not use do not count
  std::span<const double> y;        ///< what the model should give
  std::span<const double> weights;  ///< of squares, not negative: a row of weight 2 counts as two; empty: all 1
  std::span<const double> sigma;    ///< known standard deviations of y, positive: weights are 1/σ²; empty: unknown
};

/// What a residual r costs, where c is the threshold from which on it counts for less than its square.
enum class FitLoss : std::uint8_t {
  Squares,  ///< r²
  Huber,    ///< r² up to c, then 2c|r| − c²
  SoftL1,   ///< 2c²(√(1 + r²/c²) − 1)
  Cauchy,   ///< c² log(1 + r²/c²)
  Tukey,    ///< c²(1 − (1 − r²/c²)³)/3 up to c, then constant: outliers have no influence
};

/// From where to where a parameter may go; ±∞ where there is no end.
struct FitBounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

struct FitOptions {
  /// Where parameters begin, by the names of inputs: as many numbers as the input has. Others begin at 1, or in the
  /// middle of their bounds, and then other starts are tried, too.
  std::map<std::string, std::vector<double>> start;
  std::map<std::string, FitBounds> bounds;  ///< by the names of inputs; of a tensor the same for all its elements
  FitLoss loss = FitLoss::Squares;
  /// Of robust losses, in the units of √weight · y; nullopt: the usual multiple of a robust estimate of the residuals'
  /// standard deviation (1.4826 times their median distance from 0), which is made anew until it is its own cause.
  std::optional<double> threshold;
  double level = 0.95;                      ///< of intervals and bands
  std::size_t steps = 2000;                 ///< at most, from each start
  std::size_t starts = 32;                  ///< at most, where parameters have none
  int threads = 1;                          ///< that share the rows
  const std::atomic<bool>* stop = nullptr;  ///< as `Limits::stop`
};

/// What ended a fit.
enum class FitEnd : std::uint8_t {
  Converged,     ///< a minimum: no step would move a parameter by a part of its standard error that counts
  AtBound,       ///< the same, with parameters at their bounds
  Undetermined,  ///< the data do not tell parameters apart: other values fit as well
  StepsUsedUp,   ///< there is less further on
  NoProgress,    ///< no step makes the sum smaller, and it is no minimum
  Interrupted,   ///< by `FitOptions::stop`
};

/// In words, as messages have it.
[[nodiscard]] ADC_API std::string_view text(FitEnd end);

/// A parameter. What is not known is missing: of one at a bound, or where the data do not tell parameters apart, or
/// where there are no more rows than parameters.
struct FitParameter {
  std::string name;  ///< of the input; of an element of a tensor "w[2]"
  double value = 0;
  std::optional<double> standard_error;
  std::optional<double> t;    ///< value by standard error
  std::optional<double> p;    ///< the chance of such a t, or one further from 0, were the parameter 0
  std::optional<double> low;  ///< of the interval at `FitOptions::level`
  std::optional<double> high;
  bool at_bound = false;
};

/// For each row, what the model gives, and between which numbers it, or another measurement, would lie at the level.
struct FitBands {
  std::vector<double> predicted;
  std::vector<double> confidence_low;  ///< of the model; empty, as the others, where standard errors are not known
  std::vector<double> confidence_high;
  std::vector<double> prediction_low;  ///< of another measurement of weight 1, or with the row's standard deviation
  std::vector<double> prediction_high;
};

struct Fit {
  FitEnd end = FitEnd::NoProgress;
  std::vector<FitParameter> parameters;   ///< in the order of the model's inputs
  std::vector<std::string> undetermined;  ///< the parameters that cannot be told apart
  std::vector<std::string> no_influence;  ///< those of them that what the model gives does not depend on
  /// [parameters, parameters], row-major; nan in the rows and columns of parameters without a standard error.
  std::vector<double> covariance;
  std::vector<double> correlation;
  std::size_t rows = 0;                ///< of positive weight
  std::size_t degrees_of_freedom = 0;  ///< rows less parameters that are not at bounds
  double loss = 0;                     ///< the sum that was made small: Σ w r², or of the robust loss
  double rss = 0;                      ///< Σ w r², also where the loss is robust
  std::optional<double> residual_sd;   ///< of a residual of weight 1: √(rss/degrees of freedom); robust: its estimate
  std::optional<double> r_squared;     ///< 1 − rss/Σ w (y − ȳ)²; missing where y does not vary
  std::optional<double> adjusted_r_squared;
  std::optional<double> aic;  ///< of normal errors; the standard deviation counts as a parameter
  std::optional<double> bic;
  std::optional<double> p_of_chi_squared;  ///< with sigma: the chance of a larger rss, were the model right
  std::optional<double> threshold;         ///< of a robust loss
  std::vector<double> residuals;           ///< y − predicted, one per row
  FitBands bands;                          ///< one per row
  std::size_t steps = 0;                   ///< of all starts
  std::size_t starts = 0;                  ///< that were tried
  double t_quantile = 0;                   ///< half-widths of intervals, by standard errors
  bool sigma_is_known = false;             ///< residual_sd is then not what standard errors are made with

  /// Whether it is a minimum with standard errors.
  [[nodiscard]] bool succeeded() const { return end == FitEnd::Converged || end == FitEnd::AtBound; }
};

/// The parameters of `model`, all its inputs that no column is named like, for which Σ w (model − y)², or a robust
/// loss, is smallest, by the method of Levenberg and Marquardt (Ceres, through libadc-solve) with exact Jacobians, and
/// then by Gauss–Newton steps down to rounding. `model` has one output, a number; columns are numbers, parameters may
/// be tensors; derivatives must be taken for all of them (`CompileOptions::wrt`).
///
/// An end is called a minimum only where the Jacobian has full rank and, by the criterion of Bates and Watts (1981), a
/// further step would be less than 1e-6 of the standard errors, or down to rounding. Where it is not, other ways are
/// gone from the same start: one that begins with the best values of the parameters that the model is linear in, the
/// dogleg method, more damping. With up to 64 parameters exact second derivatives and the sum beside the end are looked
/// at, too, and from a saddle or a kink the search goes on. Where starts are missing, others are tried, from fixed
/// pseudo-random numbers within the ranges of columns or of sizes between 1e-3 and 1e3; the best minimum is kept.
///
/// Standard errors are √diag (s² (JᵀWJ)⁻¹), s² = rss/degrees of freedom or, with sigma, 1; intervals take Student's t,
/// or with sigma the normal distribution. Robust losses: Huber's s² (Robust Statistics, 1981, 7.6.1). Those of
/// parameters at bounds are missing, and others are as if these were constants.
///
/// Errors: "missing-column" (no column that the model uses), "bad-data" (numbers that are not finite, fewer rows than
/// parameters, weights that are negative, …), "several-outputs", "unused-input" (a start or bounds for what is no
/// parameter), "bad-value" (bounds without room, a start outside), "not-finite" (the model, in some row, at each
/// start), "no-solver", "unknown-variable" (derivatives are not taken for a parameter), "interrupted", limits.
/// O(rows · parameters²) a step.
[[nodiscard]] ADC_API Result<Fit> fit(const Function& model, const FitData& data, const FitOptions& options = {});

/// What the fitted model gives for other rows, with bands. Errors: as `fit`.
[[nodiscard]] ADC_API Result<FitBands> bands(const Function& model, const Fit& fit,
                                             const std::vector<FitColumn>& columns);

}  // namespace adc::inline ADC_ABI::train
