// The tolerance (tests/support/tolerance.h) for references that are high-precision numbers rather than digits.
#pragma once

#include "tests/support/sweep.h"
#include "tests/support/tolerance.h"

namespace adc::tests {

[[nodiscard]] Verdict judge(double computed, const Real& reference, const ir::Function& fn,
                            std::span<const double> inputs, std::size_t output);

/// Σᵢ|v̄ᵢ·vᵢ| of an output.
[[nodiscard]] Real conditioning(const ir::Function& fn, std::span<const double> inputs, std::size_t output);

}  // namespace adc::tests
