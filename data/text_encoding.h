// Bytes → UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adc/typed_table.hpp"

namespace adc::data {

/// `bytes` as UTF-8, without a byte order mark; nullopt if they are so already, but for one. Throws `Error`
/// ("invalid-utf8") for half a character of UTF-16, whose span is in `bytes`.
[[nodiscard]] std::optional<std::string> to_utf8(std::string_view bytes, TextEncoding encoding);

/// Throws `Error` ("invalid-utf8") for a byte of `text` that is not UTF-8, or is NUL.
void require_utf8(std::string_view text);

}  // namespace adc::data
