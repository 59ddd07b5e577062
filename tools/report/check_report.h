// What a check found, as people and as programs read it.
#pragma once

#include <string>
#include <vector>

#include "adc/adc.hpp"

namespace adc::tools {

/// A table per point where there are few; otherwise a table of the largest errors, and the points with a disagreement.
/// The last line counts. `inputs` names the coordinates.
[[nodiscard]] std::string as_text(const CheckReport& report, const std::vector<std::string>& inputs);

/// One object: {"schema": "adc.check.1", "points": [{"x": {…}, "kinks": […], "quantities": [{"name", "exact",
/// "condition", "verdict", "cause", "numbers": [{"method", "number", "ulps", "error", "allowed", "within"}]}]}],
/// "disagreements": n}.
[[nodiscard]] std::string as_json(const CheckReport& report, const std::vector<std::string>& inputs);

/// The first digits of a number in decimal, with its exponent.
[[nodiscard]] std::string shortened(const std::string& digits);

}  // namespace adc::tools
