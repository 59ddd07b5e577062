// Dead code elimination.
#pragma once

#include <vector>

#include "ir/function.h"

namespace adc::passes {

/// `fn` without instructions that no output needs; inputs stay, bindings of dropped values go.
/// Preserves every result bit. O(n).
[[nodiscard]] ir::Function dce(ir::Function fn);

/// For each instruction of `fn`, whether it stays. O(n).
[[nodiscard]] std::vector<bool> find_live(const ir::Function& fn);

}  // namespace adc::passes
