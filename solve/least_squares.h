// Nonlinear least squares: problems and outcomes, as they cross from libadc-train to libadc-solve.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace adc::solve {

/// Sets `residuals` at `x` and, unless it is null, `jacobian`: [residuals, params], row-major. False where something is
/// not finite. May throw.
using Residuals = std::function<bool(std::span<const double> x, std::span<double> residuals, double* jacobian)>;

/// To make ½‖r(x)‖² small, from a point within the bounds.
struct LeastSquares {
  std::size_t residuals = 0;
  Residuals evaluate;
  std::vector<double> start;
  std::vector<double> low;                  ///< one per parameter, −∞ where there is none; or empty
  std::vector<double> high;                 ///< one per parameter, ∞ where there is none; or empty
  std::size_t steps = 500;                  ///< at most, those that are taken back included
  double radius = 1e4;                      ///< of the trust region at first: one over the damping
  bool dogleg = false;                      ///< steps by Powell's dogleg; else by Levenberg and Marquardt
  const std::atomic<bool>* stop = nullptr;  ///< as `Limits::stop`
};

enum class LeastSquaresEnd : std::uint8_t {
  Settled,      ///< steps, slope or gains are down to rounding
  StepsUsedUp,  ///< there may be less further on
  NoStep,       ///< no step makes it smaller, or can be computed
  NotFinite,    ///< at the start
  Interrupted,  ///< by `stop`
};

struct LeastSquaresOutcome {
  std::vector<double> at;
  double cost = 0;  ///< ½‖r‖²
  std::size_t steps = 0;
  LeastSquaresEnd end = LeastSquaresEnd::NoStep;
};

/// A matrix A, [rows, columns], as its singular values and what of them b has: A = UΣVᵀ.
struct Decomposition {
  std::vector<double> singular;    ///< σ, one per column, in descending order
  std::vector<double> directions;  ///< V, [columns, columns], row-major: column k belongs to σₖ
  std::vector<double> along;       ///< Uᵀb, one per column
};

/// A symmetric matrix, [n, n], as its eigenvalues in ascending order, and its eigenvectors, one per row.
struct Spectrum {
  std::vector<double> values;
  std::vector<double> vectors;
};

}  // namespace adc::solve
