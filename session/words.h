// What a session says in words.
#pragma once

#include <string>
#include <vector>

#include "adc/diagnostic.hpp"

namespace adc::session {

/// "`a`, `b` and `c`".
[[nodiscard]] std::string list(const std::vector<std::string>& names);

/// That these names have no value, and what gives them one.
[[nodiscard]] Diagnostic no_value(const std::vector<std::string>& names);

}  // namespace adc::session
