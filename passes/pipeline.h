// The only place that sequences passes: the API, the program and the tests all call it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adc/limits.hpp"
#include "adc/options.hpp"
#include "adc/result.hpp"
#include "adc/sparsity.hpp"
#include "ir/function.h"
#include "passes/core/cost.h"
#include "passes/core/rewrite.h"
#include "passes/derive/taylor.h"
#include "passes/roll/roll.h"
#include "passes/sparse/compressed.h"

namespace adc::passes {

/// What to make of a program.
struct Plan {
  Derive derive = Derive::Value;
  Mode mode = Mode::Auto;
  Level level = Level::Stable;
  Math math = Math::Accurate;
  /// Indices of the inputs that derivatives are taken for; empty: all of kind Param.
  std::vector<std::uint32_t> wrt;
  /// Round constants and lower to what targets have (passes/lower/legalise.h). Without it the result
  /// stays exact: for people to read.
  bool legalise = true;
  /// Fuse what is legalised: for targets that have such an instruction.
  bool fuse = true;
  /// At level Real, instead of what reads well, sums of products: for more derivatives to be taken of them
  /// (`expand_real`). Error: "derivative-too-large".
  bool expand = false;
  Limits limits;
  /// Of Jvp, Vjp and Hvp: not one direction, but what a sparse matrix is found from (passes/sparse/compressed.h).
  std::shared_ptr<const Compression> compression = {};
  /// Where to note each rewrite towards accuracy (level Stable) with its place in the text; null: nowhere.
  std::vector<AppliedRewrite>* rewrites = nullptr;
};

/// The function that computes what `plan` asks of `program`, with outputs laid out as `Derive` says and named "d.x",
/// "d.x.y", or with several outputs "y.d.x". Its inputs are the program's, then tangents "x.dot" or seeds "y.bar".
/// `Diff` is expanded. Errors: "too-many-instructions", "function-order". Thread-safe.
[[nodiscard]] Result<ir::Function> run(const ir::Function& program, const Plan& plan);

/// The same in each of `modes`, whatever the plan's is: what does not depend on the mode is made once. The error is
/// that of all; each function has its own.
[[nodiscard]] Result<std::vector<Result<ir::Function>>> run(const ir::Function& program, const Plan& plan,
                                                            std::span<const Mode> modes);

/// The same with loops for what `program` repeats (passes/roll/roll.h): another function, whose inputs and outputs are,
/// one after the other, the same numbers. nullopt where there is nothing to gain, or the plan's level is not Stable.
[[nodiscard]] std::optional<Result<ir::Function>> run_rolled(const ir::Function& program, const Plan& plan);

/// `program` itself with such loops, and what `plan.wrt` is in it; nullopt likewise.
[[nodiscard]] std::optional<Rolled> rolled(const ir::Function& program, const Plan& plan);

/// A function whose outputs are the derivatives ∂ⁿy/∂x₁…∂xₙ of each output y of `program` by the inputs `by`, in order,
/// named "d.x.z" or "y.d.x.z"; further derivatives can be taken of it. The rewrites of `plan.level` are done before,
/// and `run` does them again after. Its derivatives are `Diff`, expanded by `run`. Errors as for `run`. O(n).
[[nodiscard]] Result<ir::Function> partial(const ir::Function& program, std::span<const std::uint32_t> by,
                                           const Plan& plan);

/// What the Taylor coefficients to `order` of `program`'s outputs follow from, along lines on which the inputs of the
/// plan move (passes/derive/taylor.h). The rewrites of `plan.level` are done before. Errors as for `run`.
[[nodiscard]] Result<TaylorProgram> taylor(const ir::Function& program, std::size_t order, const Plan& plan);

/// Where the Jacobian of `program`'s outputs, or the Hessian of their sum where `plan.derive` is of order 2, may be
/// other than 0 (passes/sparse/interaction.h): of the form that derivatives are taken of. Errors as for `run`, and
/// "too-much-memory".
[[nodiscard]] Result<Sparsity> sparsity(const ir::Function& program, const Plan& plan);

/// A way to make what a plan asks for, and what the result costs.
struct Alternative {
  Mode mode;  ///< Auto: forward over the cheaper gradient
  std::uint64_t cost;
  std::size_t operations;  ///< instructions that compute: no inputs, no constants
  bool chosen;             ///< what `run` takes
  Mode gradient;           ///< under Auto: the mode of the gradient
};

/// The ways to make what `plan` asks for: one per mode, where there is a choice. Errors as for `run`. Costs as much as
/// `run` for each.
[[nodiscard]] Result<std::vector<Alternative>> alternatives(const ir::Function& program, const Plan& plan);

/// Applies passes by name, in order ("symbolic", "forward", "reverse", "simplify_real", "cse", "dce", "legalise", …).
/// `Diff` is expanded before the first pass that would not know it. Error: "unknown-pass", with the names that there
/// are.
[[nodiscard]] Result<ir::Function> apply(const ir::Function& fn, const std::vector<std::string>& pass_names);

/// The names that `apply` knows.
[[nodiscard]] std::vector<std::string> pass_names();

}  // namespace adc::passes
