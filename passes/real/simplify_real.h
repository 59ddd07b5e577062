// Level `real`: derivatives as a person would write them.
#pragma once

#include "ir/function.h"

namespace adc::passes {

/// Which of the choices by an equality to drop. Derivative rules make them, `if(x = 0, 0, …)`, to state the convention
/// at an isolated point; people write neither the choice nor the convention.
enum class Guards {
  KeepWritten,  ///< those that only derivatives make; conditions that values need are kept
  Drop,         ///< all: for a program that itself never asks whether two values are equal
};

/// Returns `fn` rewritten by what holds in real arithmetic, so that it reads well: like terms collected, powers of one
/// base merged, numbers folded exactly, common factors and signs in front, fractions over one bar, identities of
/// functions (passes/real/rules.cpp, improve.cpp list them with their equations) used where the text gets shorter.
///
/// Measured is the number of operators and calls of the formula that emit/formula.h prints, and no output's grows but
/// by what its normal form needs; expansion is a bounded trial that is kept only if the number falls. Outputs keep
/// their names and order, and parameters all stay.
///
/// Preserves the real value of each output wherever `fn` has one, rounding aside. Not preserved: NaN and infinities
/// (x/x is 1 also at 0; x·log(x) has no value there), and the conventional value of a derivative at an isolated point,
/// such as a kink, as `guards` says.
///
/// Where an exact number would pass `Rational::kMaxBits`, or something is divided by the number 0, and where there are
/// more than 50,000 distinct values (a sum or product counts as one), which nobody reads, `fn` is returned as it is.
/// `fn` holds no `Diff` and is not legalised. Deterministic. Iterative; O(n log n) with trials whose sum is bounded.
/// Thread-safe.
[[nodiscard]] ir::Function simplify_real(const ir::Function& fn, Guards guards = Guards::KeepWritten);

/// Returns `fn` rewritten in the same way but to sums of products, which do not read well: for derivatives to be taken
/// of it again and again, whose size then grows with their number rather than exponentially. Throws `diag::Failure`
/// ("derivative-too-large") where `simplify_real` returns `fn` for its size, and beyond 700 terms. O(terms log terms)
/// per value.
[[nodiscard]] ir::Function expand_real(const ir::Function& fn, Guards guards);

}  // namespace adc::passes
