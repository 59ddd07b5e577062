// What follows where a condition is known to hold.
#pragma once

#include <optional>

#include "passes/real/expr.h"

namespace adc::passes::real {

/// `not condition`, with comparisons turned around.
[[nodiscard]] Expr negated(Pool& pool, Expr condition);

/// `e` where `condition` has the value `truth`: choices in it that follow are made, max(x, y) is x where x > y. What is
/// too large to be looked through stays as it is. Real numbers alone are compared: nan is none.
[[nodiscard]] Expr assuming(Pool& pool, Expr e, Expr condition, bool truth);

/// The value of `wanted` where `condition` has the value `truth`, if that follows.
[[nodiscard]] std::optional<bool> follows(const Pool& pool, Expr wanted, Expr condition, bool truth);

/// `condition` with `<` for `≤` where the two sides are equal at isolated points only.
[[nodiscard]] Expr strict(Pool& pool, Expr condition);

}  // namespace adc::passes::real
