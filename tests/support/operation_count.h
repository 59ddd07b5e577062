// How much there is to read in a formula.
#pragma once

#include <cstddef>
#include <string_view>

namespace adc::tests {

/// The operators, calls, juxtapositions and superscripts in a formula's text, each counted as one. A name right before
/// `(` is a call if it is one of the language's functions or has more than one letter; otherwise a product.
///
///     operation_count("-sin(sin(x²) + 3x²)·(2x·cos(x²) + 6x)") == 13
[[nodiscard]] std::size_t operation_count(std::string_view formula);

}  // namespace adc::tests
