// How a person would derive a program by hand: rule by rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adc/graph.hpp"

namespace adc::inline ADC_ABI {

/// One operation, and the rule that gives its derivative from those of its parts.
struct DerivationStep {
  std::string rule;              ///< as textbooks name it: "product rule", "chain rule: sin"
  GraphFormula law;              ///< of that rule, in u and v, which depend on the variable, and a constant c
  GraphFormula law_derivative;   ///< its derivative: "cos(u)·du/dx"
  GraphFormula name;             ///< "u1"
  GraphFormula value;            ///< what it is computed as, of names: "sin(t)"
  GraphFormula derivative_name;  ///< "du1/dx"
  GraphFormula derivative;       ///< by the rule: "cos(t)·dt/dx"
  GraphFormula whole;            ///< the same in inputs alone, simplified: "2x·cos(x²)"; "" where that is long
};

/// The operations that depend on the variable, each after those that it is computed from; the last is the result.
/// Empty where nothing depends on it: the derivative is 0.
struct Derivation {
  GraphFormula variable;
  std::vector<DerivationStep> steps;
};

/// Differentiates the one output of `function`, of numbers alone, by the input `variable`. Errors: "unknown-variable";
/// "several-outputs"; "external-function"; "not-a-loss" where there are tensors; "trace-too-long" beyond 200
/// operations; those of deriving. O(n²): each step's derivative is written in full. Thread-safe.
[[nodiscard]] ADC_API Result<Derivation> derivation(const Function& function, std::string_view variable,
                                                    Notation notation = Notation::Text);

}  // namespace adc::inline ADC_ABI
