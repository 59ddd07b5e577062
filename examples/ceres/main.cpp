// Least squares by Ceres: any program of adc as a cost function.
#include <ceres/ceres.h>
#include <adc/adc.hpp>

#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

namespace {

/// A program whose one output are the residuals: each of its variables is a block of parameters. Ceres wants of each
/// block a Jacobian of its own, [residuals, parameters], row-major; so adc writes them straight into Ceres's memory.
class AdcCost : public ceres::CostFunction {
 public:
  explicit AdcCost(adc::Function residuals) : f_(std::move(residuals)) {
    set_num_residuals(static_cast<int>(f_.output_size()));
    for (const adc::Extents& shape : f_.wrt_shapes()) {
      mutable_parameter_block_sizes()->push_back(static_cast<int>(adc::elements(shape)));
      unwanted_.emplace_back(f_.output_size() * adc::elements(shape));
    }
  }

  // Ceres may call one cost function from several threads, but never one residual block from two: one object a block.
  bool Evaluate(double const* const* parameters, double* residuals, double** jacobians) const override {
    const std::span<const double* const> inputs(parameters, parameter_block_sizes().size());
    std::vector<double*> results{residuals};
    if (jacobians == nullptr) {
      f_.evaluate(adc::Derive::Value, inputs, results);
    } else {
      for (std::size_t i = 0; i < inputs.size(); ++i)
        results.push_back(jacobians[i] != nullptr ? jacobians[i] : unwanted_[i].data());
      f_.evaluate(adc::Derive::Gradient, inputs, results);
    }
    return std::isfinite(residuals[0]);
  }

 private:
  adc::Function f_;
  mutable std::vector<std::vector<double>> unwanted_;  ///< for blocks that Ceres holds constant
};

}  // namespace

int main() {
  std::vector<double> t;
  std::vector<double> y;
  for (int i = 0; i < 20; ++i) {
    t.push_back(0.1 * i);
    y.push_back(2.5 * std::exp(-1.3 * t.back()) + 0.75);
  }
  const adc::Result<adc::Function> model =
      adc::compile("param p: R[2], c; data t: R[20], y: R[20]; p[1]*exp(p[2]*t) + c - y");
  if (!model) {
    std::fprintf(stderr, "%s\n", model.error().what());
    return 1;
  }

  double p[] = {1, -0.5};
  double c = 0;
  ceres::Problem problem;
  problem.AddResidualBlock(new AdcCost(model->bind({{"t", t}, {"y", y}}).value()), nullptr, p, &c);
  ceres::Solver::Options options;
  options.function_tolerance = 1e-16;
  options.logging_type = ceres::SILENT;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  std::printf("p = %.6f %.6f, c = %.6f, cost = %.1e\n", p[0], p[1], c, summary.final_cost);
}
