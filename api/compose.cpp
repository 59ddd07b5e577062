// The calls of adc::Function that make functions of functions.
#include <fmt/core.h>

#include <algorithm>

#include "adc/adc.hpp"
#include "api/state.h"
#include "diag/diagnostics.h"
#include "parser/values/shapes.h"
#include "passes/compose/bind.h"
#include "passes/compose/only.h"
#include "passes/compose/with.h"
#include "run/read_program.h"

namespace adc::inline ADC_ABI {
namespace {

std::string spelling(const Extents& extents) { return diag::quote(parser::spelling(ir::Shape(extents))); }

/// Which of the inputs `names` have this name in `fn`.
std::vector<std::uint32_t> indices_in(const ir::Function& fn, std::span<const std::string> names) {
  std::vector<std::uint32_t> indices;
  const std::vector<std::string> inputs = run::input_names(fn);
  for (const std::string& name : names) {
    const auto found = std::ranges::find(inputs, name);
    if (found != inputs.end()) indices.push_back(static_cast<std::uint32_t>(found - inputs.begin()));
  }
  return indices;
}

/// `fn` as what `from` would be compiled to, with derivatives for those of `wrt` that it has.
run::Compiled compiled_like(const run::Compiled& from, ir::Function fn, std::span<const std::string> wrt) {
  std::vector<std::uint32_t> variables = indices_in(fn, wrt);
  return for_variables(from.with(std::move(fn)), std::move(variables));
}

using Default = std::optional<double>;

/// The default values of the inputs of `fn`: of each that of the first function given that has it.
std::vector<Default> defaults_of(
    const ir::Function& fn,
    std::initializer_list<std::pair<std::span<const std::string>, std::span<const Default>>> given) {
  std::vector<Default> defaults;
  for (const ir::Param& param : fn.params()) {
    Default value;
    for (const auto& [names, values] : given) {
      const auto found = std::ranges::find(names, param.name);
      if (found == names.end()) continue;
      value = values[static_cast<std::size_t>(found - names.begin())];
      break;
    }
    defaults.push_back(value);
  }
  return defaults;
}

}  // namespace

Result<Function> Function::bind(const std::map<std::string, Fixed>& values) const {
  return state_->guarded([&]() -> Result<Function> {
    std::vector<passes::Binding> bindings;
    for (const auto& [name, fixed] : values) {
      const auto at = input_index(name);
      if (!at) return run::no_input("unknown-variable", name, state_->inputs);
      const Extents& wanted = state_->input_shapes[*at];
      if (fixed.shape != wanted || fixed.numbers.size() != elements(wanted)) {
        return diag::diagnose(
            "wrong-size", {},
            fmt::format("`{}` is {}, and what it is to be fixed at is {} with {} number{}", name, spelling(wanted),
                        spelling(fixed.shape), fixed.numbers.size(), fixed.numbers.size() == 1 ? "" : "s"));
      }
      const bool twice = std::ranges::any_of(bindings, [&](const passes::Binding& one) { return one.input == *at; });
      if (twice) return diag::diagnose("repeated-input", {}, diag::quote(name) + " is fixed twice");
      bindings.push_back({static_cast<std::uint32_t>(*at), fixed.numbers});
    }
    const run::Compiled& from = state_->program;
    auto state = std::make_shared<State>(
        compiled_like(from, passes::bind(from.fn, bindings, from.plan.limits.instructions), wrt()));
    state->defaults = defaults_of(state->program.fn, {{inputs(), defaults()}});
    state->notes = state_->notes;
    state->value_names = state_->value_names;
    return Function(std::move(state));
  });
}

Result<Function> Function::only(std::size_t output) const {
  return state_->guarded([&]() -> Result<Function> {
    if (output >= outputs().size()) {
      return diag::diagnose("no-output", {},
                            fmt::format("there is no output {}: {} has {}", output, name(), outputs().size()));
    }
    auto state =
        std::make_shared<State>(compiled_like(state_->program, passes::only(state_->program.fn, output), wrt()));
    state->defaults = state_->defaults;
    state->notes = state_->notes;
    if (!state_->value_names.empty()) state->value_names = {state_->value_names[output]};
    return Function(std::move(state));
  });
}

Result<Function> Function::with(std::string_view name, const Function& inner, SameNames same_names) const {
  return state_->guarded([&]() -> Result<Function> {
    const std::string wanted(name);
    const auto at = input_index(name);
    if (!at) return run::no_input("unknown-variable", wanted, state_->inputs);
    if (inner.outputs().size() != 1) {
      return diag::diagnose("several-outputs", {},
                            fmt::format("what computes `{}` has one output, and `{}` has {}", wanted, inner.name(),
                                        inner.outputs().size()));
    }
    if (inner.dtype() != dtype())
      return diag::diagnose("wrong-dtype", {},
                            "one of the functions computes in double precision, the other in single");
    if (inner.output_shapes()[0] != input_shapes()[*at]) {
      return diag::diagnose("wrong-size", {},
                            fmt::format("`{}` is {}, and what is to compute it gives {}", wanted,
                                        spelling(input_shapes()[*at]), spelling(inner.output_shapes()[0])));
    }
    for (std::size_t i = 0; i < inputs().size(); ++i) {
      const auto twin = i == *at ? std::nullopt : inner.input_index(inputs()[i]);
      if (!twin) continue;
      const std::string both = fmt::format("both functions have an input `{}`", inputs()[i]);
      if (same_names == SameNames::Refuse)
        return diag::diagnose("name-clash", {}, both,
                              {"rename one, or say that they are one input: `SameNames::Share`"});
      if (input_shapes()[i] != inner.input_shapes()[*twin]) {
        return diag::diagnose("wrong-size", {},
                              fmt::format("{}, which is {} in one and {} in the other", both,
                                          spelling(input_shapes()[i]), spelling(inner.input_shapes()[*twin])));
      }
    }
    std::vector<std::string> variables;
    for (const std::string& variable : wrt()) {
      if (variable != inputs()[*at]) variables.push_back(variable);
    }
    if (variables.size() != wrt().size()) {
      for (const std::string& variable : inner.wrt()) {
        if (std::ranges::find(variables, variable) == variables.end()) variables.push_back(variable);
      }
    }
    const run::Compiled& from = state_->program;
    const run::Compiled& of_inner = inner.state_->program;
    run::Compiled composed = compiled_like(
        from, passes::with(from.fn, static_cast<std::uint32_t>(*at), of_inner.fn, from.plan.limits.instructions),
        variables);
    composed.externals.insert(composed.externals.end(), of_inner.externals.begin(), of_inner.externals.end());
    auto state = std::make_shared<State>(std::move(composed));
    state->defaults = defaults_of(state->program.fn, {{inner.inputs(), inner.defaults()}, {inputs(), defaults()}});
    state->notes = state_->notes;
    state->value_names = state_->value_names;
    return Function(std::move(state));
  });
}

}  // namespace adc::inline ADC_ABI
