// The examples that the command line of adc train names.
#pragma once

#include <functional>
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

/// The change of units that `--scale-target` says, fitted to `examples`; without it, to mean 0 and deviation 1 if
/// `by_default`. None of classes. Throws usage errors.
[[nodiscard]] train::Scaling target_scaling(const Words& words, const train::Dataset& examples, bool by_default);

/// Examples for training and for a test, as the program takes them, and where they come from.
struct Parts {
  train::Dataset all;  ///< in the units of the data
  train::Dataset train;
  train::Dataset test;
  train::Scaling scaling;
  train::Scaling target_scaling;  ///< of targets that are numbers; empty: as they are
  std::vector<bool> heldout;      ///< for each row of all, whether it is for the test
};

/// How examples are read.
struct Reading {
  bool classes = false;        ///< the target names classes, even where it has numbers
  bool has_no_target = false;  ///< the program has no use for a target, unless one is named
  /// Whether targets that are numbers are standardised unless the words say otherwise; empty: they are not.
  std::function<bool(const train::Dataset& all)> scales_targets = {};
  const train::Model* model = nullptr;  ///< whose units hold, if there is one
};

/// What the words say of examples. Throws `Error`.
[[nodiscard]] Parts read_parts(const Words& words, const Reading& reading);

}  // namespace adc::tools
