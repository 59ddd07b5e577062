// What a trained program tells of itself: its parameters, what it depends on, what its units look for.
#pragma once

#include "adc/train.hpp"
#include "tools/words.h"

namespace adc::tools {

/// The options of what is told.
[[nodiscard]] std::vector<Option> insight_options();

/// Refuses what could not be told after training: an `--image` that does not fit, … Throws usage errors.
void check_insights(const Words& words, const train::ExampleLoss& loss, const train::Dataset& data);

/// Prints the learned parameters, in the units of the data where features go through an affine map first; with
/// `--show-parameters`, or where the program is the user's own (`is_own`) and has few. `raw` are examples in the units
/// of the data.
void print_parameters(const Words& words, const train::Model& model, const train::ExampleLoss& loss,
                      const train::Dataset& raw, bool is_own);

/// With `--importance`: prints how much worse predictions of `data`, as the program takes them, are without each
/// feature.
void print_importance(const Words& words, const train::Model& model, const train::ExampleLoss& loss,
                      const train::Dataset& data, const std::string& part);

/// With `--features`: draws the weights of the first layer as images.
void draw_features(const Words& words, const train::Model& model, const train::ExampleLoss& loss);

}  // namespace adc::tools
