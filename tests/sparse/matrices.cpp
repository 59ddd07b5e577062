#include "tests/sparse/matrices.h"

#include <random>
#include <set>
#include <utility>

namespace adc::tests {
namespace {

Sparsity from(int n, const std::set<std::pair<int, int>>& places) {
  const auto rows = static_cast<std::size_t>(n);
  Sparsity result{.rows = rows, .columns = rows, .row_begin = std::vector<std::int32_t>(rows + 1), .column = {}};
  for (const auto& [row, column] : places) {
    result.column.push_back(column);
    ++result.row_begin[static_cast<std::size_t>(row) + 1];
  }
  for (std::size_t r = 0; r < rows; ++r) result.row_begin[r + 1] += result.row_begin[r];
  return result;
}

void add(std::set<std::pair<int, int>>& places, int i, int j) {
  places.emplace(i, j);
  places.emplace(j, i);
}

}  // namespace

Sparsity banded(int n, int width) {
  std::set<std::pair<int, int>> places;
  for (int i = 0; i < n; ++i) {
    for (int j = i; j <= i + width && j < n; ++j) add(places, i, j);
  }
  return from(n, places);
}

Sparsity arrowhead(int n) {
  std::set<std::pair<int, int>> places;
  for (int i = 0; i < n; ++i) {
    add(places, i, i);
    add(places, 0, i);
  }
  return from(n, places);
}

Sparsity blocks(int count, int size) {
  std::set<std::pair<int, int>> places;
  for (int i = 0; i < count * size; ++i) {
    for (int j = i / size * size; j < (i / size + 1) * size; ++j) places.emplace(i, j);
  }
  return from(count * size, places);
}

Sparsity grid(int side) {
  std::set<std::pair<int, int>> places;
  for (int i = 0; i < side * side; ++i) {
    places.emplace(i, i);
    if (i % side + 1 < side) add(places, i, i + 1);
    if (i + side < side * side) add(places, i, i + side);
  }
  return from(side * side, places);
}

Sparsity random_symmetric(int n, int degree, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> any(0, n - 1);
  std::set<std::pair<int, int>> places;
  for (int i = 0; i < n; ++i) {
    if (any(random) % 4 != 0) places.emplace(i, i);
  }
  for (int k = 0; k < n * degree / 2; ++k) add(places, any(random), any(random));
  return from(n, places);
}

std::vector<Matrix> matrices(unsigned count) {
  std::vector<Matrix> all{{"empty", from(0, {})},       {"no places", from(5, {})},     {"one", banded(1, 0)},
                          {"diagonal", banded(9, 0)},   {"tridiagonal", banded(30, 1)}, {"band", banded(30, 4)},
                          {"arrowhead", arrowhead(30)}, {"blocks", blocks(6, 5)},       {"grid", grid(9)},
                          {"dense", blocks(1, 20)}};
  for (unsigned seed = 1; seed <= count; ++seed) {
    const int n = 5 + static_cast<int>(seed * 7 % 60);
    const int degree = 1 + static_cast<int>(seed % 9);
    all.push_back({"random " + std::to_string(seed), random_symmetric(n, degree, seed)});
  }
  return all;
}

}  // namespace adc::tests
