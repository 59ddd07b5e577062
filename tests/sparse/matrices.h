// Patterns of symmetric matrices: structured, and random ones.
#pragma once

#include <string>
#include <vector>

#include "adc/sparsity.hpp"

namespace adc::tests {

[[nodiscard]] Sparsity banded(int n, int width);
[[nodiscard]] Sparsity arrowhead(int n);
/// `count` dense blocks of `size` rows.
[[nodiscard]] Sparsity blocks(int count, int size);
/// The five-point Laplacian on a square of `side`·`side` points.
[[nodiscard]] Sparsity grid(int side);
/// `n` rows, about `degree` places a row off the diagonal.
[[nodiscard]] Sparsity random_symmetric(int n, int degree, unsigned seed);

struct Matrix {
  std::string name;
  Sparsity places;
};
/// Small ones of each kind, and `count` random ones.
[[nodiscard]] std::vector<Matrix> matrices(unsigned count);

}  // namespace adc::tests
