// Simplification that changes no bit.
#pragma once

#include <span>

#include "ir/function.h"
#include "passes/core/rewrite.h"

namespace adc::passes {

/// A legalised `fn` with constants folded, by the interpreter and so as IEEE arithmetic has it, and rewritten where
/// that gives the same bits for every input (all nans count as equal, −0 and +0 do not): `x·1 → x`, `−(−x) → x`, `x −
/// (−y) → x + y`. Values of constants that are not rounded yet are left alone, so that `0.1 + 0.2` is what IEEE says.
/// O(n).
[[nodiscard]] ir::Function fold_exact(ir::Function fn);

/// The same by a table of `exact_rewrites` and further ones after them.
[[nodiscard]] ir::Function fold_exact(ir::Function fn, const RewriteTable& rewrites);

/// The rewrites, with their equations.
[[nodiscard]] std::span<const Rewrite> exact_rewrites();

}  // namespace adc::passes
