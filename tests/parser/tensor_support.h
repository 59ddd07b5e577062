// Values of programs with tensors, by the interpreter.
#pragma once

#include "tests/parser/support.h"

namespace adc::parser {

using Numbers = std::vector<double>;

/// A tensor that is given to a name: its extents, and its elements row by row.
struct Given {
  ir::Shape shape;
  Numbers elements;
};
using GivenTensors = std::map<std::string, Given>;

inline Given number(double x) { return {{}, {x}}; }
inline Given vector(const Numbers& elements) { return {{static_cast<std::int64_t>(elements.size())}, elements}; }
inline Given matrix(std::int64_t rows, const Numbers& elements) {
  return {{rows, static_cast<std::int64_t>(elements.size()) / rows}, elements};
}

inline ParseOptions options_of(const GivenTensors& at) {
  ParseOptions options;
  for (const auto& [name, given] : at) options.shapes[name] = given.shape;
  return options;
}

/// All outputs of a program at what is given, one behind the other.
inline Numbers tensor_values(std::string_view text, const GivenTensors& at, const ParseOptions& options) {
  const Parsed program = parsed(text, options);
  Numbers inputs;
  for (std::size_t i = 0; i < program.fn.params().size(); ++i) {
    const std::string& name = program.fn.params()[i].name;
    if (!at.contains(name)) FAIL(text << ": no value for " << name);
    const Numbers& elements = at.at(name).elements;
    REQUIRE(program.fn.shape(ir::value_id(i)) == at.at(name).shape);
    inputs.insert(inputs.end(), elements.begin(), elements.end());
  }
  Numbers outputs(ir::flat_outputs(program.fn));
  ir::interpret(program.fn, inputs, outputs);
  return outputs;
}
inline Numbers tensor_values(std::string_view text, const GivenTensors& at = {}) {
  return tensor_values(text, at, options_of(at));
}

/// The shape of a program's only output, as messages spell it.
inline std::string shape_of(std::string_view text, const GivenTensors& at = {}) {
  const Parsed program = parsed(text, options_of(at));
  REQUIRE(program.fn.outputs().size() == 1);
  std::string shape = ir::to_string(program.fn.type(program.fn.outputs().front().value));
  return shape.substr(3);
}

}  // namespace adc::parser
