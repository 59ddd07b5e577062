// What names and formulas of a graph are written as.
#pragma once

#include <string>

#include "adc/graph.hpp"
#include "emit/markup.h"
#include "ir/function.h"

namespace adc::analysis {

/// Writes in a notation.
class GraphWords {
 public:
  explicit GraphWords(Notation notation);

  [[nodiscard]] Notation notation() const { return notation_; }
  [[nodiscard]] GraphFormula name(const std::string& name) const;
  /// "du/dt"
  [[nodiscard]] GraphFormula quotient(const std::string& of, const std::string& by) const;
  /// "dJ/du·du/dt"
  [[nodiscard]] GraphFormula product(const GraphFormula& a, const GraphFormula& b) const;
  /// The one output of a function that is not legalised.
  [[nodiscard]] GraphFormula formula(const ir::Function& fn) const;

 private:
  Notation notation_;
  const emit::Markup* markup_;  ///< null for text alone
};

/// The marks of a notation; null for `Notation::Text`.
[[nodiscard]] const emit::Markup* markup_of(Notation notation);

}  // namespace adc::analysis
