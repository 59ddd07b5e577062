// Rewrites towards accuracy.
#pragma once

#include <optional>
#include <vector>

#include "ir/function.h"
#include "passes/core/rewrite.h"
#include "passes/stable/rule.h"

namespace adc::passes {

/// `fn` rewritten where the result is equal in real arithmetic and at least as accurate: after a rewrite the error is
/// at most the larger of what it was and 2 ulp, at every point. A rewrite may replace a nan that comes of 0·∞, 0/0,
/// ∞/∞ or ∞ − ∞ by the limit, and a wrong infinity by the number, but never another defined value. Rational constants
/// are folded exactly. The result is a fixpoint. Rules that do not hold for derivatives of `how.order` take no part,
/// and for any order but 0 powers leave denominators.
/// For functions that are not legalised yet. Keeps inputs, outputs, bindings. Appends to `how.applied`, where that is
/// given, each rewrite by a rule with its place in the text, once. O(n).
[[nodiscard]] ir::Function stable(const ir::Function& fn, const Rewriting& how = {});

/// `fn` rewritten for its values, and for derivatives to be taken of it.
struct StableForms {
  ir::Function values;
  bool values_settled = false;             ///< whether `stable` for order 0 would leave them as they are
  std::optional<ir::Function> derived_of;  ///< none where it is `values`
};
/// What `stable` gives for order 0 and for `how.order`, made once where no rule makes a difference between the two.
[[nodiscard]] StableForms stable_forms(const ir::Function& fn, const Rewriting& how);

/// `fn` with the rules of tensors alone that hold to any order, and without moves of elements that move nothing:
/// softmax, logsumexp and norms where they were written by hand. For functions that may still hold `Diff`, whose second
/// operands must have an identity (`keep_targets`, passes/derive/expand_diff.h). Appends to `applied` as above. O(n).
[[nodiscard]] ir::Function stable_tensors(const ir::Function& fn, std::vector<AppliedRewrite>* applied = nullptr);

/// Whether rules may choose another form at a single point.
enum class Choices : std::uint8_t { Made, NotMade };

/// `fn` with the rules of kinks alone: what is smooth though its parts are not, in smooth parts. For functions that may
/// still hold `Diff`, as above. Appends to `applied` as above. O(n).
[[nodiscard]] ir::Function cancel_kinks(const ir::Function& fn, Choices choices = Choices::Made,
                                        std::vector<AppliedRewrite>* applied = nullptr);

/// All rules, in the order in which they are tried. docs/stable.md lists them.
[[nodiscard]] std::span<const StableRule> stable_rules();

}  // namespace adc::passes
