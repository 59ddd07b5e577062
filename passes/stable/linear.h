// Sums as lists of terms, and equations between them.
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
/// Whether v + c = a + b follows from what they are sums of.
[[nodiscard]] bool is_sum(const Site& s, ValueId v, const Rational& c, ValueId a, ValueId b);

}  // namespace adc::passes
