// Letters and digits that look like others.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace adc::parser {

/// The character that `c` looks like, or is a variant of, and that people mean: `a` for the Cyrillic а and the
/// mathematical 𝑎, `1` for the full-width １; nullopt for any other.
[[nodiscard]] std::optional<std::string> look_alike(char32_t c);

/// `name` with each such letter replaced; empty if there is none in it, or if it has other letters of their script.
[[nodiscard]] std::string plain_look_alike(std::string_view name);

/// "`а` (U+0430, Cyrillic)" for each letter of `name` that looks like another, with commas between.
[[nodiscard]] std::string describe_look_alikes(std::string_view name);

}  // namespace adc::parser
