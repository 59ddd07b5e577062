// Tables of numbers that a function is evaluated over.
#pragma once

#include <cstddef>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// A number per row: data[r·stride] in row r. Stride 1 is a column that lies by itself, the width of a row-major matrix
/// one of its columns, 0 (of inputs) one number for all rows. Of a tensor, data + r·stride is where that of row r
/// begins, row-major and contiguous.
template <class T>
struct Column {
  T* data = nullptr;
  std::ptrdiff_t stride = 1;
};

using InputColumn = Column<const double>;
using OutputColumn = Column<double>;

}  // namespace adc::inline ADC_ABI
