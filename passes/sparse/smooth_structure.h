// What an elementwise op depends on, by its rule.
#pragma once

#include <array>

#include "ir/function.h"

namespace adc::passes {

using OperandPairs = std::array<std::array<bool, 3>, 3>;

// Of instructions of class Smooth; of others nothing. Found once for each op. Thread-safe.

/// For each operand, whether the rule's partial by it is other than 0 somewhere, or not known.
[[nodiscard]] std::array<bool, 3> first_order(const ir::Function& fn, ir::ValueId id);

/// The same of partials by two operands. Symmetric.
[[nodiscard]] OperandPairs second_order(const ir::Function& fn, ir::ValueId id);

}  // namespace adc::passes
