// The tolerance (tests/support/tolerance.h) for references that are high-precision numbers rather than digits.
#pragma once

#include "precise/sweep.h"
#include "precise/tolerance.h"
#include "tests/support/tolerance.h"

namespace adc::tests {

using precise::exact_gradient;
using precise::exact_values;
using precise::Real;
using precise::stays_in_range;
using precise::Sweep;

[[nodiscard]] Verdict judge(double computed, const Real& reference, const ir::Function& fn,
                            std::span<const double> inputs, std::size_t output);

/// The same with the exact numbers of `fn` at the point, for many outputs of one function.
[[nodiscard]] Verdict judge(double computed, const Real& reference, Sweep& exact, std::size_t output);

/// Σᵢ|v̄ᵢ·vᵢ| of an output.
[[nodiscard]] Real conditioning(const ir::Function& fn, std::span<const double> inputs, std::size_t output);

}  // namespace adc::tests
