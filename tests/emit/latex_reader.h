// Reads the LaTeX that adc writes of formulas of scalars.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adc::tests {

/// The same formulas in adc's language: a line for each named part, then all outputs, separated by commas. `inputs` are
/// the names that occur. Throws std::runtime_error for what adc does not write.
[[nodiscard]] std::string read_latex(std::string_view latex, const std::vector<std::string>& inputs);

}  // namespace adc::tests
