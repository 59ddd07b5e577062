// Constants of the IR as nodes.
#pragma once

#include "ir/constant.h"
#include "ir/type.h"
#include "kernel/node.h"

namespace adc::kernel {

/// A constant, rounded to the float type.
[[nodiscard]] inline Node constant(const ir::Constant& constant, ir::DType float_type) {
  if (constant.kind() == ir::Constant::Kind::Bool) return Truth{constant.as_bool()};
  const bool is_float = float_type == ir::DType::F32;
  return Constant{is_float ? static_cast<double>(constant.to_float()) : constant.to_double()};
}

}  // namespace adc::kernel
