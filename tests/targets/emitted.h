// What libadc-targets writes, for its tests.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>

#include "parser/parse.h"
#include "passes/pipeline.h"
#include "targets/targets.h"

namespace adc::tests {

/// A legalised program of this text.
inline ir::Function program(const std::string& text) {
  return passes::run(parser::parse(text, {}).value().fn, {}).value();
}

struct Emitted {
  bool is_made = false;
  std::string bytes;
  targets::Refusal refusal;
};

inline Emitted emitted(const ir::Function& fn, const targets::Request& request) {
  Emitted result;
  result.is_made = targets::adc_targets_emit(fn, request, result.bytes, result.refusal);
  return result;
}

/// Whether a tool is missing; a test that needs it then says so and ends.
inline bool lacks(const std::string& tool) {
  const bool is_there = std::system(("command -v " + tool + " > /dev/null").c_str()) == 0;
  if (!is_there) WARN("SKIPPED: there is no " << tool);
  return !is_there;
}

}  // namespace adc::tests
