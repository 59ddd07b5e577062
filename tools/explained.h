// A number at a point, as it is explained: by tables, graphs and pages.
#pragma once

#include <vector>

#include "tools/program.h"

namespace adc::tools {

/// The options that `explained` understands, for commands to declare.
[[nodiscard]] std::vector<Option> explained_options();

/// As `evaluation`; but of a trained model the parameters are inputs, too, with their values, so that its layers are
/// seen, and inputs without a value take that of a row of `--data`: numbers the column of their name, what a model
/// predicts from its features. Of a vector the function is one element: the only one, that of `--element`, or of a
/// model the most probable class, which a note says. Throws `Error`, also "not-a-loss" where that is none.
[[nodiscard]] Evaluation explained(const Words& words);

}  // namespace adc::tools
