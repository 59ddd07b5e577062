// The one tolerance of all tests.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "ir/function.h"

namespace adc::tests {

/// Whether a computed number is right, and if it is not, a line that says by how much.
struct Verdict {
  bool ok = false;
  std::string text;

  explicit operator bool() const { return ok; }
};

/// Judges `computed`, which a program in double arithmetic gave for output `output` of `fn` at `inputs`, against the
/// exact number `reference` (decimal digits, "inf", "-inf" or "nan"):
///
///     |error| ≤ max(1e-12·|f|, 8u·Σᵢ|v̄ᵢ·vᵢ|) + smallest subnormal
///
/// where u = 2⁻⁵³ and the sum runs over all values vᵢ of `fn` in high precision, v̄ᵢ being ∂output/∂vᵢ. `fn` is the
/// program that was evaluated: for a derivative, the legalised derivative. The sum is computed only where the first
/// term does not already decide. A reference that is not finite wants the same computed.
[[nodiscard]] Verdict judge(double computed, std::string_view reference, const ir::Function& fn,
                            std::span<const double> inputs, std::size_t output);

}  // namespace adc::tests
