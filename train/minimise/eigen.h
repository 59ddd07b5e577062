// Eigenvalues of symmetric matrices.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// All eigenvalues, ascending, and an eigenvector of length 1 for each.
struct Eigen {
  std::vector<double> values;
  std::vector<double> vectors;  ///< [values, n]: one after the other
};

/// Of a symmetric matrix, [n, n], of finite numbers: by Jacobi's rotations, which find small eigenvalues of badly
/// scaled matrices to more digits than other methods (Demmel and Veselić, SIAM J. Matrix Analysis 13 (1992)). O(n³) a
/// sweep.
[[nodiscard]] Eigen symmetric_eigen(std::vector<double> matrix, std::size_t n);

/// The smallest eigenvalue of the symmetric matrix whose products `product` gives, and its vector, from above, by at
/// most `steps` steps of Lanczos with full orthogonalisation from `start`.
struct LeastEigen {
  double value = 0;
  std::vector<double> vector;
};
[[nodiscard]] LeastEigen least_eigen(const std::function<void(std::span<const double>, std::span<double>)>& product,
                                     std::vector<double> start, std::size_t steps);

}  // namespace adc::inline ADC_ABI::train
