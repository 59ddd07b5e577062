// The computation graph of a function.
#include "adc/graph.hpp"

#include "adc/adc.hpp"
#include "analysis/derivation.h"
#include "analysis/graph.h"
#include "analysis/trace.h"
#include "api/externals.h"
#include "api/state.h"
#include "diag/diagnostics.h"

namespace adc::inline ADC_ABI {

Result<Graph> graph(const Function& function, std::span<const double> x, Notation notation) {
  if (x.size() != function.input_size())
    return diag::diagnose("wrong-size", {}, "a trace needs one number per element of each input");
  const run::Compiled& program = function.state_->program;
  if (const auto error = refuse_externals(program, "it is not traced")) return *error;
  return function.state_->guarded([&]() -> Result<Graph> {
    Result<Graph> made = analysis::graph(program.fn, x, notation);
    if (!made) return program.rendered(made.error());
    return made;
  });
}

Result<Derivation> derivation(const Function& function, std::string_view variable, Notation notation) {
  const run::Compiled& program = function.state_->program;
  if (const auto error = refuse_externals(program, "its derivative is no formula")) return *error;
  return function.state_->guarded([&]() -> Result<Derivation> {
    const Result<std::vector<std::uint32_t>> input = function.state_->indices(std::vector{std::string(variable)});
    if (!input) return input.error();
    Result<Derivation> made = analysis::derivation(program.fn, (*input)[0], notation);
    if (!made) return program.rendered(made.error());
    return made;
  });
}

std::string trace(const Graph& graph) { return analysis::trace(graph); }

Result<std::string> Function::trace(std::span<const double> x) const {
  const Result<Graph> made = graph(*this, x);
  if (!made) return made.error();
  return analysis::trace_text(*made);
}

}  // namespace adc::inline ADC_ABI
