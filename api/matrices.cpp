// The calls of adc::Function that fill matrices of their callers.
#include <fmt/core.h>

#include <algorithm>

#include "adc/adc.hpp"
#include "api/numbers.h"
#include "api/state.h"

namespace adc::inline ADC_ABI {
namespace {

using api::Numbers;
using api::require_size;

void require_shape(const MatrixView& matrix, std::size_t rows, std::size_t columns) {
  if (matrix.rows == rows && matrix.columns == columns && (matrix.data != nullptr || rows * columns == 0)) return;
  if (matrix.rows == rows && matrix.columns == columns) api::refuse("missing-argument", "the matrix has no data");
  api::refuse("wrong-size", fmt::format("the matrix has {} rows and {} columns, and what is asked for {} and {}",
                                        matrix.rows, matrix.columns, rows, columns));
}

/// Calls `place(row, column)` for each number of the blocks that `Derive` has, in their order: a block per output and
/// variable, or two variables.
template <class Place>
void for_each_in_blocks(std::span<const Extents> of_rows, std::span<const Extents> of_columns, const Place& place) {
  std::size_t first_row = 0;
  for (const Extents& block : of_rows) {
    const std::size_t rows = elements(block);
    std::size_t first_column = 0;
    for (const Extents& variable : of_columns) {
      const std::size_t columns = elements(variable);
      for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) place(first_row + r, first_column + c);
      }
      first_column += columns;
    }
    first_row += rows;
  }
}

}  // namespace

void Function::jacobian(std::span<const double> x, std::span<double> y, const MatrixView& jacobian) const {
  require_size("x", x.size(), input_size(), "numbers in its inputs");
  if (!y.empty()) require_size("y", y.size(), output_size(), "numbers in its outputs");
  if (jacobian.data == nullptr && jacobian.rows * jacobian.columns == 0) {
    if (!y.empty()) values(x, y);
    return;
  }
  require_shape(jacobian, output_size(), wrt_size());
  Numbers result(output_size() * (1 + wrt_size()));
  state_->variant(Derive::Gradient).run(x, result.all());
  std::copy_n(result.all().begin(), y.size(), y.begin());
  const double* from = result.all().data() + output_size();
  for_each_in_blocks(state_->output_shapes, state_->wrt_shapes,
                     [&](std::size_t row, std::size_t column) { jacobian(row, column) = *from++; });
}

double Function::hessian(std::span<const double> x, std::span<double> gradient, const MatrixView& hessian,
                         Triangle triangle) const {
  require_size("x", x.size(), input_size(), "numbers in its inputs");
  api::require_one_output(output_size());
  const std::size_t n = wrt_size();
  if (!gradient.empty()) require_size("the gradient", gradient.size(), n, "numbers in its variables");
  require_shape(hessian, n, n);
  const Layout layout(Derive::Hessian, 1, n);
  Numbers result(layout.size());
  state_->variant(Derive::Hessian).run(x, result.all());
  const double* const all = result.all().data();
  std::copy_n(all + layout.begin(Part::Gradient), gradient.size(), gradient.begin());
  const double* from = all + layout.begin(Part::Hessian);
  for_each_in_blocks(state_->wrt_shapes, state_->wrt_shapes, [&](std::size_t row, std::size_t column) {
    const double value = *from++;
    const bool is_wanted = triangle == Triangle::Both || (triangle == Triangle::Lower ? column <= row : row <= column);
    if (is_wanted) hessian(row, column) = value;
  });
  return all[0];
}

}  // namespace adc::inline ADC_ABI
