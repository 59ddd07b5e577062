// Expressions of a session: their values and derivatives, or what stands for these where values are missing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/session.hpp"
#include "session/definitions.h"

namespace adc::session {

/// What is said to an expression.
struct Answer {
  Reply::Part part;
  std::vector<Diagnostic> notes;  ///< places in the expression's text
  std::optional<Array> value;     ///< of one output, if it could be computed
};

/// The values of the function's inputs in a session, flat; the names of those without one in `missing`.
[[nodiscard]] std::vector<double> point_of(const Function& function, const Definitions& definitions,
                                           std::vector<std::string>& missing);

/// Whether derivatives are wanted beside values.
enum class Show : std::uint8_t { Value, Derivatives };

/// The function's results and, by each input that derivatives are taken for, their derivatives, as long as these are
/// few numbers; where inputs have no value, formulas. `name`: what the one output is called, if it is. Throws `Error`.
[[nodiscard]] Answer answer(const Function& function, const Definitions& definitions, Show show,
                            const std::string& name = "");

/// The answer's value. Throws `Error` ("no-value") where there is none.
[[nodiscard]] Array value_of(Answer answer);

}  // namespace adc::session
