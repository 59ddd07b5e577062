// Which column of a table each input of a program takes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tools/program.h"

namespace adc::tools {

/// Where an input's numbers come from.
struct RowInput {
  std::vector<double> value;          ///< for all rows
  std::optional<std::size_t> column;  ///< of the table, unless there is a value
};

/// The inputs of scalars that have no value among those `given`.
[[nodiscard]] std::size_t inputs_without_value(const Function& function, const std::vector<Binding>& given);

/// An input for each of the function's: the value of its name, or the column of its name. Where the table's columns
/// have no names, and no input that wants one is called as one (c1, c2, …), there must be as many columns as such
/// inputs, which take them in order. Throws usage errors. O(inputs + columns).
[[nodiscard]] std::vector<RowInput> row_inputs(const Function& function, const std::vector<Binding>& given,
                                               const TableReader& table);

}  // namespace adc::tools
