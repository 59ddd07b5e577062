// Identities of comparisons, logic and choices.
#pragma once

#include <optional>
#include <vector>

#include "passes/real/expr.h"

namespace adc::passes::real {

/// Whether `op` is one that these are of: a comparison, `not`, `and`, `or`, a choice, or a condition as a number.
[[nodiscard]] bool is_condition_or_choice(Op op);

/// What `op` of `args` equals, or none if no identity applies: conditions that are known, one comparison for each
/// relation, choices within choices as one.
[[nodiscard]] std::optional<Expr> apply_to_conditions(Pool& pool, Op op, const std::vector<Expr>& args);

}  // namespace adc::passes::real
