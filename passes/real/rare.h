// Where two expressions are equal.
#pragma once

#include "passes/real/expr.h"

namespace adc::passes::real {

/// Whether two expressions are equal at isolated points only, as far as that is seen: false where they may be equal on
/// a whole range. What chooses among values is equal to something only where one of those is. O(size of what is chosen
/// from), bounded.
[[nodiscard]] bool meet_rarely(Pool& pool, Expr a, Expr b);

/// Whether parameter `index` stands in `e`; true also where `e` is too large to be looked through.
[[nodiscard]] bool mentions(Pool& pool, Expr e, std::int64_t index);

}  // namespace adc::passes::real
