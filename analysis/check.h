// Do all ways to a number agree, with each other and with high precision?
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "adc/check.hpp"
#include "adc/result.hpp"
#include "ir/function.h"
#include "passes/pipeline.h"
#include "precise/oracle.h"

namespace adc::analysis {

/// What other libraries lend.
struct Instruments {
  using Evaluator = std::function<void(std::span<const double> x, std::span<double> y)>;

  const precise::Oracle* oracle = nullptr;  ///< null where there is no high precision
  /// Makes native code of a legalised function; the result is empty where that fails. Null where there is none.
  std::function<Evaluator(const ir::Function& fn)> compile;
};

/// Checks `program` at the points of `options`; `plan` says with respect to what it is derived, and at which level it
/// is computed. `text` is what the program was read from, for quotations. Errors: those of passes::run, "wrong-size",
/// "bad-value".
///
/// With high precision the exact numbers judge the modes, by the tolerance of precise/tolerance.h; the formulas of the
/// derivative, evaluated in high precision, must give the number that differences of each operation give; and estimates
/// (finite differences, complex step) are only shown. Without it the modes are compared with each other to 1e-9, and
/// each must be as near to the estimates as these can promise. Thread-safe if the instruments are. O(points · n · wrt),
/// for order 2 O(points · n · wrt²).
[[nodiscard]] Result<CheckReport> check(const ir::Function& program, const passes::Plan& plan, std::string_view text,
                                        const CheckOptions& options, const Instruments& instruments);

}  // namespace adc::analysis
