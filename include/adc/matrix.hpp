// Matrices of callers, as their solvers lay them out.
#pragma once

#include <cstddef>
#include <cstdint>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// A matrix in memory of the caller: the number in row r and column c is data[r·row_stride + c·column_stride]. It may
/// be a part of a larger one; numbers that belong to none of its places are left alone.
struct MatrixView {
  double* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::ptrdiff_t row_stride = 0;
  std::ptrdiff_t column_stride = 1;

  /// As in C, Ceres and GSL: rows one after the other, `stride` numbers apart.
  [[nodiscard]] static MatrixView row_major(double* data, std::size_t rows, std::size_t columns, std::size_t stride) {
    return {data, rows, columns, static_cast<std::ptrdiff_t>(stride), 1};
  }
  [[nodiscard]] static MatrixView row_major(double* data, std::size_t rows, std::size_t columns) {
    return row_major(data, rows, columns, columns);
  }
  /// As in Fortran, LAPACK and Eigen: columns one after the other, `stride` numbers apart.
  [[nodiscard]] static MatrixView column_major(double* data, std::size_t rows, std::size_t columns,
                                               std::size_t stride) {
    return {data, rows, columns, 1, static_cast<std::ptrdiff_t>(stride)};
  }
  [[nodiscard]] static MatrixView column_major(double* data, std::size_t rows, std::size_t columns) {
    return column_major(data, rows, columns, rows);
  }

  [[nodiscard]] double& operator()(std::size_t row, std::size_t column) const {
    return data[static_cast<std::ptrdiff_t>(row) * row_stride + static_cast<std::ptrdiff_t>(column) * column_stride];
  }
};

/// Which part of a symmetric matrix is written; the rest is left alone.
enum class Triangle : std::uint8_t {
  Both,   ///< all of it
  Lower,  ///< where the column is not larger than the row
  Upper,  ///< where the row is not larger than the column
};

}  // namespace adc::inline ADC_ABI
