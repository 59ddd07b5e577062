// The forward and backward tables of the lectures, with numbers.
#pragma once

#include <span>
#include <string>

#include "adc/result.hpp"
#include "ir/function.h"

namespace adc::analysis {

/// The value and the derivatives of `program` (one output) at a point as two tables: forward, a row per binding of the
/// text in order; backward, a row per contribution to an adjoint, `dJ/dt += dJ/du1·du1/dt`, with numbers and sums.
[[nodiscard]] Result<std::string> trace(const ir::Function& program, std::span<const double> inputs);

}  // namespace adc::analysis
