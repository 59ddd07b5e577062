// How the cells of a column are written.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "adc/typed_table.hpp"
#include "data/csv_cells.h"

namespace adc::data {

/// A cell with a value.
struct PlacedCell {
  std::string_view text;
  Span span;
  std::size_t row = 0;
};

/// The cells of a column that have a value, in their order.
struct ColumnCells {
  std::string name;
  std::vector<PlacedCell> cells;
};

/// The formats that all cells have, in the order of preference; empty if the column is of text. Throws `Error`
/// ("not-a-number") about the first cell that has not the format of most others.
[[nodiscard]] std::vector<CellFormat> common_formats(const ColumnCells& column);

/// The decimal mark that the formats of a column say, if they leave no choice; else 0.
[[nodiscard]] char decimal_mark(const ColumnCells& column, std::span<const CellFormat> formats);

/// What is known of a table as a whole.
struct TableHabits {
  char decimal = 0;    ///< that is known: '.' or ','; 0 if it is not
  char separator = 0;  ///< between cells
  const TypedOptions* options = nullptr;
};

/// The one of `formats`, which is not empty. Throws `Error` ("not-a-number") where it cannot be told which.
[[nodiscard]] CellFormat chosen_format(const ColumnCells& column, std::span<const CellFormat> formats,
                                       const TableHabits& habits);

/// Throws `Error` ("not-a-number") about a cell that is not of the column's format.
[[noreturn]] void refuse_format(const ColumnCells& column, const PlacedCell& cell, const CellFormat& format);

/// Puts the cells' values at their rows of `numbers`, and of text the levels in order. Throws `Error` ("not-a-number").
void convert(const ColumnCells& cells, TypedColumn& column);

}  // namespace adc::data
