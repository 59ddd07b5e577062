// Diagnostics as people read them.
#pragma once

#include <string>
#include <string_view>

#include "adc/diagnostic.hpp"

namespace adc::diag {

/// The diagnostic as a person reads it: place (1-based line, column in code points), message, slug, the line with a
/// caret under the span, labels and help.
///
///     demo.adc:1:12: error: unknown function `sni` [unknown-function]
///       f(x) = 2 * sni(x)
///                  ^~~
///       help: did you mean `sin`?
[[nodiscard]] std::string render(const Diagnostic& diagnostic, std::string_view source_name, std::string_view text,
                                 std::string_view severity = "error");

}  // namespace adc::diag
