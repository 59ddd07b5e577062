// Why double arithmetic may miss a number that exact arithmetic has.
#pragma once

#include <cstddef>
#include <span>

#include "ir/function.h"
#include "tests/support/exact_judge.h"

namespace adc::tests {

enum class Excuse : unsigned char {
  None,
  Domain,        ///< an operation stands where none of its digits are promised
  Range,         ///< a value that it is computed from is exactly infinite or nan, or past the largest double
  Underflow,     ///< a value that it is computed from is below the smallest normal double, which explains the error
  Jump,          ///< a comparison or a rounding to an integer that rounding decides
  Cancellation,  ///< so much cancels that no digit is left, or that an operand lands on a pole or outside a domain
  HigherOrder,   ///< each operation is right for its operands: the error is none of those of first order
};
inline constexpr std::size_t kExcuses = 7;

/// Smooth ops with a jump: x^y at 0^0, angles across their cut, signs.
[[nodiscard]] bool has_a_jump(ir::Op op);

/// Ops whose result, in double arithmetic, is not exact: no choices, comparisons and roundings to an integer.
[[nodiscard]] bool rounds(ir::Op op);

/// What excuses double arithmetic for an error of `error` (nan or infinite: for a result that is no number) in output
/// `output` of `exact.fn()` at the doubles `inputs`: the program that was computed with its constants exact and nothing
/// folded. Decided by exact arithmetic on that program itself: nothing that is not used counts, an overflow counts only
/// where the exact value overflows.
[[nodiscard]] Excuse excuse(Sweep& exact, std::span<const double> inputs, std::size_t output, const Real& error);

}  // namespace adc::tests
