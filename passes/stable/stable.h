// Rewrites towards accuracy.
#pragma once

#include <vector>

#include "ir/function.h"
#include "passes/rewrite.h"
#include "passes/stable/rule.h"

namespace adc::passes {

/// Which run of the pass over a program this is.
enum class Stage : std::uint8_t {
  Only,               ///< nothing is differentiated
  BeforeDerivatives,  ///< on the program as written
  AfterDerivatives,   ///< on the program and its derivatives
};

/// `fn` rewritten where the result is equal in real arithmetic and at least as accurate: after a rewrite the error is
/// at most the larger of what it was and 2 ulp, at every point. A rewrite may replace a nan that comes of 0·∞, 0/0,
/// ∞/∞ or ∞ − ∞ by the limit, and a wrong infinity by the number, but never another defined value. Rational constants
/// are folded exactly. For functions that are not legalised yet; run before and after differentiating. Keeps inputs,
/// outputs, bindings. `order` is how often the result of a run before derivatives will be differentiated: rules that do
/// not hold so far wait for the run after. Appends to `applied`, where that is given, each rewrite by a rule with its
/// place in the text, once. O(n).
[[nodiscard]] ir::Function stable(const ir::Function& fn, Stage stage = Stage::Only,
                                  std::vector<AppliedRewrite>* applied = nullptr, int order = kAnyOrder);

/// `fn` with the rules of tensors alone that hold to any order, and without moves of elements that move nothing:
/// softmax, logsumexp and norms where they were written by hand. For functions that may still hold `Diff`, whose second
/// operands must have an identity (`keep_targets`, passes/expand_diff.h). Appends to `applied` as above. O(n).
[[nodiscard]] ir::Function stable_tensors(const ir::Function& fn, std::vector<AppliedRewrite>* applied = nullptr);

/// All rules, in the order in which they are tried. docs/stable.md lists them.
[[nodiscard]] std::span<const StableRule> stable_rules();

}  // namespace adc::passes
