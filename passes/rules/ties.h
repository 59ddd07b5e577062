// Ties of choices that are nested in each other.
#pragma once

#include "passes/core/sharing_builder.h"

namespace adc::passes {

/// How many of the values that `v` chooses from are the one it chose, where `v` is `choice` (Max or Min), such a
/// reduction, or a tree of them, also with moves of elements between: max(max(a, b), c) chooses from a, b and c. For
/// each element of `v`; the constant 1 where `v` chooses from nothing. A value of an identity of its own (`Copy`) is
/// one value. Amortised O(1) per instruction of `b`.
[[nodiscard]] ir::ValueId tie_count(SharingBuilder& b, ir::ValueId v, ir::Op choice);

/// Whether that is known to be 1.
[[nodiscard]] bool is_one(const SharingBuilder& b, ir::ValueId count);

}  // namespace adc::passes
