// Which reader a table wants.
#pragma once

#include <memory>

#include "adc/table.hpp"
#include "data/row_source.h"

namespace adc::data {

/// What `name` is, where nobody says it.
[[nodiscard]] TableFormat format_of(std::string_view name, TableFormat format);

/// The rows of `input` as `options` say. Throws `Error`: those of `CsvRows` and `NumberRows`, "repeated-column".
[[nodiscard]] std::unique_ptr<RowSource> open_rows(Input input, const TableReadOptions& options);

}  // namespace adc::data
