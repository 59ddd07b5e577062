// What a rule of the pass `stable` is.
#pragma once

#include <span>
#include <string_view>

#include "passes/rewrite.h"

namespace adc::passes {

/// In which runs of the pass a rule takes part. A program whose value alone is wanted sees one run of all rules.
enum class When : std::uint8_t {
  Always,
  First,  ///< on the program as written. For rules that keep their left side beside the right: a second run would find
          ///< it
  Last,   ///< after differentiation. For rules whose right side has a derivative that loses digits
};

/// An equation between real numbers whose right side is computed at least as accurately as its left: wherever it is
/// applied, the error afterwards is at most the larger of what it was and 2 ulp, and somewhere in `range` it is
/// smaller. A rule that holds or pays only on a part of the line selects between its sides.
struct StableRule {
  ir::Op root;
  std::string_view equation;
  std::string_view range;  ///< where the two sides differ in accuracy
  When when;
  std::optional<Replacement> (*apply)(const Site& site, const Form& form);
};

/// The rules, by subject.
[[nodiscard]] std::span<const StableRule> exponential_rules();
[[nodiscard]] std::span<const StableRule> hyperbolic_rules();
[[nodiscard]] std::span<const StableRule> logarithm_rules();
[[nodiscard]] std::span<const StableRule> difference_rules();
[[nodiscard]] std::span<const StableRule> root_rules();
[[nodiscard]] std::span<const StableRule> trigonometric_rules();
[[nodiscard]] std::span<const StableRule> tensor_rules();

/// Exact arithmetic on rational constants, which keeps the forms that the rules look for simple.
[[nodiscard]] std::span<const Rewrite> folding_rewrites();

/// Powers out of denominators before derivatives are made, and back where they stood on the `derived` program, so that
/// the value keeps its bits.
[[nodiscard]] std::span<const Rewrite> reciprocal_rewrites(bool derived);

}  // namespace adc::passes
