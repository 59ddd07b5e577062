// Minima with constraints, as the libraries behind see them: numbers and callbacks, nothing of adc's programs.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "adc/sparsity.hpp"

namespace adc::solve {

enum class Method : std::uint8_t {
  InteriorPoint,  ///< Ipopt: Wächter and Biegler, Mathematical Programming 106 (2006)
  Slsqp,          ///< NLopt: sequential quadratic programming, Kraft (1988); dense
  Cobyla,         ///< NLopt: linear approximations without derivatives, Powell (1994)
  Direct,         ///< NLopt: dividing rectangles, locally biased, Gablonsky and Kelley (2001); wants finite bounds
  Mlsl,           ///< NLopt: multi-level single-linkage with L-BFGS, Kucherenko and Sytsko (2005); wants finite bounds
};

/// The least value(x) with low ≤ x ≤ high and constraint_low ≤ c(x) ≤ constraint_high; ±infinity is no bound, and equal
/// ones make an equation. Callbacks may throw: what they throw ends the search and is thrown by it. A value that is not
/// finite says that the point is outside of the domain.
struct Constrained {
  std::vector<double> start;
  std::vector<double> low;  ///< one per variable, as `high`
  std::vector<double> high;
  std::vector<double> constraint_low;  ///< one per constraint, as `constraint_high`
  std::vector<double> constraint_high;

  std::function<double(std::span<const double> x)> value;
  std::function<void(std::span<const double> x, std::span<double> gradient)> gradient;
  std::function<void(std::span<const double> x, std::span<double> c)> constraints;
  Sparsity jacobian_places;  ///< of the constraints
  std::function<void(std::span<const double> x, std::span<double> values)> jacobian;
  Sparsity hessian_places;  ///< lower triangle, of all that the Lagrangian may have
  /// That of σ·value + Σ λᵢ·cᵢ. Empty: it is approximated (L-BFGS).
  std::function<void(std::span<const double> x, double sigma, std::span<const double> lambda, std::span<double> values)>
      hessian;

  Method method = Method::InteriorPoint;
  double tolerance = 1e-10;                 ///< of what optimality and feasibility lack, scaled
  std::size_t iterations = 1000;            ///< at most; evaluations of NLopt's methods
  std::uint64_t seed = 1;                   ///< of methods that draw points
  const std::atomic<bool>* stop = nullptr;  ///< once it is true the search ends
  std::function<bool(std::span<const double> x, double value)> after_step;  ///< false: ends it. May be empty
};

enum class Ending : std::uint8_t {
  Converged,   ///< the method says so
  Acceptable,  ///< … to less digits than were asked for
  Infeasible,  ///< at a point where no step makes constraints less violated
  Diverging,   ///< points run away
  Stopped,     ///< by `stop` or `after_step`
  Iterations,  ///< used up
  NotFinite,   ///< a number that is wanted at the start, or of a derivative, is not finite
  Failed,      ///< steps become too small, or a linear system could not be solved
  Unsuitable,  ///< the method does not take such problems
};

struct ConstrainedOutcome {
  Ending ending = Ending::Failed;
  std::vector<double> x;
  std::vector<double> multipliers;       ///< λ of the constraints: ∇value + Σ λᵢ∇cᵢ − low + high = 0. Empty where the
  std::vector<double> low_multipliers;   ///< method gives none
  std::vector<double> high_multipliers;  ///< … of the bounds, not negative
  std::size_t iterations = 0;
  std::size_t evaluations = 0;  ///< of the value
  std::string message;          ///< the method's own word for how it ended
};

}  // namespace adc::solve
