// Matrices of Eigen: Newton's method by the Hessian's lower triangle, Levenberg and Marquardt's by the Jacobian.
#include <Eigen/Dense>
#include <adc/adc.hpp>

#include <cstdio>

namespace {

std::span<const double> numbers(const Eigen::VectorXd& x) { return {x.data(), static_cast<std::size_t>(x.size())}; }
std::span<double> numbers(Eigen::VectorXd& x) { return {x.data(), static_cast<std::size_t>(x.size())}; }

/// Eigen's matrices are column-major.
adc::MatrixView view(Eigen::MatrixXd& m) {
  return adc::MatrixView::column_major(m.data(), static_cast<std::size_t>(m.rows()),
                                       static_cast<std::size_t>(m.cols()));
}

/// A minimum of `f`, by Newton's steps, with as much of the identity added as makes them descend.
Eigen::VectorXd newton(const adc::Function& f, Eigen::VectorXd x) {
  const Eigen::Index n = x.size();
  Eigen::VectorXd gradient(n);
  Eigen::MatrixXd hessian(n, n);
  for (int step = 0; step < 100; ++step) {
    const double value = f.hessian(numbers(x), numbers(gradient), view(hessian), adc::Triangle::Lower);
    if (gradient.norm() < 1e-12) break;
    for (double damping = 0;; damping = damping == 0 ? 1e-3 : 4 * damping) {
      const Eigen::MatrixXd damped = hessian + damping * Eigen::MatrixXd::Identity(n, n);
      const Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> factors(damped);  // which reads the lower triangle alone
      if (factors.info() != Eigen::Success) continue;
      const Eigen::VectorXd next = x - factors.solve(gradient);
      if (f.value(numbers(next)) > value) continue;
      x = next;
      break;
    }
  }
  return x;
}

/// Least squares of the residuals `r`.
Eigen::VectorXd levenberg_marquardt(const adc::Function& r, Eigen::VectorXd x) {
  const Eigen::Index n = x.size();
  const auto m = static_cast<Eigen::Index>(r.output_size());
  Eigen::VectorXd y(m);
  Eigen::VectorXd next_y(m);
  Eigen::MatrixXd jacobian(m, n);
  double damping = 1e-3;
  for (int step = 0; step < 100; ++step) {
    r.jacobian(numbers(x), numbers(y), view(jacobian));
    const Eigen::VectorXd gradient = jacobian.transpose() * y;
    if (gradient.norm() < 1e-12) break;
    Eigen::MatrixXd normal = jacobian.transpose() * jacobian;
    normal.diagonal() *= 1 + damping;
    const Eigen::VectorXd next = x - normal.ldlt().solve(gradient);
    r.values(numbers(next), numbers(next_y));
    const bool is_better = next_y.squaredNorm() <= y.squaredNorm();
    if (is_better) x = next;
    damping *= is_better ? 0.1 : 10;
  }
  return x;
}

}  // namespace

int main() {
  const adc::Function rosenbrock = adc::compile("100*(y - x^2)^2 + (1 - x)^2").value();
  const Eigen::VectorXd minimum = newton(rosenbrock, Eigen::Vector2d(-1.2, 1));
  std::printf("minimum at %.6f %.6f\n", minimum[0], minimum[1]);

  // A vector of the program may be a Map of any memory, and here is one of Eigen's.
  Eigen::VectorXd t = Eigen::VectorXd::LinSpaced(20, 0, 2);
  const Eigen::VectorXd y = 2.5 * (-1.3 * t.array()).exp() + 0.75;
  const adc::Function residuals =
      adc::compile("param p: R[3]; data t: R[20], y: R[20]; p[1]*exp(p[2]*t) + p[3] - y")
          ->bind({{"t", std::vector(t.begin(), t.end())}, {"y", std::vector(y.begin(), y.end())}})
          .value();
  const Eigen::VectorXd p = levenberg_marquardt(residuals, Eigen::Vector3d(1, -0.5, 0));
  std::printf("p = %.6f %.6f %.6f\n", p[0], p[1], p[2]);
}
