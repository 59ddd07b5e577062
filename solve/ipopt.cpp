// The interior-point method, by Ipopt.
#include <IpIpoptApplication.hpp>
#include <IpTNLP.hpp>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "solve/methods.h"

namespace adc::solve {
namespace {

using Ipopt::Index;
using Ipopt::Number;

constexpr double kNoBound = 1e20;  ///< what Ipopt takes for infinity

std::vector<int> rows_of(const Sparsity& places) {
  std::vector<int> rows;
  for (std::size_t row = 0; row < places.rows; ++row) {
    rows.insert(rows.end(), places.row(row).size(), static_cast<int>(row));
  }
  return rows;
}

bool all_finite(std::span<const double> numbers) {
  return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

std::span<double> span(Number* data, Index size) { return {data, static_cast<std::size_t>(size)}; }
std::span<const double> span(const Number* data, Index size) { return {data, static_cast<std::size_t>(size)}; }

/// The problem as Ipopt asks for it.
class Adapter : public Ipopt::TNLP {
 public:
  explicit Adapter(const Constrained& problem) : problem_(problem) {}

  ConstrainedOutcome outcome;
  std::exception_ptr thrown;  ///< by a callback: Ipopt takes all exceptions for its own

  bool get_nlp_info(Index& n, Index& m, Index& jacobian, Index& hessian, IndexStyleEnum& style) override {
    n = static_cast<Index>(problem_.start.size());
    m = static_cast<Index>(problem_.constraint_low.size());
    jacobian = static_cast<Index>(problem_.jacobian_places.size());
    hessian = static_cast<Index>(problem_.hessian_places.size());
    style = C_STYLE;
    return true;
  }
  bool get_bounds_info(Index /*n*/, Number* low, Number* high, Index /*m*/, Number* c_low, Number* c_high) override {
    const auto copy = [](const std::vector<double>& from, Number* to) {
      std::ranges::transform(from, to, [](double bound) { return std::clamp(bound, -kNoBound, kNoBound); });
    };
    copy(problem_.low, low);
    copy(problem_.high, high);
    copy(problem_.constraint_low, c_low);
    copy(problem_.constraint_high, c_high);
    return true;
  }
  bool get_starting_point(Index /*n*/, bool has_x, Number* x, bool has_z, Number* /*z_low*/, Number* /*z_high*/,
                          Index /*m*/, bool has_lambda, Number* /*lambda*/) override {
    if (has_x) std::ranges::copy(problem_.start, x);
    return !has_z && !has_lambda;
  }
  bool eval_f(Index n, const Number* x, bool /*is_new*/, Number& value) override {
    return guarded([&] {
      ++outcome.evaluations;
      value = problem_.value(span(x, n));
      x_.assign(x, x + n);
      value_ = value;
      return std::isfinite(value);
    });
  }
  bool eval_grad_f(Index n, const Number* x, bool /*is_new*/, Number* gradient) override {
    return guarded([&] {
      problem_.gradient(span(x, n), span(gradient, n));
      return all_finite(span(gradient, n));
    });
  }
  bool eval_g(Index n, const Number* x, bool /*is_new*/, Index m, Number* c) override {
    return guarded([&] {
      if (m > 0) problem_.constraints(span(x, n), span(c, m));
      return all_finite(span(c, m));
    });
  }
  bool eval_jac_g(Index n, const Number* x, bool /*is_new*/, Index /*m*/, Index size, Index* row, Index* column,
                  Number* values) override {
    if (values == nullptr) return write_places(problem_.jacobian_places, row, column);
    return guarded([&] {
      if (size > 0) problem_.jacobian(span(x, n), span(values, size));
      return all_finite(span(values, size));
    });
  }
  bool eval_h(Index n, const Number* x, bool /*is_new*/, Number sigma, Index m, const Number* lambda,
              bool /*is_new_lambda*/, Index size, Index* row, Index* column, Number* values) override {
    if (!problem_.hessian) return false;
    if (values == nullptr) return write_places(problem_.hessian_places, row, column);
    return guarded([&] {
      problem_.hessian(span(x, n), sigma, span(lambda, m), span(values, size));
      return all_finite(span(values, size));
    });
  }
  /// The point of an iteration is not given: it is the one evaluated last, but for steps that were refused.
  bool intermediate_callback(Ipopt::AlgorithmMode /*mode*/, Index iteration, Number /*value*/, Number /*infeasibility*/,
                             Number /*dual*/, Number /*mu*/, Number /*step*/, Number /*regularisation*/,
                             Number /*alpha_dual*/, Number /*alpha*/, Index /*trials*/,
                             const Ipopt::IpoptData* /*data*/,
                             Ipopt::IpoptCalculatedQuantities* /*quantities*/) override {
    return guarded([&] {
      outcome.iterations = static_cast<std::size_t>(iteration);
      if (problem_.stop != nullptr && *problem_.stop) return false;
      return !problem_.after_step || x_.empty() || problem_.after_step(x_, value_);
    });
  }
  void finalize_solution(Ipopt::SolverReturn /*status*/, Index n, const Number* x, const Number* z_low,
                         const Number* z_high, Index m, const Number* /*c*/, const Number* lambda, Number /*value*/,
                         const Ipopt::IpoptData* /*data*/, Ipopt::IpoptCalculatedQuantities* /*quantities*/) override {
    outcome.x.assign(x, x + n);
    outcome.low_multipliers.assign(z_low, z_low + n);
    outcome.high_multipliers.assign(z_high, z_high + n);
    outcome.multipliers.assign(lambda, lambda + m);
  }

 private:
  /// What `compute` says: whether its numbers are finite.
  template <typename Compute>
  bool guarded(Compute&& compute) {
    try {
      return !thrown && compute();
    } catch (...) {
      thrown = std::current_exception();
      return false;
    }
  }
  static bool write_places(const Sparsity& places, Index* row, Index* column) {
    std::ranges::copy(rows_of(places), row);
    std::ranges::copy(places.column, column);
    return true;
  }

  const Constrained& problem_;
  std::vector<double> x_;  ///< evaluated last
  double value_ = 0;       ///< there
};

struct Word {
  Ipopt::ApplicationReturnStatus status;
  Ending ending;
  const char* text;
};
constexpr Word kWords[] = {
    {Ipopt::Solve_Succeeded, Ending::Converged, "solved"},
    {Ipopt::Solved_To_Acceptable_Level, Ending::Acceptable, "solved to an acceptable level"},
    {Ipopt::Feasible_Point_Found, Ending::Acceptable, "a feasible point was found"},
    {Ipopt::Infeasible_Problem_Detected, Ending::Infeasible, "converged to a point of local infeasibility"},
    {Ipopt::Search_Direction_Becomes_Too_Small, Ending::Failed, "the search direction became too small"},
    {Ipopt::Diverging_Iterates, Ending::Diverging, "the iterates diverge"},
    {Ipopt::User_Requested_Stop, Ending::Stopped, "stopped"},
    {Ipopt::Maximum_Iterations_Exceeded, Ending::Iterations, "the iterations are used up"},
    {Ipopt::Restoration_Failed, Ending::Failed, "restoration of feasibility failed"},
    {Ipopt::Error_In_Step_Computation, Ending::Failed, "a step could not be computed"},
    {Ipopt::Maximum_CpuTime_Exceeded, Ending::Iterations, "the time is used up"},
    {Ipopt::Not_Enough_Degrees_Of_Freedom, Ending::Unsuitable, "there are more equations than variables"},
    {Ipopt::Invalid_Problem_Definition, Ending::Unsuitable, "bounds contradict each other"},
    {Ipopt::Invalid_Option, Ending::Unsuitable, "an option has no such value"},
    {Ipopt::Invalid_Number_Detected, Ending::NotFinite, "a number is not finite"},
    {Ipopt::Insufficient_Memory, Ending::Failed, "there is too little memory"},
};

void write_ending(Ipopt::ApplicationReturnStatus status, ConstrainedOutcome& outcome) {
  for (const Word& word : kWords) {
    if (word.status != status) continue;
    outcome.ending = word.ending;
    outcome.message = word.text;
    return;
  }
  outcome.message = "an error inside (" + std::to_string(static_cast<int>(status)) + ")";
}

void set_options(Ipopt::OptionsList& options, const Constrained& problem) {
  options.SetIntegerValue("print_level", 0);
  options.SetStringValue("sb", "yes");  // no banner
  options.SetNumericValue("tol", problem.tolerance);
  options.SetNumericValue("constr_viol_tol", std::min(1e-8, 100 * problem.tolerance));
  options.SetNumericValue("dual_inf_tol", 1e-6);
  options.SetNumericValue("compl_inf_tol", std::min(1e-8, 100 * problem.tolerance));
  options.SetIntegerValue("max_iter", static_cast<Index>(std::min<std::size_t>(problem.iterations, 1'000'000'000)));
  options.SetNumericValue("bound_relax_factor", 0);  // bounds hold as they are: beyond them there may be no value
  options.SetStringValue("honor_original_bounds", "yes");
  if (!problem.hessian) options.SetStringValue("hessian_approximation", "limited-memory");
}

}  // namespace

ConstrainedOutcome ipopt(const Constrained& problem) {
  // Without a console, and without the file of options that may happen to lie in the folder.
  const Ipopt::SmartPtr<Ipopt::IpoptApplication> application = new Ipopt::IpoptApplication(false);
  const Ipopt::SmartPtr<Adapter> adapter = new Adapter(problem);
  adapter->outcome.x = problem.start;
  set_options(*application->Options(), problem);
  Ipopt::ApplicationReturnStatus status = application->Initialize("");
  if (status == Ipopt::Solve_Succeeded) {
    status = application->OptimizeTNLP(Ipopt::SmartPtr<Ipopt::TNLP>(GetRawPtr(adapter)));
  }
  if (adapter->thrown) std::rethrow_exception(adapter->thrown);
  write_ending(status, adapter->outcome);
  return std::move(adapter->outcome);
}

}  // namespace adc::solve
