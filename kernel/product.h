// Matrix products.
#pragma once

#include <cstdint>

#include "kernel/region.h"

namespace adc::kernel {

/// C[b] = A[b]·B[b] for a batch of matrices: A is m × k, B is k × n; C is row-major, one matrix after the other.
struct MatrixProduct {
  /// Element (b, row, column) is at offset + b·batch_stride + row·row_stride + column·column_stride. Rows or columns
  /// are contiguous: one of the last two strides is 1, or of an extent 1.
  struct Operand {
    ArrayId array;
    std::int64_t offset, batch_stride, row_stride, column_stride;
    friend bool operator==(const Operand&, const Operand&) = default;
  };
  std::int64_t batch, m, n, k;
  Operand a, b;
  ArrayId c;
  friend bool operator==(const MatrixProduct&, const MatrixProduct&) = default;
};

/// The product as loops: c[b, i, j] = Σ a[b, i, l]·b[b, l, j] for floats of so many bytes.
[[nodiscard]] Region loops_of_product(const MatrixProduct& product, std::size_t float_bytes);

}  // namespace adc::kernel
