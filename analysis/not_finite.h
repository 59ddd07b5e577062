// Where a nan or an infinity comes from.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"
#include "adc/options.hpp"
#include "ir/function.h"
#include "passes/pipeline.h"

namespace adc::analysis {

/// How people write each number that the function of `derive` gives, in order: "value" (or the outputs' names), "d/dx",
/// "d²/dx dz". `outputs` and `variables` are the program's names. O(numbers).
[[nodiscard]] std::vector<std::string> result_names(Derive derive, std::span<const std::string> outputs,
                                                    std::span<const std::string> variables);

/// How people write the derivative of `of` by `variables`, in order: "da/dx", "d³/dx² dz".
[[nodiscard]] std::string derivative_symbol(std::string_view of, std::span<const std::string> variables);

/// Says which operations first made a nan or an infinity of `results`, what `plan` makes of `program` at `inputs`: a
/// note per operation, with its place in the text, its operands' values, the place where an infinity that it was given
/// came from, for a derivative the path from the operation to the result, and how to avoid it. Results with one origin
/// share a note; at most eight notes, in the order of results. `names` are the results' names.
///
/// Looks at the program as written where that gives the same nan or infinity, so that operations are those that the
/// text names. O(n) per note, and the cost of deriving the program again. Thread-safe.
[[nodiscard]] std::vector<NotFinite> not_finite(const ir::Function& program, std::string_view text,
                                                const passes::Plan& plan, std::span<const double> inputs,
                                                std::span<const double> results, std::span<const std::string> names);

}  // namespace adc::analysis
