// Characters that mean nothing in a formula, and what their writer may have meant.
#pragma once

#include <cstddef>
#include <string_view>

namespace adc::parser {

/// Throws `diag::Failure` about the character at `offset`, which the grammar does not know, with the spelling that adc
/// has for it where there is one.
[[noreturn]] void fail_foreign(std::string_view text, std::size_t offset);

}  // namespace adc::parser
