// The minimum of a formula: adc minimise, and adc train without data.
#pragma once

#include "tools/words.h"

namespace adc::tools {

/// Minimises PROGRAM over its inputs as the words say, from the values that they give. Prints the value and the point,
/// or JSON, and what is certain of it; `--picture` draws the path over contours. Where the words name a method of
/// training (`--optimizer`, but for lbfgs) its steps are taken, each an epoch. Throws `Error`: "no-minimum" where the
/// search does not end at one.
void minimise(const Words& words);

}  // namespace adc::tools
