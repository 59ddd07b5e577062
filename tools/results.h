// The numbers of an evaluation, as people and as programs read them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adc/adc.hpp"

namespace adc::tools {

/// What a program's outputs and derivatives are at a point.
struct Results {
  Derive derive = Derive::Value;       ///< which of the below are there
  std::vector<std::string> outputs;    ///< a name each, never empty
  std::vector<std::string> variables;  ///< what derivatives are taken for
  std::vector<double> values;          ///< [outputs]
  std::vector<double> gradients;       ///< [outputs, variables]
  std::vector<double> hessians;        ///< [outputs, variables, variables]
};

/// Evaluates `function`; the derivatives are there if `derive` asks for them (Value, Gradient or Hessian).
[[nodiscard]] Results evaluate(const Function& function, std::span<const double> point, Derive derive);

/// A line per number: "value  1", "d/dx   2", "d²/dx²  3"; with several outputs "a  1", "da/dx  2". A single value
/// stands alone, so that scripts can take it as it is.
[[nodiscard]] std::string as_text(const Results& results);

/// One object: {"schema": "adc.eval.1", "value": v, "grad": {"x": g}, "hessian": {"x": {"x": h}}}; with several outputs
/// each of the three is an object by the output's name. Numbers read back as the same double and keep the sign of zero;
/// "nan", "inf" and "-inf" are strings.
[[nodiscard]] std::string as_json(const Results& results);

/// A number that reads back as the same double; "nan", "inf" and "-inf" in quotes.
[[nodiscard]] std::string json_number(double value);

/// `text` as a JSON string, in quotes.
[[nodiscard]] std::string json_string(const std::string& text);

}  // namespace adc::tools
