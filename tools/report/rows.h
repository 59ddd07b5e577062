// A program evaluated at every row of a table.
#pragma once

#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tools/words.h"

namespace adc::tools {

/// The options that `evaluate_rows` understands, for a command to declare.
[[nodiscard]] std::vector<Option> row_options();

/// How `--header` and `--drop-missing` say to read a table. Throws usage errors.
[[nodiscard]] CsvOptions csv_options(const Words& words);

/// Throws a usage error for an option that is of use with `--data` alone.
void refuse_row_options(const Words& words);

/// Evaluates PROGRAM at each row of the file of `--data`: inputs are given by the words name=value, or by the column of
/// their name, and other columns do not count. Prints a table with a header and a line per row, of what `derive` gives;
/// with `--json` one object {"schema": "adc.rows.1", "columns": […], "rows": [[…], …]}. Throws `Error`: what is wrong
/// with the program or the table, an input without a value or a column. Rows are computed natively, many at
/// once, unless `--tier interpret` is given (`Function::map`).
void evaluate_rows(const Words& words, Derive derive);

}  // namespace adc::tools
