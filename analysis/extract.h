// Parts of a function as functions of their own.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "ir/function.h"

namespace adc::analysis {

/// Names for values, by their index.
using ValueNames = std::unordered_map<std::size_t, std::string>;

/// A function, and the values of another function that its inputs stand for.
struct Extracted {
  ir::Function fn;
  std::vector<ir::ValueId> inputs;
};

/// The computation of `result` in `fn` from the nearest values that `names` names, which become the inputs, in the
/// order in which the text of the computation meets them. `result` itself is computed even if it is named (unless it is
/// a parameter); every parameter that the computation reaches is named, and names are distinct. Inputs that no
/// derivative is taken for (booleans, data, all of a boolean) are of kind Data. Time and memory are linear in the part,
/// whatever the size of `fn` (n log n for the order of its values).
[[nodiscard]] Extracted extract(const ir::Function& fn, ir::ValueId result, const ValueNames& names);

/// `fn` with only its output of index `output`, and only what that needs. All inputs stay. O(n).
[[nodiscard]] ir::Function keep_output(const ir::Function& fn, std::size_t output);

}  // namespace adc::analysis
