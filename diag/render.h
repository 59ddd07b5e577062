// Diagnostics as people read them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "adc/diagnostic.hpp"

namespace adc::diag {

/// Of a byte of a text, counted from 1, columns in code points.
struct LineColumn {
  std::size_t line;
  std::size_t column;
};
[[nodiscard]] LineColumn line_and_column(std::string_view text, std::size_t offset);

/// Whether the diagnostic is of a place in a text.
[[nodiscard]] bool has_place(const Diagnostic& diagnostic);

/// The diagnostic as a person reads it: place (1-based line, column in code points), message, slug, the line with a
/// caret under the span, labels and help. `first_line`: the number of the first line of `text`, where that is a part.
///
///     demo.adc:1:12: error: unknown function `sni` [unknown-function]
///       f(x) = 2 * sni(x)
///                  ^~~
///       help: did you mean `sin`?
[[nodiscard]] std::string render(const Diagnostic& diagnostic, std::string_view source_name, std::string_view text,
                                 std::string_view severity = "error", std::size_t first_line = 1);

}  // namespace adc::diag
