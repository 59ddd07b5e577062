// The examples that the command line of adc train names.
#pragma once

#include <vector>

#include "adc/train.hpp"
#include "tools/words.h"

namespace adc::tools {

/// The options that choose and read data.
[[nodiscard]] std::vector<Option> data_options();

/// The table that `--data` names: a CSV file, without the columns of `--ignore`. Throws `Error`.
[[nodiscard]] CsvTable read_table(const Words& words);

/// The examples that `--data` and `--target` name: a table's, "xor" or "spirals". `--target none`, or `has_no_target`
/// where no target is named, makes all columns features. Throws `Error`.
[[nodiscard]] train::Dataset read_examples(const Words& words, bool has_no_target = false);

/// The part of the examples to test with that `--test` says: `every:5`, `0.2`, or none. Throws usage errors.
[[nodiscard]] train::Split split(const Words& words, std::size_t rows);

/// The change of units that `--scale` says, fitted to `examples`. Throws usage errors.
[[nodiscard]] train::Scaling scaling(const Words& words, const train::Dataset& examples);

/// Examples for training and for a test, as the program takes them, and where they come from.
struct Parts {
  train::Dataset all;  ///< in the units of the data
  train::Dataset train;
  train::Dataset test;
  train::Scaling scaling;
  std::vector<bool> heldout;  ///< for each row of all, whether it is for the test
};

/// What the words say of examples; `classes`: the target names classes, even where it has numbers; `has_no_target`: the
/// program has no use for a target, unless one is named. Throws `Error`.
[[nodiscard]] Parts read_parts(const Words& words, bool classes, bool has_no_target = false);

}  // namespace adc::tools
