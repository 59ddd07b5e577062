// Taylor coefficients, as programs read them.
#pragma once

#include <string>
#include <vector>

#include "adc/taylor.hpp"

namespace adc::tools {

/// A member of an object, with a comma before it: , "taylor": {"coefficients": [c₀, …], "derivatives": [y, …]}; of
/// several outputs an object of those by name.
[[nodiscard]] std::string as_json(const Taylor& taylor, const std::vector<std::string>& outputs);

}  // namespace adc::tools
