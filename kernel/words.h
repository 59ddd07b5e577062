// The words of the kernel form's text, each once for its printer and its reader.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "kernel/product.h"

namespace adc::kernel {

inline constexpr std::string_view kVersion = "1";

template <class T>
using Word = std::pair<T, std::string_view>;

inline constexpr std::array kRoles = {Word<Loop::Role>{Loop::Role::Parallel, "parallel"},
                                      Word<Loop::Role>{Loop::Role::Sequential, "sequential"},
                                      Word<Loop::Role>{Loop::Role::Reduced, "reduced"}};

/// Instead of a number of an input or output.
inline constexpr std::string_view kTable = "table";

/// Before the extent of a loop over rows, which says no `parallel`; after the type of an array of rows.
inline constexpr std::string_view kOfRows = "rows";
/// How many rows a tile has.
inline constexpr std::string_view kIndependentRows = "rows";
inline constexpr std::string_view kSummedRows = "sums";

inline constexpr std::array kCombines = {Word<Combine>{Combine::Add, "add"}, Word<Combine>{Combine::Mul, "mul"},
                                         Word<Combine>{Combine::Max, "max"}, Word<Combine>{Combine::Min, "min"}};

/// What indexes the operands of a product, and where their strides are.
struct ProductAxis {
  char name;
  std::int64_t MatrixProduct::* extent;
  std::int64_t MatrixProduct::Operand::* of_a;  ///< null: A has no such axis
  std::int64_t MatrixProduct::Operand::* of_b;
  MatrixProduct::Rows rows = MatrixProduct::Rows::None;  ///< what says that it is over rows, if it can be
};
inline constexpr std::array kProductAxes = {
    ProductAxis{'b', &MatrixProduct::batch, &MatrixProduct::Operand::batch_stride,
                &MatrixProduct::Operand::batch_stride, MatrixProduct::Rows::Batch},
    ProductAxis{'m', &MatrixProduct::m, &MatrixProduct::Operand::row_stride, nullptr, MatrixProduct::Rows::M},
    ProductAxis{'k', &MatrixProduct::k, &MatrixProduct::Operand::column_stride, &MatrixProduct::Operand::row_stride,
                MatrixProduct::Rows::K},
    ProductAxis{'n', &MatrixProduct::n, nullptr, &MatrixProduct::Operand::column_stride}};

}  // namespace adc::kernel
