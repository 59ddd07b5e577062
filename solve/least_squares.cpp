// The only source that includes Ceres and Eigen.
#include "solve/solve.h"

#include <ceres/ceres.h>
#include <glog/logging.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>

#include <Eigen/Dense>

namespace adc::solve {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// While one lives, what Ceres logs through glog is not written: it tells standard error of points that are not finite.
class Silence {
 public:
  Silence() {
    const std::lock_guard lock(mutex());
    if (count()++ > 0) return;
    before() = FLAGS_minloglevel;
    FLAGS_minloglevel = google::GLOG_FATAL;
  }
  ~Silence() {
    const std::lock_guard lock(mutex());
    if (--count() == 0) FLAGS_minloglevel = before();
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex the;
    return the;
  }
  static int& count() {
    static int the = 0;
    return the;
  }
  static int& before() {
    static int the = 0;
    return the;
  }
};

constexpr double kGain = 1e-14;  ///< of a step, by the cost: less is rounding

/// All residuals as one block, so that a function computes them, and their Jacobian in Ceres's memory, in one go.
class Block : public ceres::CostFunction {
 public:
  explicit Block(const LeastSquares& problem) : problem_(problem) {
    set_num_residuals(static_cast<int>(problem.residuals));
    mutable_parameter_block_sizes()->push_back(static_cast<int>(problem.start.size()));
  }

  bool Evaluate(double const* const* parameters, double* residuals, double** jacobians) const override {
    if (thrown_) return false;
    try {
      return problem_.evaluate({parameters[0], problem_.start.size()}, {residuals, problem_.residuals},
                               jacobians == nullptr ? nullptr : jacobians[0]);
    } catch (...) {
      thrown_ = std::current_exception();
      return false;
    }
  }

  /// What `evaluate` threw, if anything: it must not pass through Ceres.
  [[nodiscard]] const std::exception_ptr& thrown() const { return thrown_; }

 private:
  const LeastSquares& problem_;
  mutable std::exception_ptr thrown_;
};

class Stop : public ceres::IterationCallback {
 public:
  Stop(const std::atomic<bool>* stop, const Block& block) : stop_(stop), block_(block) {}
  ceres::CallbackReturnType operator()(const ceres::IterationSummary& step) override {
    const bool is_over = block_.thrown() != nullptr || (stop_ != nullptr && stop_->load());
    if (is_over) return ceres::SOLVER_ABORT;
    // The cost of a step that is taken back is that of its end.
    if (step.iteration == 0 || step.step_is_successful) cost_ = step.cost;
    // Where not even the linear model promises a gain Ceres would try ever shorter steps.
    const double promise = std::fabs(step.cost_change / step.relative_decrease);
    const bool is_vain = step.step_is_valid && !step.step_is_successful && promise <= kGain * cost_;
    return is_vain ? ceres::SOLVER_TERMINATE_SUCCESSFULLY : ceres::SOLVER_CONTINUE;
  }

 private:
  const std::atomic<bool>* stop_;
  const Block& block_;
  double cost_ = 0;
};

/// Tolerances are those of rounding: whether the end is a minimum is for the caller to see.
ceres::Solver::Options solver_options(const LeastSquares& problem) {
  ceres::Solver::Options options;
  options.minimizer_type = ceres::TRUST_REGION;
  options.linear_solver_type = ceres::DENSE_QR;
  options.trust_region_strategy_type = problem.dogleg ? ceres::DOGLEG : ceres::LEVENBERG_MARQUARDT;
  options.initial_trust_region_radius = problem.radius;
  options.max_trust_region_radius = 1e32;
  options.max_num_iterations = static_cast<int>(std::min<std::size_t>(problem.steps, 1'000'000));
  options.max_num_consecutive_invalid_steps = 60;
  options.function_tolerance = kGain;
  options.gradient_tolerance = std::numeric_limits<double>::min();
  options.parameter_tolerance = 1e-15;
  options.jacobi_scaling = true;
  options.logging_type = ceres::SILENT;
  options.num_threads = 1;
  return options;
}

LeastSquaresEnd end_of(const ceres::Solver::Summary& summary, const LeastSquares& problem) {
  switch (summary.termination_type) {
    case ceres::USER_SUCCESS:
    case ceres::CONVERGENCE: return LeastSquaresEnd::Settled;
    case ceres::NO_CONVERGENCE: return LeastSquaresEnd::StepsUsedUp;
    case ceres::USER_FAILURE: return LeastSquaresEnd::Interrupted;
    default: break;
  }
  if (problem.stop != nullptr && problem.stop->load()) return LeastSquaresEnd::Interrupted;
  return summary.iterations.empty() ? LeastSquaresEnd::NotFinite : LeastSquaresEnd::NoStep;
}

void run(const LeastSquares& task, LeastSquaresOutcome& outcome) {
  const Silence silence;
  Block block(task);
  outcome.at = task.start;
  ceres::Problem::Options ownership;
  ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  ceres::Problem problem(ownership);
  problem.AddResidualBlock(&block, nullptr, outcome.at.data());
  for (std::size_t j = 0; j < outcome.at.size(); ++j) {
    const int index = static_cast<int>(j);
    if (!task.low.empty() && std::isfinite(task.low[j]))
      problem.SetParameterLowerBound(outcome.at.data(), index, task.low[j]);
    if (!task.high.empty() && std::isfinite(task.high[j]))
      problem.SetParameterUpperBound(outcome.at.data(), index, task.high[j]);
  }
  Stop stop(task.stop, block);
  ceres::Solver::Options options = solver_options(task);
  options.callbacks.push_back(&stop);
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  if (block.thrown()) std::rethrow_exception(block.thrown());
  outcome.cost = summary.final_cost;
  outcome.steps = summary.iterations.empty() ? 0 : summary.iterations.size() - 1;
  outcome.end = end_of(summary, task);
}

void decompose(std::span<const double> matrix, std::size_t columns, std::span<const double> b, Decomposition& result) {
  const auto n = static_cast<Eigen::Index>(columns);
  const Eigen::Map<const RowMajor> a(matrix.data(), static_cast<Eigen::Index>(b.size()), n);
  const Eigen::Map<const Eigen::VectorXd> right(b.data(), static_cast<Eigen::Index>(b.size()));
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(a);
  const Eigen::VectorXd rotated = (qr.householderQ().adjoint() * right).head(n);
  const Eigen::MatrixXd r = qr.matrixQR().topRows(n).triangularView<Eigen::Upper>();
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(r, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const Eigen::VectorXd& singular = svd.singularValues();
  result.singular.assign(singular.begin(), singular.end());
  const RowMajor v = svd.matrixV();
  result.directions.assign(v.data(), v.data() + v.size());
  const Eigen::VectorXd along = svd.matrixU().adjoint() * rotated;
  result.along.assign(along.begin(), along.end());
}

void spectrum(std::span<const double> matrix, std::size_t n, Spectrum& result) {
  const auto size = static_cast<Eigen::Index>(n);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(Eigen::Map<const RowMajor>(matrix.data(), size, size));
  result.values.assign(solver.eigenvalues().begin(), solver.eigenvalues().end());
  const RowMajor rows = solver.eigenvectors().transpose();
  result.vectors.assign(rows.data(), rows.data() + rows.size());
}

}  // namespace
}  // namespace adc::solve

void adc_solve_least_squares(const adc::solve::LeastSquares& problem, adc::solve::LeastSquaresOutcome& outcome) {
  adc::solve::run(problem, outcome);
}

void adc_solve_decompose(std::span<const double> matrix, std::size_t columns, std::span<const double> b,
                         adc::solve::Decomposition& result) {
  adc::solve::decompose(matrix, columns, b, result);
}

void adc_solve_spectrum(std::span<const double> matrix, std::size_t n, adc::solve::Spectrum& result) {
  adc::solve::spectrum(matrix, n, result);
}
