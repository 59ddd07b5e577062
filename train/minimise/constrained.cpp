#include "train/minimise/constrained.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "train/failure.h"
#include "train/minimise/certificate.h"
#include "train/minimise/lagrangian.h"
#include "train/minimise/multipliers.h"
#include "train/solver.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kFeasible = 1e-8;  ///< of the constraints' scale they may be violated by
constexpr double kActive = 1e-6;    ///< … and are at their bound
constexpr int kPenalties = 6;       ///< that are tried, each 30 times the last
constexpr int kUpdates = 12;        ///< of multipliers, with each

solve::Method method(MinimiseMethod method) {
  switch (method) {
    case MinimiseMethod::Slsqp: return solve::Method::Slsqp;
    case MinimiseMethod::Cobyla: return solve::Method::Cobyla;
    case MinimiseMethod::Direct: return solve::Method::Direct;
    case MinimiseMethod::Mlsl: return solve::Method::Mlsl;
    default: return solve::Method::InteriorPoint;
  }
}

/// Evaluations, for methods that have no steps. What the single-linkage of many points takes grows with their square.
std::size_t allowed(const MinimiseOptions& options) {
  switch (options.method) {
    case MinimiseMethod::Direct:
    case MinimiseMethod::Cobyla: return 50 * options.steps;
    case MinimiseMethod::Mlsl: return 5 * options.steps;
    default: return options.steps;
  }
}

solve::Constrained described(const Lagrangian& lagrangian, const Point& start, const Point& low, const Point& high,
                             const MinimiseOptions& options, std::size_t& steps) {
  solve::Constrained problem{.start = start,
                             .low = low,
                             .high = high,
                             .constraint_low = lagrangian.low(),
                             .constraint_high = lagrangian.high(),
                             .jacobian_places = lagrangian.jacobian_places(),
                             .hessian_places = lagrangian.hessian_places(),
                             .method = method(options.method),
                             .iterations = allowed(options),
                             .seed = options.seed,
                             .stop = options.stop};
  problem.value = [&](std::span<const double> x) { return lagrangian.value(x); };
  problem.gradient = [&](std::span<const double> x, std::span<double> gradient) { lagrangian.gradient(x, gradient); };
  problem.constraints = [&](std::span<const double> x, std::span<double> c) { lagrangian.constraint_values(x, c); };
  problem.jacobian = [&](std::span<const double> x, std::span<double> values) { lagrangian.jacobian(x, values); };
  if (lagrangian.has_hessian()) {
    problem.hessian = [&](std::span<const double> x, double sigma, std::span<const double> lambda,
                          std::span<double> values) { lagrangian.hessian(x, sigma, lambda, values); };
  }
  problem.after_step = [&](std::span<const double> x, double value) {
    ++steps;
    return !options.after_step || options.after_step({steps, value, std::nan(""), x});
  };
  return problem;
}

/// What the values of the constraints are measured by.
double constraint_scale(const Lagrangian& lagrangian, const Point& x) {
  Point c(lagrangian.constraints());
  lagrangian.constraint_values(x, c);
  double scale = 1;
  for (std::size_t i = 0; i < c.size(); ++i) {
    scale = std::fmax(scale, std::fabs(c[i]));
    if (std::isfinite(lagrangian.low()[i])) scale = std::fmax(scale, std::fabs(lagrangian.low()[i]));
    if (std::isfinite(lagrangian.high()[i])) scale = std::fmax(scale, std::fabs(lagrangian.high()[i]));
  }
  return scale;
}

/// What is certain of a point that a solver gave, sharpened by the method of multipliers.
struct Confirmed {
  bool is_minimum = false;
  Place at;
  Certificate certificate;
  std::vector<double> multipliers;
  double violation = 0;
};

Confirmed confirm(const Lagrangian& lagrangian, const solve::ConstrainedOutcome& outcome, const Point& low,
                  const Point& high, std::uint64_t seed) {
  Confirmed best;
  best.at.x = outcome.x;
  best.violation = kInfinity;
  double penalty = 10;
  for (const double m : outcome.multipliers) penalty = std::fmax(penalty, 10 * std::fabs(m));
  for (int k = 0; k < kPenalties; ++k, penalty *= 30) {
    AugmentedLagrangian augmented(lagrangian, outcome.multipliers);
    augmented.set_penalty(penalty);
    const Problem problem = augmented.problem(low, high);
    std::optional<Place> at = evaluate(problem, best.at.x);
    if (!at) return best;
    const double scale = constraint_scale(lagrangian, at->x);
    const Point before = at->x;
    for (int update = 0; update < kUpdates; ++update) {
      Search search{.problem = problem,
                    .steps_left = 50,
                    .first_value = at->value,
                    .first_size = largest(at->x),
                    .after_step = {}};
      if (problem.product)
        (void)search_newton(search, *at);
      else
        (void)search_lbfgs(search, *at);
      const double change = augmented.update(at->x);
      at = evaluate(problem, at->x);
      if (!at) return best;
      if (change <= 4 * kEpsilon * std::fmax(1, largest(augmented.multipliers()))) break;
    }
    const double violation = augmented.violation(at->x);
    if (!(violation <= kFeasible * scale) ||
        !(augmented.slack(at->x) <= 1e-7 * scale * std::fmax(1, largest(augmented.multipliers())))) {
      continue;
    }
    const double size = largest(at->x);
    Certificate found = certify(problem, *at, size > 0 ? std::fmin(1, size) : 1, seed);
    best = {found.finding == Finding::Minimum, std::move(*at), std::move(found), augmented.multipliers(), violation};
    if (best.is_minimum) return best;
  }
  return best;
}

MinimiseEnd end_of(solve::Ending ending) {
  switch (ending) {
    case solve::Ending::Converged:
    case solve::Ending::Acceptable: return MinimiseEnd::NotOptimal;  // by itself that is not certain
    case solve::Ending::Infeasible: return MinimiseEnd::Infeasible;
    case solve::Ending::Diverging: return MinimiseEnd::Unbounded;
    case solve::Ending::Stopped: return MinimiseEnd::Interrupted;
    case solve::Ending::Iterations: return MinimiseEnd::Steps;
    case solve::Ending::NotFinite: return MinimiseEnd::NotFinite;
    default: return MinimiseEnd::Solver;
  }
}

void write_multipliers(const Lagrangian& lagrangian, const std::vector<double>& multipliers, Minimum& minimum) {
  Point c(lagrangian.constraints());
  lagrangian.constraint_values(minimum.x, c);
  for (std::size_t i = 0; i < c.size(); ++i) {
    const double scale = std::fmax(1, std::fabs(c[i]));
    const bool is_active = std::fabs(c[i] - lagrangian.low()[i]) <= kActive * scale ||
                           std::fabs(c[i] - lagrangian.high()[i]) <= kActive * scale;
    minimum.multipliers.push_back(
        {lagrangian.texts()[i], c[i], multipliers.empty() ? std::nan("") : multipliers[i], is_active});
  }
}

}  // namespace

Minimum constrained_minimum(const Function& function, std::span<const double> start, const MinimiseOptions& options) {
  const auto solve = solver_function<decltype(adc_solve_constrained)>(
      "adc_solve_constrained", options.constraints.empty() ? "methods of Ipopt and NLopt" : "constraints");
  const std::size_t n = start.size();
  const Point low = options.low.empty() ? Point(n, -kInfinity) : options.low;
  const Point high = options.high.empty() ? Point(n, kInfinity) : options.high;
  Point first(start.begin(), start.end());
  for (std::size_t i = 0; i < n; ++i) first[i] = clamped(first[i], low[i], high[i]);
  const Lagrangian lagrangian(function, options.constraints);
  Minimum minimum;
  solve::ConstrainedOutcome outcome;
  solve(described(lagrangian, first, low, high, options, minimum.steps), outcome);
  minimum.x = outcome.x;
  minimum.evaluations = outcome.evaluations;
  minimum.end = end_of(outcome.ending);
  minimum.detail = outcome.message;
  minimum.gradient_norm = std::nan("");
  if (outcome.ending == solve::Ending::Unsuitable) {
    throw failure("bad-value", "the method does not suit the problem: " + outcome.message,
                  {"global methods want bounds for all variables (`x=0:1`) and no constraints; equations must not be "
                   "more than variables"});
  }
  if (!options.constraints.empty() && outcome.ending != solve::Ending::Stopped &&
      outcome.ending != solve::Ending::NotFinite) {
    Confirmed confirmed = confirm(lagrangian, outcome, low, high, options.seed);
    if (confirmed.is_minimum) {
      minimum.end = MinimiseEnd::MinimumOfConstraints;
      minimum.x = confirmed.at.x;
      minimum.is_isolated = confirmed.certificate.is_isolated;
      outcome.multipliers = confirmed.multipliers;
    }
    if (confirmed.violation < kInfinity) {
      minimum.gradient_norm = confirmed.certificate.gradient_norm;
      minimum.curvature = confirmed.certificate.curvature;
    }
  }
  minimum.value = function.value(minimum.x);
  write_multipliers(lagrangian, outcome.multipliers, minimum);
  minimum.violation = AugmentedLagrangian(lagrangian, {}).violation(minimum.x);
  const double scale = lagrangian.constraints() > 0 ? constraint_scale(lagrangian, minimum.x) : 1;
  if (minimum.violation > kFeasible * scale && minimum.end == MinimiseEnd::NotOptimal)
    minimum.end = MinimiseEnd::Infeasible;
  return minimum;
}

}  // namespace adc::inline ADC_ABI::train
