// What a rule of the pass `stable` is.
#pragma once

#include <span>
#include <string_view>

#include "passes/core/rewrite.h"

namespace adc::passes {

/// Whether a rule keeps its left side beside the right.
enum class When : std::uint8_t { Always, First };

/// An equation between real numbers whose right side is computed at least as accurately as its left: wherever it is
/// applied, the error afterwards is at most the larger of what it was and 2 ulp, and somewhere in `range` it is
/// smaller. A rule that holds or pays only on a part of the line selects between its sides; what is selected is a whole
/// side, never an operand of one, whose derivative would be lost with it.
///
/// `order` says how often the equation may be differentiated: up to it the derivatives of what `apply` makes are those
/// of the left side and keep their digits, at guarded points and edges, too. Where derivatives of a higher order are
/// taken, the rule takes part in the value, and in the derivatives once they are made.
struct StableRule {
  ir::Op root;
  std::string_view equation;
  std::string_view range;  ///< where the two sides differ in accuracy
  When when;
  std::optional<Replacement> (*apply)(const Site& site, const Form& form);
  int order = kAnyOrder;
};

/// The rules, by subject.
[[nodiscard]] std::span<const StableRule> exponential_rules();
[[nodiscard]] std::span<const StableRule> hyperbolic_rules();
[[nodiscard]] std::span<const StableRule> logarithm_rules();
[[nodiscard]] std::span<const StableRule> log_product_rules();
[[nodiscard]] std::span<const StableRule> log_of_prod_rules();
[[nodiscard]] std::span<const StableRule> difference_rules();
[[nodiscard]] std::span<const StableRule> root_rules();
[[nodiscard]] std::span<const StableRule> trigonometric_rules();
[[nodiscard]] std::span<const StableRule> quotient_rules();
[[nodiscard]] std::span<const StableRule> softmax_rules();
/// 1 − softmax(z), of which derivatives of softmax are made; not for what a person reads.
[[nodiscard]] std::span<const StableRule> softmax_complement_rules();
[[nodiscard]] std::span<const StableRule> special_function_rules();
/// Run when no other rule applies any more, since others know erfc(u) for every u.
[[nodiscard]] std::span<const StableRule> tail_rules();
[[nodiscard]] std::span<const StableRule> tensor_rules();
[[nodiscard]] std::span<const StableRule> kink_rules();
/// The last to be tried: they ask the others for what is left without constant factors. A factor that is taken off may
/// round once more, so that the error afterwards is at most the larger of what it was and 3 ulp.
[[nodiscard]] std::span<const StableRule> coefficient_rules();
/// The same for variable factors and divisors, which may round twice more: 4 ulp.
[[nodiscard]] std::span<const StableRule> further_factor_rules();

/// Exact arithmetic on rational constants, which keeps the forms that the rules look for simple.
[[nodiscard]] std::span<const Rewrite> folding_rewrites();

/// A choice by a condition inside another by the same.
[[nodiscard]] std::span<const Rewrite> choice_rewrites();

/// Powers out of denominators, for programs of which derivatives are taken.
[[nodiscard]] std::span<const Rewrite> reciprocal_rewrites();

/// xlogy(p, q) where q vanishes with p, for programs of which derivatives are taken.
[[nodiscard]] std::span<const Rewrite> vanishing_rewrites();

}  // namespace adc::passes
