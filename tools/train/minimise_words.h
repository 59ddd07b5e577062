// What the command line of adc minimise says.
#pragma once

#include <string>
#include <vector>

#include "adc/train/minimise.hpp"
#include "tools/program.h"
#include "tools/words.h"

namespace adc::tools {

/// The options that `minimise_problem` understands, for a command to declare.
[[nodiscard]] std::vector<Option> minimise_options();

/// A function of one number, where to start, and how to search.
struct MinimiseProblem {
  Function function;
  std::vector<double> start;
  train::MinimiseOptions options;
  std::vector<std::string> names;  ///< of all numbers: "x", or "x[1]", "x[2]", … of a tensor
};

/// PROGRAM, the words name=value (where to start) and name=LOW:HIGH (bounds, of which either may be left out), and the
/// options. An input with bounds and without a value starts in their middle, or 1 inside of the one that there is.
/// Inputs that `--wrt` does not name stay at their values. Throws `Error`.
[[nodiscard]] MinimiseProblem minimise_problem(const Words& words);

}  // namespace adc::tools
