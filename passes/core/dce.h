// Dead code elimination.
#pragma once

#include "ir/function.h"

namespace adc::passes {

/// `fn` without instructions that no output needs; inputs stay, bindings of dropped values go.
/// Preserves every result bit. O(n).
[[nodiscard]] ir::Function dce(const ir::Function& fn);

}  // namespace adc::passes
