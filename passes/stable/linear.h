// Sums as lists of terms.
#pragma once

#include <vector>

#include "passes/stable/match.h"

namespace adc::passes {

/// ±value
struct SignedTerm {
  ValueId value;
  int sign;
};

/// The terms of the sum or difference `f`, whose own terms are not sums; empty where there are more than 16.
[[nodiscard]] std::vector<SignedTerm> signed_terms(const Site& s, const Form& f);
/// The sum of at least one term.
[[nodiscard]] ValueId sum_of(const Site& s, const std::vector<SignedTerm>& terms);

}  // namespace adc::passes
