// Lines of free-form Fortran.
#pragma once

#include <string>
#include <string_view>

namespace adc::emit {

/// `text` in lines of at most 132 bytes: statements are continued (`&`) behind a space, a comma or a bracket, comments
/// begin again with their mark (`!`, `!>`). O(size).
[[nodiscard]] std::string fortran_lines(std::string_view text);

}  // namespace adc::emit
