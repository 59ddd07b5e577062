// The rules of calculus, as textbooks name and apply them.
#pragma once

#include <string>
#include <vector>

#include "ir/function.h"

namespace adc::analysis {

/// One operation as a function, and which of its inputs depend on the variable: those are differentiated, the others
/// are constants.
struct Operation {
  ir::Function fn;
  std::vector<bool> depends;  ///< per input
};

/// "sum rule", "product rule", "chain rule: sin". `is_inner_the_variable`: what it is a function of is the variable
/// itself, so that there is no chain: "derivative of sin".
[[nodiscard]] std::string rule_name(const Operation& operation, bool is_inner_the_variable);

/// The derivative as the rule writes it, not simplified: a function of the inputs of `operation.fn` and of one further
/// input per input that depends, named by `derivatives` ("du/dx"); of an input whose name is "" there is none, and its
/// derivative is 1. Sums, products and quotients are written as their rules are; of other operations each partial
/// derivative is simplified and multiplied by the derivative of its part.
[[nodiscard]] ir::Function apply_rule(const Operation& operation, const std::vector<std::string>& derivatives);

/// The operation with other names: `u`, `v`, `w` for inputs that depend, `c` for others, and for constants.
[[nodiscard]] Operation general(const Operation& operation);

}  // namespace adc::analysis
