#include "run/cost_model.h"

#include <algorithm>

#include "passes/core/cost.h"

namespace adc::run {
namespace {

double count(const ir::Function& fn) { return static_cast<double>(fn.size()); }

}  // namespace

double interpreting(const ir::Function& fn) {
  constexpr double kCall = 8;
  constexpr double kStep = 1.3;
  constexpr double kWeight = 0.4;  // of a function, which has the cost 20, some 8 ns
  return kCall + kStep * count(fn) + kWeight * static_cast<double>(passes::cost(fn));
}

double interpreting(const kernel::Program& program) {
  constexpr double kNode = 1.5;
  double nodes = 0;
  for (const kernel::Step& step : program.steps) {
    const kernel::Region& region = kernel::loops_of(step);
    double turns = 1;
    for (const kernel::Loop& loop : region.loops) turns *= static_cast<double>(loop.extent);
    nodes += turns * static_cast<double>(region.nodes.size());
  }
  return kNode * nodes;
}

double gained_per_row(const ir::Function& fn) {
  constexpr double kStep = 0.08;
  return kStep * count(fn);
}

double compiling(const ir::Function& fn, bool over_rows) {
  constexpr double kModule = 0.8e6;
  constexpr double kInstruction = 40e3;
  constexpr double kInstructionOverRows = 60e3;
  constexpr double kFast = 8e3;  // beyond jit's kFastCompileValues
  constexpr double kMostOptimised = 8192;
  const double optimised = std::min(count(fn), kMostOptimised);
  return kModule + (over_rows ? kInstructionOverRows : kInstruction) * optimised + kFast * (count(fn) - optimised);
}

}  // namespace adc::run
