// Cross-validation and search: which settings do best on examples that were held out.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "adc/train.hpp"
#include "tools/words.h"

namespace adc::tools {

/// The options of cross-validation and search.
[[nodiscard]] std::vector<Option> validation_options();

/// Whether the words ask for it.
[[nodiscard]] bool validates(const Words& words);

/// What words say of training, but the examples.
using RecipeOf = std::function<train::Recipe(const Words&)>;

/// Trains on `data`, in their own units, without each of K folds, as the words say, or for each of the settings that
/// `--search` lists; prints how good that was. Gives the words with the best settings, to train on everything; nullopt
/// where only `--cross-validate` was asked for, and no model is to be saved. `options` are the command's. Ctrl-C prints
/// what is done and throws "interrupted".
[[nodiscard]] std::optional<Words> validate(const Words& words, const std::vector<Option>& options,
                                            const train::Dataset& data, const RecipeOf& recipe);

}  // namespace adc::tools
