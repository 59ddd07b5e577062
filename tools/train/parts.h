// Examples for training, for watching it, and for a test.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adc/train.hpp"
#include "tools/words.h"

namespace adc::tools {

/// Examples, as the program takes them, and where they come from.
struct Parts {
  train::Dataset all;  ///< in the units of the data
  train::Dataset train;
  train::Dataset validation;
  train::Dataset test;
  train::Encoding encoding;
  train::Scaling scaling;
  train::Scaling target_scaling;  ///< of targets that are numbers; empty: as they are
  std::vector<bool> heldout;      ///< for each row of all, whether it is for validation or the test
  /// Scales rows of `all`, as these words say, by what the first part alone says. From any thread.
  std::function<train::Prepared(const Words& words, train::Dataset train, train::Dataset heldout)> prepare;
};

/// How examples are read.
struct Reading {
  bool classes = false;        ///< the target names classes, even where it has numbers
  bool has_no_target = false;  ///< the program has no use for a target, unless one is named
  /// Whether targets that are numbers are standardised unless the words say otherwise; empty: they are not.
  std::function<bool(const train::Dataset& all)> scales_targets = {};
  std::vector<std::string> scalars = {};  ///< the program's `data` that are single numbers
  bool has_tensor = true;                 ///< the program has others, but for the target
  const train::Model* model = nullptr;    ///< whose columns and units hold, if there is one
};

/// What the words say of examples. Throws `Error`, with file and line where a cell is to blame.
[[nodiscard]] Parts read_parts(const Words& words, const Reading& reading);

}  // namespace adc::tools
