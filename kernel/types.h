// What kind of number each node is.
#pragma once

#include <cstdint>
#include <vector>

#include "kernel/program.h"

namespace adc::kernel {

/// What ir/signature.h wants to know of an op's operands.
struct Signature {
  Signature(const Apply& apply, const std::vector<ir::DType>& known);
  [[nodiscard]] std::vector<const ir::Type*> operands() const;

  std::vector<ir::Type> types;
  std::vector<std::int64_t> immediates;
};

/// The type of a node whose operands have the types `known`, by id: Bool or the program's float type.
[[nodiscard]] ir::DType type_of(const Program& program, const Node& node, const std::vector<ir::DType>& known);

/// Per node of a region of `program`, its type: Bool or the program's float type. O(nodes).
[[nodiscard]] std::vector<ir::DType> types(const Program& program, const Region& region);

}  // namespace adc::kernel
