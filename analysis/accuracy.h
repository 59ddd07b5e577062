// How accurate ops were measured to be (docs/accuracy.md).
#pragma once

#include <string>
#include <string_view>

namespace adc::analysis {

/// The largest errors of the op `spelling` and of its partial derivatives, in units of the last place, as
/// docs/accuracy.md has them: "0.52 ulp; ∂/∂x 0.55 ulp". Empty if none were measured.
[[nodiscard]] std::string measured_accuracy(std::string_view spelling);

}  // namespace adc::analysis
