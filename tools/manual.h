// adc --man: manual pages, for `man`.
#pragma once

#include <string>

namespace adc::tools {

/// The manual page of a command, or of the whole program if `command` is "", as text for `man` (the macros of man(7),
/// all of it ASCII). What `--help` says stands in it, and what manual_text.h has. Throws a usage error for another
/// word.
[[nodiscard]] std::string manual(const std::string& command);

}  // namespace adc::tools
