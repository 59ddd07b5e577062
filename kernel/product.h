// Matrix products.
#pragma once

#include <cstdint>

#include "kernel/region.h"

namespace adc::kernel {

/// C[b] = A[b]·B[b] for a batch of matrices: A is m × k, B is k × n; C is row-major, one matrix after the other.
struct MatrixProduct {
  /// Which extent is that of the rows of a tile (kernel/program.h), or a multiple of it: of a tile with fewer rows it
  /// is as much less, and nothing else moves.
  enum class Rows : std::uint8_t { None, Batch, M, K };
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
  Rows rows = Rows::None;
  std::int64_t tile = 1;  ///< of `rows`: how many a tile has
  friend bool operator==(const MatrixProduct&, const MatrixProduct&) = default;
};

/// The product as loops: c[b, i, j] = Σ a[b, i, l]·b[b, l, j] for floats of so many bytes.
[[nodiscard]] Region loops_of_product(const MatrixProduct& product, std::size_t float_bytes);

}  // namespace adc::kernel
