// Products with a logarithm, where 0 meets −∞: 0 in the limit, with the derivatives that the product has there.
#pragma once

#include "passes/stable/match.h"

namespace adc::passes {

/// t·v, where v is a logarithm in a form that keeps its digits.
[[nodiscard]] ValueId times_logarithm(const Site& s, ValueId t, ValueId v);

}  // namespace adc::passes
