// Training without data: the minimum of a formula.
#pragma once

#include "tools/words.h"

namespace adc::tools {

/// Minimises PROGRAM over its inputs, from the values that the words name=value give, by the method that the options
/// say, each step an epoch. Prints the value and the point, or JSON; `--picture` draws the path of two inputs over
/// contours. Throws `Error`.
void minimise(const Words& words);

}  // namespace adc::tools
