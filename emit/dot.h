// IR as a graph for Graphviz.
#pragma once

#include <string>

#include "ir/function.h"

namespace adc::emit {

/// A `digraph` of the values that the outputs of `fn` need, and of all inputs: value i is node `v<i>` with its op (an
/// input with its name, a constant with its number), the name that the text binds it to, and its type and shape; an
/// edge per operand, numbered where an op has several that it tells apart. Output i is node `o<i>`. A comment has
/// `description` (the program's text). The same text each time. O(n).
[[nodiscard]] std::string dot(const ir::Function& fn, const std::string& description);

}  // namespace adc::emit
