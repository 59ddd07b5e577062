// Where a nan or an infinity in a tensor comes from.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adc/diagnostic.hpp"
#include "ir/function.h"
#include "passes/pipeline.h"

namespace adc::analysis {

/// `not_finite` (analysis/not_finite.h) for programs with tensors: follows the first bad element of each result from
/// instruction to instruction back to one that was given nothing of the kind. `results` is flat; `names` has a name
/// per tensor; the indices of the notes count tensors. At most eight notes. O(elements) and an evaluation. Thread-safe.
[[nodiscard]] std::vector<NotFinite> not_finite_tensors(const ir::Function& program, const passes::Plan& plan,
                                                        std::span<const double> inputs, std::span<const double> results,
                                                        std::span<const std::string> names);

}  // namespace adc::analysis
