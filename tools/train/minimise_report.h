// What a search for a minimum found, as people and as programs read it.
#pragma once

#include <string>
#include <vector>

#include "adc/train/minimise.hpp"
#include "tools/words.h"

namespace adc::tools {

/// Prints value and point to stdout, and multipliers of constraints; what is certain of them to stderr. With `--json`
/// one object {"schema": "adc.minimise.1", "value": v, "at": {"x": …}, "reason": "minimum", "success": true, "text": "a
/// minimum", "gradient_norm": g, "curvature": c, "steps": n, "evaluations": n}, of a minimum that is not isolated
/// "isolated": false, with constraints "constraints": [{"text", "value", "multiplier", "active"}] and "violation", with
/// several starts "others": [{"value", "at", "reason"}].
void print_minimum(const Words& words, const train::Minimum& minimum, const std::vector<std::string>& names);

/// The error of a search that did not end at a minimum; nothing if it did. Throws it.
void refuse_no_minimum(const Function& function, const train::Minimum& minimum, const train::MinimiseOptions& options);

}  // namespace adc::tools
