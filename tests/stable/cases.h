// For each rule of the pass `stable`: formulas that it rewrites, and the boxes in which they are measured.
#pragma once

#include <span>
#include <vector>

namespace adc::test {

/// A closed interval; its ends are among the points.
struct Range {
  double low;
  double high;
};

struct StableCase {
  const char* equation;       ///< how the rule's equation begins
  const char* text;           ///< a formula in x, or in x and y (and z)
  std::vector<Range> ranges;  ///< of its inputs, in order of first appearance
  double step = 0;            ///< the inputs are multiples of it, so that their differences are exact; 0: any doubles
  double floor = 0;           ///< an absolute error that is allowed where the result crosses zero
};

[[nodiscard]] std::span<const StableCase> stable_cases();

}  // namespace adc::test
