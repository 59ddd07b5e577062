// Least values of functions, and what is certain about them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/adc.hpp"
#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// How a minimum is looked for.
enum class MinimiseMethod : std::uint8_t {
  Lbfgs,          ///< limited-memory BFGS, projected onto bounds; with constraints InteriorPoint
  Newton,         ///< trust region, conjugate gradients on exact Hessian–vector products
  InteriorPoint,  ///< Ipopt, with exact sparse second derivatives (libadc-solve), as all further ones
  Slsqp,          ///< NLopt: sequential quadratic programming
  Cobyla,         ///< NLopt: linear approximations, without derivatives
  Direct,         ///< NLopt: dividing rectangles, then Newton; bounds for all variables
  Mlsl,           ///< NLopt: many local searches, then Newton; bounds for all variables
};

/// A method, as people name it.
struct MinimiseMethodName {
  MinimiseMethod method;
  std::string_view name;
  std::string_view summary;
};
/// "lbfgs", "newton", "interior-point", "slsqp", "cobyla", "direct", "mlsl".
[[nodiscard]] ADC_API std::span<const MinimiseMethodName> minimise_methods();

/// Constraints: low ≤ each number of function's outputs ≤ high; equal ones are equations, ±infinity is no bound.
struct Constraint {
  Function function;  ///< of inputs that the objective has, by their names
  double low = 0;
  double high = 0;
  std::string text;  ///< how it was written, for messages
};

/// Where a search is.
struct MinimiseStep {
  std::size_t steps = 0;
  double value = 0;
  double gradient_norm = 0;  ///< of what bounds leave; nan where the method does not say it
  std::span<const double> x;
};

struct MinimiseOptions {
  MinimiseMethod method = MinimiseMethod::Lbfgs;
  std::vector<double> low;   ///< one per number of the inputs, or empty: none; −infinity is none
  std::vector<double> high;  ///< likewise
  std::vector<Constraint> constraints;
  std::size_t steps = 1000;  ///< of one search, at most; 0: only look at the start
  std::size_t starts = 1;  ///< searches: from the start, then from points drawn within the bounds, or around the start
  std::uint64_t seed = 1;  ///< of these
  const std::atomic<bool>* stop = nullptr;                   ///< once it is true the search ends
  std::function<bool(const MinimiseStep& step)> after_step;  ///< false: the search ends. May be empty
};

/// How a search ended. The first four are minima.
enum class MinimiseEnd : std::uint8_t {
  Minimum,               ///< gradient 0 to rounding, and no direction in which the value falls
  MinimumAtBound,        ///< the same for what bounds leave, and they hold the rest
  MinimumAtKink,         ///< where the gradient jumps, and the value rises on all sides
  MinimumOfConstraints,  ///< the conditions of Karush, Kuhn and Tucker, and positive curvature along the constraints
  Saddle,                ///< the gradient is 0, and there is a direction of negative curvature
  Flat,                  ///< nothing changes: no derivative says where to go
  Kink,                  ///< the gradient jumps, and whether this is a minimum is not certain
  DomainEdge,            ///< next to the point the value is not finite
  Unbounded,             ///< the value falls below all bounds
  NoMinimum,             ///< steps grow without end, and the value still falls
  LineSearch,            ///< no step makes the value smaller, and the gradient is not small
  Steps,                 ///< used up
  NotFinite,             ///< the value or the gradient is not finite at the start
  Interrupted,
  Infeasible,  ///< no point near satisfies the constraints
  NotOptimal,  ///< a point that satisfies the constraints, at which the value may still fall
  Solver,      ///< the library that solves it gave up: `detail` says why
};
/// "a minimum", "unbounded: the value falls without end", …
[[nodiscard]] ADC_API std::string_view text(MinimiseEnd end);
/// A word for programs: "minimum", "unbounded", …
[[nodiscard]] ADC_API std::string_view word(MinimiseEnd end);
/// Whether it is a minimum.
[[nodiscard]] ADC_API bool is_minimum(MinimiseEnd end);

/// The force that holds a constraint.
struct Multiplier {
  std::string text;       ///< of the constraint
  double value = 0;       ///< of the constraint's function, at the point
  double multiplier = 0;  ///< λ in ∇f + Σ λᵢ∇cᵢ = 0: minus the change of the least value per unit of the bound
  bool active = false;    ///< whether the constraint is at its bound
};

/// What was found.
struct Minimum {
  MinimiseEnd end = MinimiseEnd::NotFinite;
  std::string detail;  ///< more about the end, or empty
  double value = 0;
  std::vector<double> x;
  double gradient_norm = 0;         ///< largest component, of what bounds leave; with constraints of the Lagrangian
  std::optional<double> curvature;  ///< smallest eigenvalue of the Hessian there (along active constraints); if known
  bool is_isolated = true;          ///< false: it goes on as low in some direction
  std::vector<Multiplier> multipliers;
  double violation = 0;  ///< of the constraints, at most
  std::size_t steps = 0;
  std::size_t evaluations = 0;
  std::vector<Minimum> others;  ///< further minima that several starts have found, the least first
};

/// Looks for a minimum of `function`, which has one output, a number, of all its inputs; derivatives are wanted for
/// each
/// (`Function::wrt`). `start`: one number per number of the inputs.
///
/// The end is a minimum only if that was looked at: the derivatives outwards, at points around the one found in many
/// directions, must be positive beyond rounding at a distance of at most 10⁻⁵ of the point's scale (or zero, all along
/// a valley), and the Hessian's smallest eigenvalue must not be negative beyond rounding. Where the value falls in some
/// direction the search goes on from there, so that saddle points are left. Minima are local.
///
/// Deterministic. Costs, beside the search, about 10·n gradients, and for n ≤ 200 some Hessians. Thread-safe.
/// Errors: "several-outputs", "wrong-size", "bad-value", those of `Function::prepare`, and "no-solver" where
/// libadc-solve is wanted and missing. What is found is no error, whatever it is.
///
///     auto f = adc::compile("(1 - x)^2 + 100(y - x^2)^2").value();
///     auto m = adc::train::minimise(f, std::vector{-1.2, 1.0}).value();   // m.x ≈ {1, 1}, m.end == Minimum
[[nodiscard]] ADC_API Result<Minimum> minimise(const Function& function, std::span<const double> start,
                                               const MinimiseOptions& options = {});

}  // namespace adc::inline ADC_ABI::train
