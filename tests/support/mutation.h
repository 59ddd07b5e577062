// Functions that are wrong in one instruction.
#pragma once

#include <string>
#include <vector>

#include "ir/function.h"

namespace adc::tests {

struct Mutant {
  std::string what;  ///< "mul: becomes div"
  ir::Function fn;
};

/// `fn` with one instruction changed, in every way of: another sign, a factor of 2, multiplication for division and
/// addition for subtraction or the reverse, operands in another order, another input, a function left out, the other
/// side of a choice, its sides swapped.
[[nodiscard]] std::vector<Mutant> mutants(const ir::Function& fn);

}  // namespace adc::tests
