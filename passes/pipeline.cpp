#include "passes/pipeline.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>

#include "adc/layout.hpp"
#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "ir/verifier.h"
#include "passes/core/cse.h"
#include "passes/core/dce.h"
#include "passes/core/fold_exact.h"
#include "passes/core/join.h"
#include "passes/derive/expand_diff.h"
#include "passes/derive/forward.h"
#include "passes/derive/hessian.h"
#include "passes/derive/reverse.h"
#include "passes/derive/symbolic.h"
#include "passes/lower/fast_math.h"
#include "passes/lower/fuse.h"
#include "passes/lower/legalise.h"
#include "passes/real/simplify_real.h"
#include "passes/sparse/interaction.h"
#include "passes/stable/stable.h"
#include "passes/tensors/batch.h"
#include "passes/tensors/contract_sums.h"

namespace adc::passes {
namespace {

using ir::Function;
using Wrt = std::vector<std::uint32_t>;

// In debug builds the verifier looks at what each pass makes.
Function checked(Function fn) {
  assert(ir::verify(fn).empty());
  return fn;
}

Wrt all_params(const Function& fn) {
  Wrt wrt;
  for (std::uint32_t i = 0; i < fn.params().size(); ++i) {
    if (fn.params()[i].kind == ir::ParamKind::Param) wrt.push_back(i);
  }
  return wrt;
}

Wrt variables(const Function& fn, const Plan& plan) { return plan.wrt.empty() ? all_params(fn) : plan.wrt; }

Function derive_compressed(const Function& fn, const Plan& plan) {
  const Wrt wrt = variables(fn, plan);
  const std::size_t limit = plan.limits.instructions;
  const Compression& compression = *plan.compression;
  if (plan.derive == Derive::Vjp) return compressed_reverse(fn, wrt, compression, limit, plan.level);
  if (plan.derive == Derive::Jvp) return compressed_forward(fn, wrt, compression, limit, 0, plan.level);
  const Function first = dce(gradient(fn, wrt, plan.mode, limit, plan.level));
  return compressed_forward(first, wrt, compression, limit, fn.outputs().size(), plan.level);
}

Function derive(const Function& fn, const Plan& plan) {
  if (plan.compression != nullptr) return derive_compressed(fn, plan);
  const Wrt wrt = variables(fn, plan);
  const std::size_t limit = plan.limits.instructions;
  switch (plan.derive) {
    case Derive::Value: break;
    case Derive::Gradient: return gradient(fn, wrt, plan.mode, limit, plan.level);
    case Derive::Hessian: return hessian(fn, wrt, plan.mode, limit, plan.level);
    case Derive::Jvp: return jvp(fn, wrt, limit, 0, plan.level);
    case Derive::Vjp: return vjp(fn, wrt, limit, plan.level);
    case Derive::Hvp: return hvp(fn, wrt, plan.mode, limit, plan.level);
  }
  return fn;
}

bool asks_for_equality(const Function& fn) {
  return std::ranges::any_of(fn.insts(),
                             [](const ir::Inst& inst) { return inst.op == ir::Op::Eq || inst.op == ir::Op::Ne; });
}

// What "x^0 is 1" and other guards at single points mean to `improve`.
Guards guards_of(const Function& program) { return asks_for_equality(program) ? Guards::KeepWritten : Guards::Drop; }

bool has_diff(const Function& fn) {
  return std::ranges::any_of(fn.insts(), [](const ir::Inst& inst) { return inst.op == ir::Op::Diff; });
}

// The rewrites that the plan's level allows on a function whose constants are exact and which is to be differentiated
// `order` times; so many of its instructions, the first, are as they leave them.
Function improve(const Function& fn, const Plan& plan, Guards guards, int order, std::size_t settled = 0) {
  switch (plan.level) {
    case Level::Exact: return checked(dce(cse(fn)));
    case Level::Stable: return checked(dce(stable(fn, {order, settled, plan.rewrites})));
    case Level::Real: return checked(plan.expand ? expand_real(fn, guards) : simplify_real(fn, guards));
  }
  return fn;
}

Function lower(const Function& fn, const Plan& plan) {
  Function legal = checked(legalise(fn));
  const bool fuses = plan.fuse && plan.level != Level::Exact;
  return checked(dce(fuses ? fold_and_fuse(std::move(legal)) : fold_exact(std::move(legal))));
}

// The program without `Diff`.
Function expand(const Function& program, const Plan& plan) {
  const std::size_t limit = plan.limits.instructions;
  if (plan.level == Level::Exact) return checked(expand_diff(program, limit));
  // Derivatives in the program are of what is written; of a softmax by hand they would divide by its probabilities, and
  // at a kink be those of a convention where the whole is smooth.
  Function whole = program;
  if (!program.is_scalar())
    whole = checked(stable_tensors(keep_targets(checked(contract_sums(whole, limit))), plan.rewrites));
  const Choices choices = plan.level == Level::Stable ? Choices::Made : Choices::NotMade;
  if (has_diff(program)) whole = checked(cancel_kinks(keep_targets(whole), choices, plan.rewrites));
  return checked(expand_diff(std::move(whole), limit, plan.level));
}

// The program without `Diff`, rewritten as the level allows where it is to be differentiated `order` times.
Function prepare(const Function& program, const Plan& plan, int order) {
  return improve(expand(program, plan), plan, guards_of(program), order);
}

// What a plan asks of a program, in any mode: what does not depend on it is made once. Values are those of the program
// alone: derivatives may be taken of another form, which is right to their order.
class Planned {
 public:
  Planned(const Function& program, const Plan& plan) : plan_(plan), guards_(guards_of(program)) {
    std::optional<Function> expanded;
    if (!program.is_scalar() || !is_expanded(program)) expanded = expand(program, plan);
    const Function& whole = expanded ? *expanded : program;
    if (plan.derive == Derive::Value || !by_form()) {
      values_ = improve(whole, plan, guards_, 0);
    } else {
      StableForms forms = stable_forms(whole, {.order = order_of(plan.derive), .applied = plan.rewrites});
      values_ = checked(dce(std::move(forms.values)));
      values_settled_ = forms.values_settled;
      if (forms.derived_of) form_ = checked(dce(*std::move(forms.derived_of)));
    }
  }

  // What derivatives are taken of.
  [[nodiscard]] const Function& derived_of() const { return form_ ? *form_ : values_; }

  // Before it is lowered.
  [[nodiscard]] Function exact(Mode mode) const {
    if (plan_.derive == Derive::Value) return values_;
    Plan plan = plan_;
    plan.mode = mode;
    Function derived = checked(derive(derived_of(), plan));
    if (form_) derived = checked(join(values_, derived));
    return improve(derived, plan, guards_, 0, values_settled_ ? settled_in(derived) : 0);
  }

  [[nodiscard]] Function run(Mode mode) const {
    Function fn = exact(mode);
    if (!plan_.legalise) return fn;
    fn = lower(fn, plan_);
    if (plan_.math == Math::Fast) fn = checked(dce(fast_math(fn)));
    return fn;
  }

 private:
  [[nodiscard]] bool by_form() const { return plan_.level == Level::Stable; }
  // How many instructions the values have in `derived`: they come first, but for further inputs.
  [[nodiscard]] std::size_t settled_in(const Function& derived) const {
    return values_.size() - values_.params().size() + derived.params().size();
  }

  const Plan& plan_;
  Guards guards_;
  Function values_;
  bool values_settled_ = false;
  std::optional<Function> form_;  // what derivatives are taken of, where that is not `values_`
};

// The result of `make`, or why there is none.
template <class Make>
auto guarded(const Make& make) {
  using Made = decltype(make());
  constexpr bool kIsResult = requires(Made made) { made.error(); };
  using Returned = std::conditional_t<kIsResult, Made, Result<Made>>;
  try {
    return Returned(make());
  } catch (const diag::Failure& failure) {
    return Returned(failure.diagnostic());
  }
}

// A pass by name, with what it needs beside the function chosen as a person at a terminal expects.
struct NamedPass {
  const char* name;
  Function (*apply)(const Function& fn);
  bool takes_diff = false;  // the others would take a derivative that is not expanded for a constant
};

constexpr std::int64_t kExamples = 4;

// What gets a leading axis: data, or everything where there is none.
std::vector<bool> is_data(const Function& fn) {
  const auto data = [](const ir::Param& param) { return param.kind == ir::ParamKind::Data; };
  const bool any = std::ranges::any_of(fn.params(), data);
  std::vector<bool> result;
  for (const ir::Param& param : fn.params()) result.push_back(!any || data(param));
  return result;
}

constexpr std::size_t kInstructions = Limits{}.instructions;

Function rolled_alone(const Function& fn) {
  std::optional<Rolled> made = fn.is_scalar() ? roll(fn, all_params(fn), Derive::Value) : std::nullopt;
  return made ? std::move(made->fn) : fn;
}

constexpr NamedPass kPasses[] = {
    {"expand_diff", [](const Function& fn) { return expand_diff(fn, kInstructions); }, true},
    {"symbolic", [](const Function& fn) { return symbolic(fn, all_params(fn), kInstructions); }},
    {"forward", [](const Function& fn) { return forward(fn, all_params(fn), kInstructions); }},
    {"reverse", [](const Function& fn) { return reverse(fn, all_params(fn), kInstructions); }},
    {"hessian", [](const Function& fn) { return hessian(fn, all_params(fn), Mode::Auto, kInstructions); }},
    {"jvp", [](const Function& fn) { return jvp(fn, all_params(fn), kInstructions); }},
    {"vjp", [](const Function& fn) { return vjp(fn, all_params(fn), kInstructions); }},
    {"hvp", [](const Function& fn) { return hvp(fn, all_params(fn), Mode::Auto, kInstructions); }},
    {"mean_over_batch", [](const Function& fn) { return mean_over_batch(fn, is_data(fn), kExamples, kInstructions); }},
    {"batch", [](const Function& fn) { return batch(fn, is_data(fn), kExamples, kInstructions); }},
    {"roll", rolled_alone},
    {"contract_sums", [](const Function& fn) { return contract_sums(fn, kInstructions); }, true},
    {"simplify_real", [](const Function& fn) { return simplify_real(fn); }},
    {"stable", [](const Function& fn) { return stable(fn); }},
    {"legalise", legalise},
    {"fold_exact", [](const Function& fn) { return fold_exact(fn); }},
    {"fast_math", fast_math},
    {"fuse", fuse},
    {"cse", cse, true},
    {"dce", [](const Function& fn) { return dce(fn); }, true},
};

Diagnostic unknown_pass(const std::string& name) {
  std::string known;
  for (const NamedPass& pass : kPasses) known += (known.empty() ? "" : ", ") + std::string(pass.name);
  return diag::diagnose("unknown-pass", {}, fmt::format("unknown pass `{}`", name), {"the passes are " + known});
}

}  // namespace

Result<Function> run(const Function& program, const Plan& plan) {
  return guarded([&] { return Planned(program, plan).run(plan.mode); });
}

Result<std::vector<Result<Function>>> run(const Function& program, const Plan& plan, std::span<const Mode> modes) {
  return guarded([&] {
    const Planned planned(program, plan);
    std::vector<Result<Function>> functions;
    for (const Mode mode : modes) functions.push_back(guarded([&] { return planned.run(mode); }));
    return functions;
  });
}

std::optional<Rolled> rolled(const Function& program, const Plan& plan) {
  if (plan.level != Level::Stable || program.size() < kFewestToRoll || !program.is_scalar() || has_diff(program))
    return std::nullopt;
  return roll(program, variables(program, plan), plan.derive);
}

std::optional<Result<Function>> run_rolled(const Function& program, const Plan& plan) {
  if (plan.compression != nullptr) return std::nullopt;  // it is of the program as it is
  std::optional<Rolled> loops = rolled(program, plan);
  if (!loops) return std::nullopt;
  Plan of_rolled = plan;
  of_rolled.wrt = std::move(loops->wrt);
  return run(checked(std::move(loops->fn)), of_rolled);
}

Result<Function> partial(const Function& program, std::span<const std::uint32_t> by, const Plan& plan) {
  return guarded([&] {
    const Function fn = prepare(program, plan, kAnyOrder);
    std::string suffix;
    for (const std::uint32_t input : by) suffix += "." + fn.params()[input].name;
    ir::Builder b(fmt::format("{}.d{}", fn.name(), suffix), fn.float_type(), plan.limits.instructions);
    for (std::size_t i = 0; i < fn.size(); ++i) b.clone(fn, ir::value_id(i), fn.operands(ir::value_id(i)));
    for (const auto& [value, name] : fn.bindings()) b.bind(value, name);
    for (std::size_t o = 0; o < fn.outputs().size(); ++o) {
      const ir::Output& output = fn.outputs()[o];
      b.set_span(fn.span(output.value));
      ir::ValueId y = output.value;
      if (fn.type(y).dtype == ir::DType::Bool) y = b.to_float(y);
      for (const std::uint32_t input : by) y = b.diff(y, ir::value_id(input));
      const std::string of = output.name.empty() ? std::to_string(o + 1) : output.name;
      std::string name = fn.outputs().size() == 1 ? "d" : of + ".d";
      b.output(y, name.append(suffix), ir::OutputRole::Derivative);
    }
    return checked(b.finish());
  });
}

Result<Sparsity> sparsity(const Function& program, const Plan& plan) {
  return guarded([&] {
    const Planned planned(program, plan);
    const Wrt wrt = variables(program, plan);
    const std::size_t most = plan.limits.bytes / (4 * sizeof(std::int32_t));
    return order_of(plan.derive) == 2 ? hessian_sparsity(planned.derived_of(), wrt, most)
                                      : jacobian_sparsity(planned.derived_of(), wrt, most);
  });
}

Result<TaylorProgram> taylor(const Function& program, std::size_t order, const Plan& plan) {
  return guarded([&] {
    return taylor_program(prepare(program, plan, kAnyOrder), variables(program, plan), order, plan.limits.instructions);
  });
}

namespace {

std::size_t count_operations(const Function& fn) {
  return static_cast<std::size_t>(std::count_if(fn.insts().begin(), fn.insts().end(), [](const ir::Inst& inst) {
    return ir::info(inst.op).op_class != ir::OpClass::Leaf;
  }));
}

// The modes that `run` may be told to use for `derive`.
std::vector<Mode> choices(Derive derive) {
  switch (derive) {
    case Derive::Gradient: return {Mode::Symbolic, Mode::Forward, Mode::Reverse};
    case Derive::Hessian: return {Mode::Symbolic, Mode::Forward, Mode::Reverse, Mode::Auto};
    case Derive::Hvp: return {Mode::Symbolic, Mode::Forward, Mode::Reverse};
    case Derive::Value: break;
    case Derive::Jvp: return {Mode::Forward};
    case Derive::Vjp: return {Mode::Reverse};
  }
  return {Mode::Auto};
}

Mode gradient_mode(const Function& program, const Plan& plan) {
  return cheaper_mode(prepare(program, plan, order_of(plan.derive)), variables(program, plan),
                      plan.limits.instructions);
}

}  // namespace

Result<std::vector<Alternative>> alternatives(const Function& program, const Plan& plan) {
  return guarded([&]() -> Result<std::vector<Alternative>> {
    const bool has_gradient = plan.derive != Derive::Value;
    const Mode cheaper = has_gradient ? gradient_mode(program, plan) : Mode::Auto;
    const std::vector<Mode> modes = choices(plan.derive);
    const bool is_one = modes.size() == 1;
    const bool has_auto = modes.back() == Mode::Auto;
    const Mode chosen = plan.mode == Mode::Auto && !has_auto ? cheaper : plan.mode;
    Plan silent = plan;
    silent.rewrites = nullptr;
    const auto functions = run(program, silent, modes);
    if (!functions) return functions.error();
    std::vector<Alternative> all;
    for (std::size_t i = 0; i < modes.size(); ++i) {
      const Result<Function>& fn = (*functions)[i];
      const bool is_chosen = is_one || modes[i] == chosen;
      if (fn) all.push_back({modes[i], cost(*fn), count_operations(*fn), is_chosen, cheaper});
      if (!fn && is_chosen) return fn.error();  // another one is beyond a limit: no alternative
    }
    return all;
  });
}

Result<Function> apply(const Function& fn, const std::vector<std::string>& pass_names) {
  return guarded([&]() -> Result<Function> {
    Function result = fn;
    for (const std::string& name : pass_names) {
      const auto* pass = std::ranges::find(kPasses, name, &NamedPass::name);
      if (pass == std::end(kPasses)) return unknown_pass(name);
      if (!pass->takes_diff) result = expand_diff(result, kInstructions);
      result = checked(pass->apply(result));
    }
    return result;
  });
}

std::vector<std::string> pass_names() {
  std::vector<std::string> names;
  for (const NamedPass& pass : kPasses) names.emplace_back(pass.name);
  return names;
}

}  // namespace adc::passes
