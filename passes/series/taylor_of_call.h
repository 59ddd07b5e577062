// The Taylor coefficients of one function about a regular point, exactly.
#pragma once

#include <cstddef>
#include <vector>

#include "passes/series/coefficients.h"

namespace adc::passes::series {

/// f⁽ⁱ⁾(x)/i! for i < `count`, where f is `op` as a function of its operand number `by`, and x are the values of the
/// operands: by the recurrences of a Taylor program (passes/derive/taylor.h). Throws `diag::Failure` where a function
/// is not known to that order, or has no derivative; `real::NoNormalForm`. O(count²) products.
[[nodiscard]] std::vector<Expr> taylor_of_call(Coefficients& field, ir::Op op, std::int64_t immediate,
                                               const std::vector<Expr>& x, std::size_t by, std::size_t count);

}  // namespace adc::passes::series
