// Where rewritten formulas choose between forms: the points that a rule is most likely to be wrong at.
#pragma once

#include <vector>

#include "ir/function.h"
#include "tests/stable/cases.h"

namespace adc::test {

/// Points of a case's box: combinations of 0, ±1 and numbers small and large for its rule; and for each comparison that
/// `rewritten`, a function of scalars, makes, the last double on one side of its edge and the first on the other, with
/// numbers a thousandth and a millionth away. The same at each call.
[[nodiscard]] std::vector<std::vector<double>> guarded_points(const StableCase& c, const ir::Function& rewritten);

}  // namespace adc::test
