// Where the accuracy of each op is measured, and what error it may have.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "ir/op.h"
#include "tests/support/samples.h"

namespace adc::tests {

/// The numbers that one operand takes. A quarter of the samples are log-uniform over every exponent of `all`,
/// a quarter lie at all distances from one of `near` (`c ± |c|·2⁻ᵘ`, u up to 54), the others are uniform in `ordinary`.
struct Range {
  struct Interval {
    double low;
    double high;
  };
  Interval all;
  Interval ordinary;
  std::vector<double> near;
};

/// How a second operand is tied to the first in half of the samples; for `Below` in all.
enum class Tie : std::uint8_t {
  None,
  Close,         ///< ±x(1 ± 2⁻ᵘ): ties, cancellation
  Near,          ///< |x|·(1 ± 2⁻ᵘ), u up to 12: the transition of functions of an order and an argument
  FinitePower,   ///< log-uniform exponents that keep x^y within the range of doubles
  Below,         ///< between 0 and x
  SumOfExpsOne,  ///< log(1 − eˣ) for x < 0, around which log(eˣ + eʸ) crosses zero
};

/// The error that an output may have: `ulps`, or `absolute` if that is more.
struct Bound {
  double ulps;
  double absolute = 0;  ///< in units of what cancels (`absolute_unit`, measure.cpp); 1 for most
};

/// What is measured of an op.
struct Subject {
  ir::Op op;
  std::vector<Range> operands;
  Tie tie;
  std::vector<Bound> bounds;  ///< of the value and of each partial
};

/// Every op of floats that gives a float, in the order of ops.def.
[[nodiscard]] std::vector<Subject> subjects();

/// A point of the subject's ranges.
[[nodiscard]] Point draw(const Subject& subject, std::mt19937_64& random);

/// The ranges, for people.
[[nodiscard]] std::string describe(const Subject& subject);

}  // namespace adc::tests
