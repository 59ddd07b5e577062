// How the command line says what tables are.
#pragma once

#include <string>
#include <vector>

#include "adc/train.hpp"
#include "tools/words.h"

namespace adc::tools {

/// The options that choose data, rows and units.
[[nodiscard]] std::vector<Option> data_options();
/// The options that say how cells are read.
[[nodiscard]] std::vector<Option> cell_options();

/// What `cell_options` say. Throws usage errors.
[[nodiscard]] TypedOptions typed_options(const Words& words);

/// The names in the list after `option`, separated by commas.
[[nodiscard]] std::vector<std::string> column_names(const Words& words, std::string_view option);

/// The columns to predict that `--target` names; none where it says `none`, or nothing.
[[nodiscard]] std::vector<std::string> target_names(const Words& words);

/// Prints how a table was read, a note each, unless the words ask for JSON.
void print_notes(const Words& words, const std::vector<std::string>& notes);

/// The table that `--data` names: a file, without the columns of `--ignore`, or "xor" or "spirals". The columns
/// `required`, and that of `--target`, have a value in each row. Prints how it was read. Throws `Error`.
[[nodiscard]] TypedTable read_table(const Words& words, const std::vector<std::string>& required = {});

/// What stands for cells without a value, as `--missing` says. Throws usage errors.
[[nodiscard]] train::Imputation imputation(const Words& words);

}  // namespace adc::tools
