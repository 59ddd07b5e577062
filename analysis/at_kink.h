// Derivatives that are what a convention gives.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adc/diagnostic.hpp"
#include "ir/function.h"
#include "passes/pipeline.h"

namespace adc::analysis {

/// The first instruction of `fn` (no `Diff`) that is at a kink, a tie or the edge of a choice at this point. O(n).
[[nodiscard]] std::optional<ir::ValueId> find_kink(const ir::Function& fn, std::span<const double> inputs);

/// Whether `at`, what a function gives at a point, is not the limit of what it gives beside the point: `far` and `near`
/// are numbers from steps of which the first is a hundred times as wide. `scale` is what counts as large.
[[nodiscard]] bool jumps(double at, double far, double near, double scale);

/// Says which second derivatives in `results`, what `plan` makes of `program` at `inputs`, are a convention's: the
/// point is at a kink, a tie or an edge of a choice, and they or the first derivatives jump there. A note with the
/// place of the kink in the text, or none. Also for `Diff` in the program, of second and higher order. `names` are the
/// results' names, one for each tensor. O(n), and where there is a kink the cost of deriving the program again and of
/// some evaluations. Thread-safe.
[[nodiscard]] std::vector<Diagnostic> at_kink(const ir::Function& program, const passes::Plan& plan,
                                              std::span<const double> inputs, std::span<const double> results,
                                              std::span<const std::string> names);

}  // namespace adc::analysis
