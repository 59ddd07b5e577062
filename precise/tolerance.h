// The one tolerance, of `adc check` and of all tests:
//
//     |error| ≤ max(1e-12·|f|, 8u·Σᵢ|v̄ᵢ·vᵢ|) + smallest subnormal
//
// where u = 2⁻⁵³ and the sum runs over all values vᵢ of the function that was evaluated, in high precision, v̄ᵢ being
// ∂f/∂vᵢ. For a derivative that function is the legalised derivative.
#pragma once

#include <functional>

#include "precise/oracle.h"
#include "precise/sweep.h"

namespace adc::precise {

/// Judges `computed`, which a function in double arithmetic gave, against the exact number. A reference that no finite
/// double is nearest to wants the same computed. `magnitude` gives the sum; it is called only where the first term does
/// not already decide.
[[nodiscard]] Judgement judge(double computed, const Real& reference, const std::function<Real()>& magnitude);

/// Σᵢ|v̄ᵢ·vᵢ|
[[nodiscard]] Real magnitude(std::span<const Real> values, std::span<const Real> adjoints);

/// The unit in the last place of the double `x`, at least the smallest subnormal.
[[nodiscard]] double ulp(double x);

}  // namespace adc::precise
