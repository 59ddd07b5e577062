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
#include "passes/derive/taylor_function.h"
#include "passes/real/nth_derivative.h"

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

/// From this order on what has a closed form is written so, with `30!` for the number.
constexpr std::size_t kClosedOrder = 21;

/// Derivatives by one variable that would be longer than this are the recurrences of Taylor coefficients: people do not
/// read either, and these grow with the square of the order.
constexpr std::size_t kLongSize = 90;
/// Functions in one another times the order, from which on this is known beforehand.
constexpr std::size_t kDeepNesting = 32;

bool is_of_one_variable(std::span<const std::uint32_t> inputs) {
  return std::ranges::all_of(inputs, [&](std::uint32_t input) { return input == inputs[0]; });
}

/// The most functions that stand in one another.
std::size_t nesting(const ir::Function& fn) {
  constexpr int kFunctionCost = 20;
  std::vector<std::size_t> depth(fn.size());
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ir::ValueId id = ir::value_id(i);
    for (const ir::ValueId x : fn.operands(id)) depth[i] = std::max(depth[i], depth[ir::index(x)]);
    const bool is_function = ir::info(fn.op(id)).cost >= kFunctionCost && !fn.operands(id).empty();
    if (is_function && ir::info(fn.op(id)).immediate != ir::Immediate::Exponent) ++depth[i];
  }
  return depth[ir::index(fn.outputs()[0].value)];
}

/// The derivative of this order as recurrences; `otherwise` where they would be too long, too.
Result<ir::Function> recurrences(const ir::Function& fn, std::uint32_t input, std::size_t order,
                                 Result<ir::Function> otherwise) {
  constexpr std::size_t kMostInstructions = 20'000;
  const Result<ir::Function> plain = passes::apply(fn, {"expand_diff"});
  if (!plain || !plain->is_scalar()) return otherwise;
  try {
    return passes::taylor_derivative(*plain, input, order, kMostInstructions);
  } catch (const diag::Failure& failure) {
    const std::string& slug = failure.diagnostic().slug;
    if (slug == "too-many-instructions" || slug == "derivative-too-large") return otherwise;
    return failure.diagnostic();
  }
}

/// The derivative by `inputs`, one after another, as people read it. Simplified after each, so that it stays small;
/// nothing where that has gone too far: in an empty function.
Result<ir::Function> step_by_step(const ir::Function& fn, std::span<const std::uint32_t> inputs,
                                  const passes::Plan& plan, bool may_stop) {
  ir::Function last = fn;
  for (std::size_t order = 1; order <= inputs.size(); ++order) {
    Result<ir::Function> next = derivative_by(last, inputs[order - 1], plan);
    if (!next) return next;
    last = *std::move(next);
    if (order == inputs.size()) break;
    const bool is_high = inputs.size() > kHighOrder && last.size() > kReadableSize;
    if (!plan.expand && (is_high || (may_stop && last.size() > kLongSize))) return ir::Function();
  }
  return last;
}

Result<ir::Function> derivative_by(const ir::Function& fn, std::span<const std::uint32_t> inputs, passes::Plan plan) {
  const std::size_t order = inputs.size();
  const bool repeats = order > 1 && fn.is_scalar() && is_of_one_variable(inputs);
  if (repeats && order >= kClosedOrder) {
    const Result<ir::Function> plain = passes::apply(fn, {"expand_diff"});
    if (plain) {
      if (std::optional<ir::Function> closed = passes::nth_derivative(*plain, inputs[0], order))
        return *std::move(closed);
    }
  }
  const Result<ir::Function> too_large =
      diag::diagnose("derivative-too-large", {}, "a derivative of this order is too long to be written",
                     {"`adc eval --partial` computes derivatives of high order without writing them"});
  if (repeats && order > kHighOrder && nesting(fn) * order >= kDeepNesting) {
    return recurrences(fn, inputs[0], order, too_large);
  }
  Result<ir::Function> readable = step_by_step(fn, inputs, plan, repeats);
  if (!readable || !readable->outputs().empty()) return readable;
  if (order <= kHighOrder) return recurrences(fn, inputs[0], order, too_large);
  plan.expand = true;
  Result<ir::Function> expanded = step_by_step(fn, inputs, plan, false);
  if (!expanded) {
    const bool is_large = expanded.error().diagnostic().slug == "derivative-too-large";
    return repeats && is_large ? recurrences(fn, inputs[0], order, expanded) : expanded;
  }
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
