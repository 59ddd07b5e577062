// Programs for the passes' tests, and their derivatives at a point.
#pragma once

#include <cmath>
#include <functional>
#include <span>
#include <vector>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "passes/pipeline.h"

namespace adc::test {

using ir::Builder;
using ir::ValueId;

/// The function of `inputs` parameters x0, x1, … whose one output `body` makes.
inline ir::Function program(std::size_t inputs,
                            const std::function<ValueId(Builder&, const std::vector<ValueId>&)>& body) {
  Builder b("f");
  std::vector<ValueId> x;
  x.reserve(inputs);
  for (std::size_t i = 0; i < inputs; ++i) x.push_back(b.param("x" + std::to_string(i)));
  const ValueId result = body(b, x);
  b.output(result, "y");
  return b.finish();
}

inline std::vector<double> evaluate(const ir::Function& fn, const std::vector<double>& at) {
  std::vector<double> outputs(fn.outputs().size());
  ir::interpret(fn, at, outputs);
  return outputs;
}

/// What `derive` asks of `fn` at a point, by a mode.
inline std::vector<double> derived(const ir::Function& fn, Derive derive, Mode mode, const std::vector<double>& at,
                                   Level level = Level::Stable) {
  return evaluate(passes::run(fn, {.derive = derive, .mode = mode, .level = level, .wrt = {}, .limits = {}}).value(),
                  at);
}

inline constexpr Mode kModes[] = {Mode::Auto, Mode::Symbolic, Mode::Forward, Mode::Reverse};

/// |a − b| in units of the last place of b.
inline double ulps(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  return std::abs(a - b) / (std::nextafter(std::abs(b), INFINITY) - std::abs(b));
}

}  // namespace adc::test
