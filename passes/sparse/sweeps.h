// Which sweeps give a sparse matrix.
#pragma once

#include "adc/matrix.hpp"
#include "adc/options.hpp"
#include "adc/sparsity.hpp"
#include "passes/sparse/compressed.h"

namespace adc::passes {

/// What is computed together, and of which number of which sweep each place is: an entry per place, in their order.
struct Sweeps {
  Derive derive;  ///< Jvp, Vjp or Hvp
  Compression compression;
};

/// Of a Jacobian: columns together by Forward, rows by Reverse; by Auto what takes fewer sweeps, of which one of
/// adjoints counts one and a half.
[[nodiscard]] Sweeps sweeps_of_jacobian(const Sparsity& places, Mode mode);

/// Of a Hessian, of which these triangles are wanted; `both` has both. Of (i, j) and (j, i) the one is taken that
/// stands alone: the upper one, as of dense Hessians, where that does.
[[nodiscard]] Sweeps sweeps_of_hessian(const Sparsity& both, Triangle wanted);

/// These triangles of a matrix.
[[nodiscard]] Sparsity triangle_of(const Sparsity& both, Triangle triangle);

}  // namespace adc::passes
