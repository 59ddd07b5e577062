// The ways on which a program comes to its value.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tests/routes/programs.h"

namespace adc::tests {

/// The values of a program's outputs at a point: one number per input of the program, in order.
using Evaluator = std::function<std::vector<double>(const std::vector<double>& point)>;

/// What is taken through the routes.
struct Subject {
  const Program& program;
  const Function& function;  ///< compiled, interpreted
};

/// A way to the values. `of` makes it for one program; empty where the way does not take that program. All give the
/// bits of the first. `costly` ones are taken for some of the programs only.
struct Route {
  const char* name;
  Evaluator (*of)(const Subject& subject);
  bool costly = false;
};

/// All routes; the value alone, interpreted, is the first.
[[nodiscard]] std::span<const Route> routes();

}  // namespace adc::tests
