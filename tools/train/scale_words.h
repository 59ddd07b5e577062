// How the command line says which units columns are in.
#pragma once

#include <string>
#include <vector>

#include "adc/train.hpp"
#include "tools/words.h"

namespace adc::tools {

/// Examples, and the table that they come from.
struct ScaledTable {
  const TypedTable& table;
  const train::Encoding& encoding;
  const train::Dataset& all;    ///< each row of the table
  const train::Dataset& train;  ///< those that units are fitted to
};

/// The change of units that `--scale` says: of features that are numbers and no columns of `scalars`, unless it names
/// them, or says something and the program has no tensor of features. Throws `Error`, with the place of a number that
/// has no logarithm, or is too large.
[[nodiscard]] train::Scaling scaling(const Words& words, const ScaledTable& about,
                                     const std::vector<std::string>& scalars, bool has_tensor);

/// The change of units that `--scale-target` says; without it, to mean 0 and deviation 1 if `by_default`. None of
/// classes. Throws likewise.
[[nodiscard]] train::Scaling target_scaling(const Words& words, const ScaledTable& about, bool by_default);

}  // namespace adc::tools
