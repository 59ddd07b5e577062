// The interior-point method, by Ipopt's interface for C.
#include <IpStdCInterface.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "solve/methods.h"

namespace adc::solve {
namespace {

constexpr double kNoBound = 1e20;  ///< what Ipopt takes for infinity

/// What Ipopt hands to its callbacks.
struct Search {
  const Constrained& problem;
  std::vector<int> jacobian_rows;
  std::vector<int> hessian_rows;
  std::vector<double> x;  ///< evaluated last
  double value = 0;       ///< there
  std::size_t iterations = 0;
  std::size_t evaluations = 0;
  std::exception_ptr thrown = nullptr;  ///< by a callback: it must not pass through C
};

std::vector<int> rows_of(const Sparsity& places) {
  std::vector<int> rows;
  for (std::size_t row = 0; row < places.rows; ++row)
    rows.insert(rows.end(), places.row(row).size(), static_cast<int>(row));
  return rows;
}

bool all_finite(std::span<const double> numbers) {
  return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

/// Runs `compute`, which says whether its numbers are finite.
template <typename Compute>
Bool guarded(void* data, Compute&& compute) {
  auto& search = *static_cast<Search*>(data);
  if (search.thrown) return FALSE;
  try {
    return compute(search) ? TRUE : FALSE;
  } catch (...) {
    search.thrown = std::current_exception();
    return FALSE;
  }
}

std::span<double> span(double* data, int size) { return {data, static_cast<std::size_t>(size)}; }

Bool value(Index n, Number* x, Bool /*is_new*/, Number* value, void* data) {
  return guarded(data, [&](Search& search) {
    ++search.evaluations;
    *value = search.problem.value(span(x, n));
    search.x.assign(x, x + n);
    search.value = *value;
    return std::isfinite(*value);
  });
}

Bool gradient(Index n, Number* x, Bool /*is_new*/, Number* gradient, void* data) {
  return guarded(data, [&](Search& search) {
    search.problem.gradient(span(x, n), span(gradient, n));
    return all_finite(span(gradient, n));
  });
}

Bool constraints(Index n, Number* x, Bool /*is_new*/, Index m, Number* c, void* data) {
  return guarded(data, [&](Search& search) {
    if (m > 0) search.problem.constraints(span(x, n), span(c, m));
    return all_finite(span(c, m));
  });
}

/// Writes the places of a matrix where numbers are not yet wanted.
void write_places(const std::vector<int>& rows, const Sparsity& places, Index* row, Index* column) {
  std::ranges::copy(rows, row);
  std::ranges::copy(places.column, column);
}

Bool jacobian(Index n, Number* x, Bool /*is_new*/, Index /*m*/, Index size, Index* row, Index* column, Number* values,
              void* data) {
  return guarded(data, [&](Search& search) {
    if (size == 0) return true;
    if (values == nullptr) return write_places(search.jacobian_rows, search.problem.jacobian_places, row, column), true;
    search.problem.jacobian(span(x, n), span(values, size));
    return all_finite(span(values, size));
  });
}

Bool hessian(Index n, Number* x, Bool /*is_new*/, Number sigma, Index m, Number* lambda, Bool /*is_new_lambda*/,
             Index size, Index* row, Index* column, Number* values, void* data) {
  return guarded(data, [&](Search& search) {
    if (!search.problem.hessian) return false;
    if (values == nullptr) return write_places(search.hessian_rows, search.problem.hessian_places, row, column), true;
    search.problem.hessian(span(x, n), sigma, span(lambda, m), span(values, size));
    return all_finite(span(values, size));
  });
}

/// Ipopt's own functions are not asked for the point of the iteration, which the interface for C does not give: it is
/// the one evaluated last, but for a step that was refused.
Bool after_iteration(Index /*mode*/, Index iteration, Number /*value*/, Number /*infeasibility*/, Number /*dual*/,
                     Number /*mu*/, Number /*step*/, Number /*regularisation*/, Number /*alpha_dual*/, Number /*alpha*/,
                     Index /*trials*/, void* data) {
  return guarded(data, [&](Search& search) {
    search.iterations = static_cast<std::size_t>(iteration);
    const Constrained& problem = search.problem;
    if (problem.stop != nullptr && *problem.stop) return false;
    return !problem.after_step || search.x.empty() || problem.after_step(search.x, search.value);
  });
}

struct Word {
  ApplicationReturnStatus status;
  Ending ending;
  const char* text;
};
constexpr Word kWords[] = {
    {Solve_Succeeded, Ending::Converged, "solved"},
    {Solved_To_Acceptable_Level, Ending::Acceptable, "solved to an acceptable level"},
    {Feasible_Point_Found, Ending::Acceptable, "a feasible point was found"},
    {Infeasible_Problem_Detected, Ending::Infeasible, "converged to a point of local infeasibility"},
    {Search_Direction_Becomes_Too_Small, Ending::Failed, "the search direction became too small"},
    {Diverging_Iterates, Ending::Diverging, "the iterates diverge"},
    {User_Requested_Stop, Ending::Stopped, "stopped"},
    {Maximum_Iterations_Exceeded, Ending::Iterations, "the iterations are used up"},
    {Restoration_Failed, Ending::Failed, "restoration of feasibility failed"},
    {Error_In_Step_Computation, Ending::Failed, "a step could not be computed"},
    {Maximum_CpuTime_Exceeded, Ending::Iterations, "the time is used up"},
    {Not_Enough_Degrees_Of_Freedom, Ending::Unsuitable, "there are more equations than variables"},
    {Invalid_Problem_Definition, Ending::Unsuitable, "bounds contradict each other"},
    {Invalid_Option, Ending::Unsuitable, "an option has no such value"},
    {Invalid_Number_Detected, Ending::NotFinite, "a number is not finite"},
    {Insufficient_Memory, Ending::Failed, "there is too little memory"},
};

void write_ending(ApplicationReturnStatus status, ConstrainedOutcome& outcome) {
  for (const Word& word : kWords) {
    if (word.status != status) continue;
    outcome.ending = word.ending;
    outcome.message = word.text;
    return;
  }
  outcome.message = "an error inside (" + std::to_string(static_cast<int>(status)) + ")";
}

void set(IpoptProblem ipopt, std::string option, std::string text) {
  AddIpoptStrOption(ipopt, option.data(), text.data());
}
void set(IpoptProblem ipopt, std::string option, double number) { AddIpoptNumOption(ipopt, option.data(), number); }
void set_whole(IpoptProblem ipopt, std::string option, std::size_t number) {
  AddIpoptIntOption(ipopt, option.data(), static_cast<Int>(std::min<std::size_t>(number, 1'000'000'000)));
}

void set_options(IpoptProblem ipopt, const Constrained& problem) {
  set_whole(ipopt, "print_level", 0);
  set(ipopt, "sb", "yes");                      // no banner
  set(ipopt, "option_file_name", "/dev/null");  // not what happens to lie in the folder
  set(ipopt, "tol", problem.tolerance);
  set(ipopt, "constr_viol_tol", std::min(1e-8, 100 * problem.tolerance));
  set(ipopt, "dual_inf_tol", 1e-6);
  set(ipopt, "compl_inf_tol", std::min(1e-8, 100 * problem.tolerance));
  set_whole(ipopt, "max_iter", problem.iterations);
  set(ipopt, "bound_relax_factor", 0.0);  // bounds hold as they are: beyond them there may be no value
  set(ipopt, "honor_original_bounds", "yes");
  if (!problem.hessian) set(ipopt, "hessian_approximation", "limited-memory");
}

std::vector<double> limited(std::vector<double> bounds) {
  for (double& bound : bounds) bound = std::clamp(bound, -kNoBound, kNoBound);
  return bounds;
}

}  // namespace

ConstrainedOutcome ipopt(const Constrained& problem) {
  Search search{.problem = problem,
                .jacobian_rows = rows_of(problem.jacobian_places),
                .hessian_rows = rows_of(problem.hessian_places),
                .x = {}};
  const std::size_t n = problem.start.size();
  const std::size_t m = problem.constraint_low.size();
  std::vector<double> low = limited(problem.low);
  std::vector<double> high = limited(problem.high);
  std::vector<double> constraint_low = limited(problem.constraint_low);
  std::vector<double> constraint_high = limited(problem.constraint_high);
  const std::unique_ptr<IpoptProblemInfo, void (*)(IpoptProblem)> ipopt(
      CreateIpoptProblem(static_cast<Index>(n), low.data(), high.data(), static_cast<Index>(m), constraint_low.data(),
                         constraint_high.data(), static_cast<Index>(problem.jacobian_places.size()),
                         static_cast<Index>(problem.hessian_places.size()), 0, &value, &constraints, &gradient,
                         &jacobian, &hessian),
      &FreeIpoptProblem);
  ConstrainedOutcome outcome{
      .ending = Ending::Unsuitable, .x = problem.start, .message = "the problem is not accepted"};
  if (!ipopt) return outcome;
  set_options(ipopt.get(), problem);
  SetIntermediateCallback(ipopt.get(), &after_iteration);
  outcome.multipliers.resize(m);
  outcome.low_multipliers.resize(n);
  outcome.high_multipliers.resize(n);
  double value = 0;
  const ApplicationReturnStatus status =
      IpoptSolve(ipopt.get(), outcome.x.data(), nullptr, &value, outcome.multipliers.data(),
                 outcome.low_multipliers.data(), outcome.high_multipliers.data(), &search);
  if (search.thrown) std::rethrow_exception(search.thrown);
  write_ending(status, outcome);
  outcome.iterations = search.iterations;
  outcome.evaluations = search.evaluations;
  return outcome;
}

}  // namespace adc::solve
