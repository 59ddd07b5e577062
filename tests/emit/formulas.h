// Formulas that are written in other languages by tests.
#pragma once

#include <string>
#include <vector>

#include "ir/function.h"

namespace adc::tests {

struct Formula {
  std::string text;
  ir::Function fn;                          ///< as parsed
  std::vector<std::vector<double>> points;  ///< a number per input
};

/// Those of tests/corpora/textbook.txt, functions of x; and those of the corpora, where they are
/// (tests/corpora/records.h).
[[nodiscard]] std::vector<Formula> formulas();

}  // namespace adc::tests
