// NLopt's methods.
#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "solve/methods.h"

namespace adc::solve {
namespace {

/// One side of a constraint: sign·(c[index] − bound) ≤ 0, or = 0.
struct Side {
  std::size_t index;
  double sign;
  double bound;
};

/// What NLopt hands to its callbacks.
struct Search {
  const Constrained& problem;
  nlopt_opt nlopt = nullptr;
  std::vector<Side> equations;
  std::vector<Side> inequalities;
  std::vector<double> c;         ///< all constraints
  std::vector<double> jacobian;  ///< … their Jacobian's numbers
  std::size_t evaluations = 0;
  bool is_finite = true;                ///< all derivatives so far
  std::exception_ptr thrown = nullptr;  ///< by a callback: it must not pass through C
};

using Optimizer = std::unique_ptr<std::remove_pointer_t<nlopt_opt>, void (*)(nlopt_opt)>;

bool all_finite(std::span<const double> numbers) {
  return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

template <typename Compute>
void guarded(Search& search, Compute&& compute) {
  try {
    if (!search.thrown) compute();
  } catch (...) {
    search.thrown = std::current_exception();
  }
  if (search.thrown || (search.problem.stop != nullptr && *search.problem.stop)) nlopt_force_stop(search.nlopt);
}

double value(unsigned n, const double* x, double* gradient, void* data) {
  auto& search = *static_cast<Search*>(data);
  double value = std::numeric_limits<double>::infinity();
  guarded(search, [&] {
    const Constrained& problem = search.problem;
    ++search.evaluations;
    value = problem.value({x, n});
    if (gradient != nullptr) {
      problem.gradient({x, n}, {gradient, n});
      search.is_finite = search.is_finite && all_finite({gradient, n});
    }
    if (problem.after_step && !problem.after_step({x, n}, value)) nlopt_force_stop(search.nlopt);
  });
  // A point outside of the domain is a bad one.
  return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
}

void write_sides(Search& search, const std::vector<Side>& sides, double* result, unsigned n, const double* x,
                 double* gradient) {
  guarded(search, [&] {
    const Constrained& problem = search.problem;
    problem.constraints({x, n}, search.c);
    for (std::size_t k = 0; k < sides.size(); ++k) {
      const double lack = sides[k].sign * (search.c[sides[k].index] - sides[k].bound);
      result[k] = std::isnan(lack) ? std::numeric_limits<double>::infinity() : lack;
    }
    if (gradient == nullptr) return;
    problem.jacobian({x, n}, search.jacobian);
    search.is_finite = search.is_finite && all_finite(search.jacobian);
    std::fill_n(gradient, sides.size() * n, 0.0);
    const Sparsity& places = problem.jacobian_places;
    for (std::size_t k = 0; k < sides.size(); ++k) {
      const auto begin = static_cast<std::size_t>(places.row_begin[sides[k].index]);
      const auto end = static_cast<std::size_t>(places.row_begin[sides[k].index + 1]);
      for (std::size_t i = begin; i < end; ++i) {
        gradient[k * n + static_cast<std::size_t>(places.column[i])] = sides[k].sign * search.jacobian[i];
      }
    }
  });
}

void equations(unsigned /*m*/, double* result, unsigned n, const double* x, double* gradient, void* data) {
  auto& search = *static_cast<Search*>(data);
  write_sides(search, search.equations, result, n, x, gradient);
}

void inequalities(unsigned /*m*/, double* result, unsigned n, const double* x, double* gradient, void* data) {
  auto& search = *static_cast<Search*>(data);
  write_sides(search, search.inequalities, result, n, x, gradient);
}

nlopt_algorithm algorithm(Method method) {
  switch (method) {
    case Method::Cobyla: return NLOPT_LN_COBYLA;
    case Method::Direct: return NLOPT_GN_DIRECT_L;
    case Method::Mlsl: return NLOPT_GD_MLSL_LDS;
    default: return NLOPT_LD_SLSQP;
  }
}

void write_ending(nlopt_result result, const Search& search, ConstrainedOutcome& outcome) {
  switch (result) {
    case NLOPT_SUCCESS:
    case NLOPT_STOPVAL_REACHED:
    case NLOPT_FTOL_REACHED:
    case NLOPT_XTOL_REACHED: outcome.ending = Ending::Converged; break;
    case NLOPT_MAXEVAL_REACHED:
    case NLOPT_MAXTIME_REACHED: outcome.ending = Ending::Iterations; break;
    case NLOPT_ROUNDOFF_LIMITED: outcome.ending = Ending::Acceptable; break;
    case NLOPT_FORCED_STOP: outcome.ending = Ending::Stopped; break;
    case NLOPT_INVALID_ARGS: outcome.ending = Ending::Unsuitable; break;
    default: outcome.ending = search.is_finite ? Ending::Failed : Ending::NotFinite; break;
  }
  outcome.message = nlopt_result_to_string(result);
}

/// Splits the constraints into equations and sides of inequalities.
void split(Search& search) {
  const Constrained& problem = search.problem;
  for (std::size_t i = 0; i < problem.constraint_low.size(); ++i) {
    const double low = problem.constraint_low[i];
    const double high = problem.constraint_high[i];
    if (low == high) {
      search.equations.push_back({i, 1, low});
      continue;
    }
    if (std::isfinite(low)) search.inequalities.push_back({i, -1, low});
    if (std::isfinite(high)) search.inequalities.push_back({i, 1, high});
  }
}

void set_tolerances(nlopt_opt nlopt, const Constrained& problem) {
  nlopt_set_xtol_rel(nlopt, problem.tolerance);
  nlopt_set_maxeval(nlopt, static_cast<int>(std::min<std::size_t>(problem.iterations, 1'000'000'000)));
}

}  // namespace

ConstrainedOutcome nlopt(const Constrained& problem) {
  const std::size_t n = problem.start.size();
  Search search{.problem = problem,
                .c = std::vector<double>(problem.constraint_low.size()),
                .jacobian = std::vector<double>(problem.jacobian_places.size())};
  split(search);
  const Optimizer optimizer(nlopt_create(algorithm(problem.method), static_cast<unsigned>(n)), &nlopt_destroy);
  if (!optimizer) throw std::bad_alloc();
  search.nlopt = optimizer.get();
  nlopt_srand(static_cast<unsigned long>(problem.seed));
  set_tolerances(search.nlopt, problem);
  nlopt_set_lower_bounds(search.nlopt, problem.low.data());
  nlopt_set_upper_bounds(search.nlopt, problem.high.data());
  nlopt_set_min_objective(search.nlopt, &value, &search);
  if (problem.method == Method::Mlsl) {
    const Optimizer local(nlopt_create(NLOPT_LD_LBFGS, static_cast<unsigned>(n)), &nlopt_destroy);
    if (!local) throw std::bad_alloc();
    set_tolerances(local.get(), problem);
    nlopt_set_local_optimizer(search.nlopt, local.get());
  }
  ConstrainedOutcome outcome{
      .ending = Ending::Unsuitable, .x = problem.start, .message = "it takes no such constraints"};
  const std::vector<double> slack(std::max(search.equations.size(), search.inequalities.size()), problem.tolerance);
  const auto add = [&](auto function, const std::vector<Side>& sides, nlopt_mfunc callback) {
    return sides.empty() ||
           function(search.nlopt, static_cast<unsigned>(sides.size()), callback, &search, slack.data()) > 0;
  };
  if (!add(&nlopt_add_equality_mconstraint, search.equations, &equations)) return outcome;
  if (!add(&nlopt_add_inequality_mconstraint, search.inequalities, &inequalities)) return outcome;
  double least = 0;
  const nlopt_result result = nlopt_optimize(search.nlopt, outcome.x.data(), &least);
  if (search.thrown) std::rethrow_exception(search.thrown);
  write_ending(result, search, outcome);
  outcome.iterations = outcome.evaluations = search.evaluations;
  return outcome;
}

}  // namespace adc::solve
