// Formulas as people read them: tensors of many axes by their elements.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "emit/formula_parts.h"
#include "ir/function.h"

namespace adc::analysis {

/// What `emit::formula` gives; but a tensor that matrices have no words for, or long ones, is written by its elements:
/// `[i = 1:3, j = 1:3, k = 1:3, if(i == j == k, -sin(x[i]), 0)]`. For functions at level `real`. `known` as there.
/// Linear in the text, and in a bounded number of steps beside.
[[nodiscard]] std::string readable_formula(const ir::Function& fn, std::span<const emit::KnownName> known = {});

/// The names that the text of a program binds, with their values where there are few.
[[nodiscard]] std::vector<emit::KnownName> names_of_bindings(const ir::Function& fn);

}  // namespace adc::analysis
