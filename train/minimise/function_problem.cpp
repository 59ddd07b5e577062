#include "train/minimise/function_problem.h"

namespace adc::inline ADC_ABI::train {

Problem function_problem(const Function& function, const MinimiseOptions& options, std::size_t& evaluations) {
  if (const std::optional<Error> error = function.prepare(Derive::Gradient)) throw Error(*error);
  const std::size_t n = function.input_size();
  Problem problem{.size = n,
                  .low = options.low.empty() ? Point(n, -kInfinity) : options.low,
                  .high = options.high.empty() ? Point(n, kInfinity) : options.high,
                  .gradient =
                      [function, &evaluations](std::span<const double> x, std::span<double> gradient) {
                        ++evaluations;
                        return function.value_and_gradient(x, gradient);
                      },
                  .product = {},
                  .hessian = {}};
  // Some special functions have no second derivative, and some programs one that is too long.
  if (function.prepare(Derive::Hvp) || (n <= kDense && function.prepare(Derive::Hessian))) return problem;
  problem.product = [function](std::span<const double> x, std::span<const double> v, std::span<double> product) {
    function.hvp(x, v, product);
  };
  problem.hessian = [function, n](std::span<const double> x, std::span<double> hessian) {
    function.hessian(x, {}, MatrixView::row_major(hessian.data(), n, n));
  };
  return problem;
}

}  // namespace adc::inline ADC_ABI::train
