// Rules of ops that are linear in their data operands.
#pragma once

#include <optional>
#include <span>

#include "passes/term.h"

namespace adc::passes {

/// What the transpose of a linear op gives one operand: the adjoint's share, where `condition` is `holds`.
struct Share {
  Term term;
  std::optional<ir::ValueId> condition;
  bool holds = true;
};

/// The op applied to its data operands' tangents; control operands stay. `tangents` has an entry per operand. O(1).
[[nodiscard]] Term linear_tangent(SharingBuilder& b, ir::ValueId y, std::span<const Term> tangents);

/// The op's transpose: what the adjoint of the result `y` contributes to that of operand `k`. O(1).
[[nodiscard]] Share linear_transpose(SharingBuilder& b, ir::ValueId y, std::size_t k, const Term& adjoint);

/// Whether derivatives pass through operand `k` of `op`, of any class: false for control operands and inert ops.
[[nodiscard]] bool is_differentiable(ir::Op op, std::size_t k);

}  // namespace adc::passes
