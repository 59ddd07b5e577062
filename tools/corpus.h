// adc check --corpus: formulas with what they should give.
#pragma once

#include <string>

#include "adc/adc.hpp"

namespace adc::tools {

/// Checks the records of a file, one JSON object a line, and prints what disagrees and how many there are. Throws
/// `Error`: "cannot-read"; after all records "disagreement" if a record disagrees or is refused.
void check_corpus(const std::string& path, const CompileOptions& options, bool json);

}  // namespace adc::tools
