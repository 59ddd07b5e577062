// What kind of number each node is.
#pragma once

#include <vector>

#include "kernel/program.h"

namespace adc::kernel {

/// The type of a node whose operands have the types `known`, by id: Bool or the program's float type.
[[nodiscard]] ir::DType type_of(const Program& program, const Node& node, const std::vector<ir::DType>& known);

/// Per node of a region of `program`, its type: Bool or the program's float type. O(nodes).
[[nodiscard]] std::vector<ir::DType> types(const Program& program, const Region& region);

}  // namespace adc::kernel
