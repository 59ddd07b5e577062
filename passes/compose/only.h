// One of several outputs.
#pragma once

#include <cstddef>

#include "ir/function.h"

namespace adc::passes {

/// `fn` with its output `output` alone: the instructions that it needs, and all inputs. O(n).
[[nodiscard]] ir::Function only(const ir::Function& fn, std::size_t output);

}  // namespace adc::passes
