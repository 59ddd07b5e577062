// Where the accuracy of an op is promised.
#pragma once

#include "ir/op.h"

namespace adc::tests {

/// Whether ir/special/special.h promises digits of `op` at the operands x, y: the logarithms of beta functions and
/// binomial coefficients and the differences of polygammas have values outside their domains (analysis/op_limits.h),
/// too, for which it does not.
[[nodiscard]] bool is_stated(ir::Op op, double x, double y);

}  // namespace adc::tests
