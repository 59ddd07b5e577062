// What the parser's tests share: values and errors of programs.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "diag/render.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "ir/verifier.h"
#include "parser/parse.h"

namespace adc::parser {

using Values = std::map<std::string, double>;

/// The parsed program, which must be valid; a failure shows its diagnostic.
inline Parsed parsed(std::string_view text, const ParseOptions& options = {}) {
  Result<Parsed> result = parse(text, options);
  if (!result) FAIL(diag::render(result.error().diagnostic(), "test", text));
  const std::vector<std::string> problems = ir::verify(result->fn);
  if (!problems.empty()) FAIL(text << ": " << problems.front());
  return std::move(result).value();
}

/// All outputs of a program without derivatives; the inputs are those that `at` names.
inline std::vector<double> values(std::string_view text, const Values& at = {}) {
  ParseOptions options;
  for (const auto& [name, value] : at) options.inputs.push_back(name);
  const Parsed program = parsed(text, options);
  std::vector<double> inputs;
  for (const ir::Param& param : program.fn.params()) {
    if (!at.contains(param.name)) FAIL(text << ": no value for " << param.name);
    inputs.push_back(at.at(param.name));
  }
  std::vector<double> outputs(program.fn.outputs().size());
  ir::interpret(program.fn, inputs, outputs);
  return outputs;
}

inline double value(std::string_view text, const Values& at = {}) {
  const std::vector<double> outputs = values(text, at);
  REQUIRE(outputs.size() == 1);
  return outputs.front();
}

/// The names of a program's inputs, with blanks between.
inline std::string inputs(std::string_view text, const ParseOptions& options = {}) {
  std::string names;
  const Parsed program = parsed(text, options);
  for (const ir::Param& param : program.fn.params()) names += (names.empty() ? "" : " ") + param.name;
  return names;
}

/// The program's IR without its first line and its head.
inline std::string ir_of(std::string_view text, const ParseOptions& options = {}) {
  return ir::print(parsed(text, options).fn);
}

/// The diagnostic of a program that is wrong.
inline Diagnostic error(std::string_view text, const ParseOptions& options = {}) {
  const Result<Parsed> result = parse(text, options);
  if (result) FAIL(text << " is accepted");
  return result.error().diagnostic();
}

inline std::string slug(std::string_view text, const ParseOptions& options = {}) { return error(text, options).slug; }

/// The piece of the text that an error points at.
inline std::string blamed(std::string_view text, const ParseOptions& options = {}) {
  const Span span = error(text, options).span;
  return std::string(text.substr(span.begin, span.end - span.begin));
}

}  // namespace adc::parser
