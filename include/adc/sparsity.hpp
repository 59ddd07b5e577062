// Which numbers of a matrix may be other than 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// The places of a sparse matrix, by rows (CSR), as SciPy, Eigen and SuiteSparse have them: those of row r are
/// (r, column[k]) for k from row_begin[r] on, below row_begin[r + 1], and ascend. All other numbers are 0.
struct Sparsity {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<std::int32_t> row_begin;  ///< rows + 1 numbers
  std::vector<std::int32_t> column;     ///< one per place

  [[nodiscard]] std::size_t size() const { return column.size(); }
  /// The columns of the places of a row.
  [[nodiscard]] std::span<const std::int32_t> row(std::size_t r) const {
    const auto begin = static_cast<std::size_t>(row_begin[r]);
    return std::span(column).subspan(begin, static_cast<std::size_t>(row_begin[r + 1]) - begin);
  }
  friend bool operator==(const Sparsity&, const Sparsity&) = default;
};

}  // namespace adc::inline ADC_ABI
