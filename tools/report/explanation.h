// How derivatives are computed, as people and as programs read it.
#pragma once

#include <string>
#include <string_view>

#include "adc/adc.hpp"

namespace adc::tools {

/// A table: the ways to compute, their weighted cost, their operations, and which is taken; and a line per rewrite,
/// with its place in the program `text` and what stands there.
[[nodiscard]] std::string as_text(const Explanation& explanation, std::string_view text);

/// {"mode": "reverse", "alternatives": {"forward": {"cost": 12, "operations": 5}, …}, "rewrites": [{"equation": "…",
/// "begin": 0, "end": 9}, …]}, with places in bytes.
[[nodiscard]] std::string as_json(const Explanation& explanation);

}  // namespace adc::tools
