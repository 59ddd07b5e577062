// Which learning rate to begin with.
#pragma once

#include "adc/train.hpp"
#include "tools/words.h"

namespace adc::tools {

/// Prints how the loss of a copy behaves while the rate grows, and the rate that this advises; or JSON. `--plot FILE`
/// draws it. Throws "diverged" where the loss falls at none.
void find_rate(const Words& words, const train::Objective& objective, const train::TrainOptions& options,
               const std::vector<double>& params);

}  // namespace adc::tools
