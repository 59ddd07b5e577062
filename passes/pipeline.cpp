#include "passes/pipeline.h"

#include <algorithm>
#include <cassert>

#include "ir/builder.h"
#include "ir/verifier.h"
#include "passes/contract.h"
#include "passes/cse.h"
#include "passes/dce.h"
#include "passes/expand_diff.h"
#include "passes/fold_exact.h"
#include "passes/forward.h"
#include "passes/hessian.h"
#include "passes/legalise.h"
#include "passes/real/simplify_real.h"
#include "passes/reverse.h"
#include "passes/stable/stable.h"
#include "passes/symbolic.h"

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

Function derive(const Function& fn, const Plan& plan) {
  const Wrt wrt = plan.wrt.empty() ? all_params(fn) : plan.wrt;
  const std::size_t limit = plan.limits.instructions;
  switch (plan.derive) {
    case Derive::Value: break;
    case Derive::Gradient: return gradient(fn, wrt, plan.mode, limit);
    case Derive::Hessian: return hessian(fn, wrt, plan.mode, limit);
    case Derive::Jvp: return jvp(fn, wrt, limit);
    case Derive::Vjp: return vjp(fn, wrt, limit);
  }
  return fn;
}

bool asks_for_equality(const Function& fn) {
  return std::ranges::any_of(fn.insts(),
                             [](const ir::Inst& inst) { return inst.op == ir::Op::Eq || inst.op == ir::Op::Ne; });
}

// The rewrites that the plan's level allows on a function whose constants are exact.
Function improve(const Function& fn, const Plan& plan, Guards guards, Stage stage) {
  switch (plan.level) {
    case Level::Exact: return checked(dce(cse(fn)));
    case Level::Stable: return checked(dce(stable(fn, stage, plan.rewrites)));
    case Level::Real: return checked(simplify_real(fn, guards));
  }
  return fn;
}

Function lower(const Function& fn, Level level) {
  const Function folded = checked(dce(fold_exact(checked(legalise(fn)))));
  return level == Level::Exact ? folded : checked(dce(contract(folded)));
}

// A pass by name, with what it needs beside the function chosen as a person at a terminal expects.
struct NamedPass {
  const char* name;
  Function (*apply)(const Function& fn);
};

constexpr std::size_t kInstructions = Limits{}.instructions;

constexpr NamedPass kPasses[] = {
    {"expand_diff", [](const Function& fn) { return expand_diff(fn, kInstructions); }},
    {"symbolic", [](const Function& fn) { return symbolic(fn, all_params(fn), kInstructions); }},
    {"forward", [](const Function& fn) { return forward(fn, all_params(fn), kInstructions); }},
    {"reverse", [](const Function& fn) { return reverse(fn, all_params(fn), kInstructions); }},
    {"hessian", [](const Function& fn) { return hessian(fn, all_params(fn), Mode::Auto, kInstructions); }},
    {"jvp", [](const Function& fn) { return jvp(fn, all_params(fn), kInstructions); }},
    {"vjp", [](const Function& fn) { return vjp(fn, all_params(fn), kInstructions); }},
    {"simplify_real", [](const Function& fn) { return simplify_real(fn); }},
    {"stable", [](const Function& fn) { return stable(fn); }},
    {"legalise", legalise},
    {"fold_exact", fold_exact},
    {"contract", contract},
    {"cse", cse},
    {"dce", dce},
};

Diagnostic unknown_pass(const std::string& name) {
  std::string known;
  for (const NamedPass& pass : kPasses) known += (known.empty() ? "" : ", ") + std::string(pass.name);
  return {.slug = "unknown-pass",
          .error_class = ErrorClass::Usage,
          .span = {},
          .message = "unknown pass `" + name + "`",
          .labels = {},
          .help = {"the passes are " + known}};
}

}  // namespace

Result<Function> run(const Function& program, const Plan& plan) {
  try {
    Function fn = checked(expand_diff(program, plan.limits.instructions));
    const Guards guards = asks_for_equality(program) ? Guards::KeepWritten : Guards::Drop;
    if (plan.derive == Derive::Value) {
      fn = improve(fn, plan, guards, Stage::Only);
    } else {
      fn = improve(fn, plan, guards, Stage::BeforeDerivatives);
      fn = improve(checked(derive(fn, plan)), plan, guards, Stage::AfterDerivatives);
    }
    return plan.legalise ? lower(fn, plan.level) : fn;
  } catch (const ir::Failure& failure) {
    return failure.diagnostic();
  }
}

Result<Function> apply(const Function& fn, const std::vector<std::string>& pass_names) {
  try {
    Function result = fn;
    for (const std::string& name : pass_names) {
      const auto* pass = std::ranges::find(kPasses, name, &NamedPass::name);
      if (pass == std::end(kPasses)) return unknown_pass(name);
      result = checked(pass->apply(result));
    }
    return result;
  } catch (const ir::Failure& failure) {
    return failure.diagnostic();
  }
}

std::vector<std::string> pass_names() {
  std::vector<std::string> names;
  for (const NamedPass& pass : kPasses) names.emplace_back(pass.name);
  return names;
}

}  // namespace adc::passes
