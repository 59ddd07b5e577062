// Inputs that nothing is differentiated for.
#pragma once

#include <cstdint>
#include <span>

#include "ir/function.h"

namespace adc::passes {

/// `fn` with the inputs of these indices as `data`. What the program itself differentiates for them stays. O(n).
[[nodiscard]] ir::Function as_data(const ir::Function& fn, std::span<const std::uint32_t> inputs);

}  // namespace adc::passes
