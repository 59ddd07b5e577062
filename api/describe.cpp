// The calls of adc::Function that give text.
#include <algorithm>

#include "adc/adc.hpp"
#include "analysis/at_kink.h"
#include "analysis/by_indices.h"
#include "analysis/extract.h"
#include "analysis/not_finite.h"
#include "analysis/not_finite_tensors.h"
#include "api/externals.h"
#include "api/state.h"
#include "diag/diagnostics.h"
#include "ir/text.h"
#include "passes/compose/only_terms.h"

namespace adc::inline ADC_ABI {

Error with_span(const Error& error, const ir::Function& fn, passes::Plan plan) {
  plan.level = Level::Exact;
  const Result<ir::Function> derived = passes::run(fn, plan);
  return derived || derived.error().diagnostic().slug != error.diagnostic().slug ? error : derived.error();
}

namespace {

/// The derivative of the one output of `fn` by an input.
Result<ir::Function> derivative_by(const ir::Function& fn, std::uint32_t input, passes::Plan plan) {
  plan.derive = Derive::Gradient;
  plan.wrt = {input};
  const Result<ir::Function> derived = passes::run(passes::only_terms(fn, input), plan);
  if (!derived) return derived.error();
  return analysis::keep_output(*derived, 1);
}

/// Derivatives of an order above this, where a lower one has more instructions, are made of sums of products until the
/// last: what reads well, such as tan(x)·sec⁴(x), need not have derivatives that are easily made to.
constexpr std::size_t kHighOrder = 5;
constexpr std::size_t kReadableSize = 40;

/// The derivative by `inputs`, one after another, as people read it. Simplified after each, so that it stays small.
Result<ir::Function> derivative_by(const ir::Function& fn, std::span<const std::uint32_t> inputs, passes::Plan plan) {
  const auto derive_all = [&]() -> Result<ir::Function> {
    ir::Function last = fn;
    for (std::size_t order = 1; order <= inputs.size(); ++order) {
      Result<ir::Function> next = derivative_by(last, inputs[order - 1], plan);
      if (!next) return next;
      last = *std::move(next);
      if (!plan.expand && inputs.size() > kHighOrder && order < inputs.size() && last.size() > kReadableSize) break;
      if (order == inputs.size()) return last;
    }
    return ir::Function();
  };
  Result<ir::Function> readable = derive_all();
  if (!readable || !readable->outputs().empty()) return readable;
  plan.expand = true;
  Result<ir::Function> expanded = derive_all();
  if (!expanded) return expanded;
  plan.expand = false;
  plan.derive = Derive::Value;
  return passes::run(*expanded, plan);
}

}  // namespace

Result<std::string> Function::derivative(std::string_view variable, std::size_t output) const {
  return mixed_derivative({std::string(variable)}, output);
}

Result<std::string> Function::mixed_derivative(const std::vector<std::string>& variables, std::size_t output) const {
  if (const auto error = refuse_externals(state_->program, "its derivative is no formula")) return *error;
  return state_->guarded([&]() -> Result<std::string> {
    if (output >= outputs().size()) return diag::diagnose("no-such-output", {}, "the program has no such output");
    const Result<std::vector<std::uint32_t>> by = state_->indices(variables);
    if (!by) return by.error();
    passes::Plan plan = state_->program.plan;
    plan.mode = Mode::Symbolic;
    plan.level = Level::Real;
    plan.legalise = false;
    const ir::Function fn = analysis::keep_output(state_->program.fn, output);
    const Result<ir::Function> derived = derivative_by(fn, *by, plan);
    if (derived) return analysis::readable_formula(*derived, analysis::names_of_bindings(state_->program.fn));
    plan.derive = Derive::Gradient;
    plan.wrt = *by;
    return state_->program.rendered(with_span(derived.error(), fn, plan));
  });
}

std::string derivative_symbol(std::string_view of, std::span<const std::string> variables) {
  return analysis::derivative_symbol(of, variables);
}

std::vector<std::string> Function::result_names(Derive derive) const {
  std::vector<std::string> names = analysis::result_names(derive, outputs(), wrt());
  std::ranges::copy(state_->value_names, names.begin());
  return names;
}

std::vector<NotFinite> Function::why_not_finite(Derive derive, std::span<const double> x,
                                                std::span<const double> results) const {
  passes::Plan plan = state_->program.plan;
  plan.derive = derive;
  if (!state_->program.fn.is_scalar()) {
    return analysis::not_finite_tensors(state_->program.fn, plan, x, results, result_names(derive));
  }
  return analysis::not_finite(state_->program.fn, state_->program.text, plan, x, results, result_names(derive));
}

std::vector<Diagnostic> Function::why_by_convention(Derive derive, std::span<const double> x,
                                                    std::span<const double> results) const {
  passes::Plan plan = state_->program.plan;
  plan.derive = derive;
  return analysis::at_kink(state_->program.fn, plan, x, results, result_names(derive));
}

Result<std::string> Function::ir(const std::vector<std::string>& passes) const {
  return state_->guarded([&]() -> Result<std::string> {
    if (passes.empty()) return ir::print(state_->program.fn);
    const Result<ir::Function> fn = passes::apply(state_->program.fn, passes);
    if (!fn) return state_->program.rendered(fn.error());
    return ir::print(*fn);
  });
}

std::vector<std::string> pass_names() { return passes::pass_names(); }

}  // namespace adc::inline ADC_ABI
