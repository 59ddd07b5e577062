// Values of functions that have a name: sin(π/6) = 1/2.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "passes/real/expr.h"

namespace adc::passes::series {

/// `op` of `args` as a number made of rationals, roots, π and e, where it is a known one. Sums and powers are none of
/// its matter (`Pool::call`).
[[nodiscard]] std::optional<real::Expr> exact_value(real::Pool& pool, ir::Op op, const std::vector<real::Expr>& args,
                                                    std::int64_t immediate);

}  // namespace adc::passes::series
