// Formulas as people read them: tensors of many axes by their elements.
#pragma once

#include <string>

#include "ir/function.h"

namespace adc::analysis {

/// What `emit::formula` gives; but a tensor that matrices have no words for, or long ones, is written by its elements:
/// `[i = 1:3, j = 1:3, k = 1:3, if(i == j == k, -sin(x[i]), 0)]`. For functions at level `real`. Linear in the text, and
/// in a bounded number of steps beside.
[[nodiscard]] std::string readable_formula(const ir::Function& fn);

}  // namespace adc::analysis
