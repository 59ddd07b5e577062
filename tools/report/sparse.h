// Sparse Jacobians and Hessians, as people and as programs read them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "adc/sparse.hpp"

namespace adc::tools {

/// A sparse derivative at a point.
struct SparseResult {
  bool is_hessian = false;
  SparseDerivative derivative;
  std::vector<double> values;
};

/// The Hessian (both triangles) or the Jacobian of `function` at a point.
[[nodiscard]] SparseResult evaluate_sparse(const Function& function, std::span<const double> point, bool is_hessian);

/// "Hessian, 9 × 9, 25 of 81 numbers, 3 sweeps", and a line per place: its row, its column, its number.
[[nodiscard]] std::string as_text(const SparseResult& result, const Function& function);

/// A member of an object, with a comma before it: , "sparse": {"of": "hessian", "shape": [r, c], "row_begin": […],
/// "column": […], "values": […], "colours": n, "mode": "forward"}: CSR, from 0.
[[nodiscard]] std::string as_json(const SparseResult& result);

}  // namespace adc::tools
