// What the parser is told of a caller's options.
#pragma once

#include "adc/adc.hpp"
#include "parser/parse.h"

namespace adc::inline ADC_ABI {

/// Error: "tensor-too-large" for a shape that is none.
[[nodiscard]] Result<parser::ParseOptions> parse_options_of(const CompileOptions& options);

}  // namespace adc::inline ADC_ABI
