// The local partials of every smooth elementwise op: the one place where a derivative is written.
#pragma once

#include "ir/op.h"
#include "passes/rules/partial.h"

namespace adc::passes {

using ir::Op;
using ir::ValueId;

/// The rule of `op`. There is no general one: an op of class Smooth without a specialisation does not compile.
/// A rule must be relatively accurate on the op's whole domain, so it reuses the result only where nothing cancels,
/// and the instructions that it emits must themselves have accurate derivatives: every order comes from them.
template <Op op>
Partials partials(const RuleInput& in) = delete;

/// The partials of an instruction whose op is of class Smooth. Throws `diag::Failure` where a derivative needs too high
/// an order (slug "function-order"), or is wanted by an operand by which none is known
/// ("no-derivative").
[[nodiscard]] Partials smooth_partials(Op op, const RuleInput& in);

/// Whether the partials of a smooth op are numbers, so that they neither make a nan of 0 nor lose it.
[[nodiscard]] bool is_affine(Op op);

}  // namespace adc::passes
