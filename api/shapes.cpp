// The calls of adc::Function that make functions of higher derivatives, and say how derivatives are made.
#include "adc/adc.hpp"

#include <fmt/core.h>
#include "adc/layout.hpp"
#include "analysis/not_finite.h"
#include "api/state.h"
#include "run/guard.h"

namespace adc::inline ADC_ABI {
namespace {

constexpr const char* name_of(Mode mode) {
  switch (mode) {
    case Mode::Auto: return "auto";
    case Mode::Symbolic: return "symbolic";
    case Mode::Forward: return "forward";
    case Mode::Reverse: return "reverse";
  }
  return "";
}

/// A way to derive, in words: a Hessian takes its mode twice over, and by default forward mode over the gradient's.
std::string describe(const passes::Alternative& one, Derive derive) {
  std::string name = name_of(one.mode);
  switch (derive) {
    case Derive::Value: return "value";
    case Derive::Hvp: return "forward over " + name;
    case Derive::Hessian:
      return one.mode == Mode::Auto ? std::string("forward over ") + name_of(one.gradient)
                                    : fmt::format("{} over {}", name, name);
    default: return name;
  }
}

}  // namespace

Result<Function> Function::partial(const std::vector<std::string>& variables) const {
  return state_->guarded([&]() -> Result<Function> {
    const Result<std::vector<std::uint32_t>> by = state_->indices(variables);
    if (!by) return by.error();
    const run::Compiled& from = state_->program;
    Result<ir::Function> fn = passes::partial(from.fn, *by, from.plan);
    if (!fn) return from.rendered(fn.error());
    auto state = std::make_shared<State>(from.with(*std::move(fn)));
    state->defaults = state_->defaults;
    for (const std::string& name : analysis::result_names(Derive::Value, outputs(), {})) {
      state->value_names.push_back(analysis::derivative_symbol(outputs().size() == 1 ? "" : name, variables));
    }
    return Function(std::move(state));
  });
}

std::vector<Extents> Function::result_shapes(Derive derive) const {
  const Layout layout(derive, state_->output_shapes.size(), state_->wrt_shapes.size());
  std::vector<Extents> shapes(layout.size());
  for (std::size_t k = 0; k < shapes.size(); ++k) {
    const Place place = layout.place(k);
    const auto append = [&](const Extents& part) { shapes[k].insert(shapes[k].end(), part.begin(), part.end()); };
    if (place.output) append(state_->output_shapes[*place.output]);
    for (int i = 0; i < info(place.part).variables; ++i)
      append(state_->wrt_shapes[place.variables[static_cast<std::size_t>(i)]]);
  }
  return shapes;
}

Result<Explanation> Function::explain(Derive derive) const {
  return state_->guarded([&]() -> Result<Explanation> {
    passes::Plan plan = state_->program.plan;
    plan.derive = derive;
    const auto all = passes::alternatives(state_->program.fn, plan);
    if (!all) return state_->program.rendered(all.error());
    std::vector<passes::AppliedRewrite> applied;
    plan.rewrites = &applied;
    if (const Result<ir::Function> fn = passes::run(state_->program.fn, plan); !fn) {
      return state_->program.rendered(fn.error());
    }
    Explanation explanation;
    for (const passes::AppliedRewrite& one : applied) {
      explanation.rewrites.push_back({std::string(one.equation), one.span});
    }
    for (const passes::Alternative& one : *all) {
      explanation.alternatives.push_back({describe(one, derive), one.cost, one.operations, one.chosen});
    }
    return explanation;
  });
}

}  // namespace adc::inline ADC_ABI
