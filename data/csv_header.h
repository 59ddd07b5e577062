// What the first lines of a table say about its columns, and what is wrong with a row.
#pragma once

#include <string>
#include <vector>

#include "adc/csv.hpp"
#include "data/csv_cells.h"

namespace adc::data {

struct CsvHeader {
  bool is_present = false;         ///< the first record is no row
  std::vector<std::string> names;  ///< of the columns, distinct; none of an empty text
};

/// Reads what `options` say about the header, and leaves `cells`, which must be at the begin, before the first row.
/// Throws `Error`: "repeated-column", "unclosed-quote".
[[nodiscard]] CsvHeader read_header(CellReader& cells, const CsvOptions& options);

/// Throws `Error` ("ragged-row") unless the row has a cell for each column.
void refuse_ragged(const std::vector<Cell>& row, std::size_t columns);

/// Whether a cell of the row has no value. Throws `Error` ("missing-cell") if one has none and rows are not dropped.
[[nodiscard]] bool lacks_a_value(const std::vector<Cell>& row, const std::vector<std::string>& names,
                                 CsvOptions::Missing missing);

/// Throws `Error` ("not-a-number") about text in the column of numbers called `name`.
[[noreturn]] void refuse_text(const Cell& cell, const std::string& name);

}  // namespace adc::data
