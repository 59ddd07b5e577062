// What the language needs of Unicode.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adc::diag {

/// A code point and the number of its bytes.
struct CodePoint {
  char32_t value = 0;
  std::uint32_t bytes = 1;
};

/// The code point at the start of `text`, which must not be empty; nullopt if it is not UTF-8 there.
[[nodiscard]] std::optional<CodePoint> decode(std::string_view text);

/// The offset of the first byte that is not UTF-8 or is NUL; nullopt if all is well.
[[nodiscard]] std::optional<std::size_t> first_invalid(std::string_view text);

/// May a name start with it (a letter, `_`, ∞)?
[[nodiscard]] bool starts_name(char32_t c);
/// May it stand in a name (also digits, subscripts and combining marks)?
[[nodiscard]] bool continues_name(char32_t c);
/// A blank other than a newline: space, tab, no-break space, …
[[nodiscard]] bool is_blank(char32_t c);

/// The one spelling of a name: NFC, subscripts as `_1`, µ as μ.
[[nodiscard]] std::string canonical_name(std::string_view name);

/// The small letter of a capital; any other code point is itself.
[[nodiscard]] char32_t lower_case(char32_t c);

/// Columns that it takes on a terminal, 0 to 2.
[[nodiscard]] int display_width(char32_t c);

/// "U+2212".
[[nodiscard]] std::string code_point_name(char32_t c);

}  // namespace adc::diag
