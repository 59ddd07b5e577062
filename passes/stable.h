// Rewrites towards accuracy.
#pragma once

#include <span>

#include "ir/function.h"
#include "passes/rewrite.h"

namespace adc::passes {

/// `fn` rewritten where the result is equal in real arithmetic and at least as accurate: after a rewrite the error is
/// at most the larger of what it was and 2 ulp, at every point. A rewrite may replace a 0·∞ nan by its limit, but never
/// another defined value. Rational constants are folded exactly. For functions that are not legalised yet; run before
/// and after differentiating. Keeps inputs, outputs, bindings. O(n).
[[nodiscard]] ir::Function stable(const ir::Function& fn);

/// The rewrites, with their equations.
[[nodiscard]] std::span<const Rewrite> stable_rewrites();

}  // namespace adc::passes
