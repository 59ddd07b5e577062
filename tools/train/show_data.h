// What a program sees of a table.
#pragma once

#include <string>

#include "adc/train.hpp"
#include "tools/train/parts.h"

namespace adc::tools {

/// A line for each tensor of the program's `data`: its declaration, the columns that it takes, and their units; then
/// how many rows are for what. Throws `Error` where the program and the table do not fit.
[[nodiscard]] std::string shown_data(const train::ExampleLoss& loss, const Parts& parts);

}  // namespace adc::tools
