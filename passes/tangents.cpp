#include <algorithm>
#include <array>

#include "passes/rules/smooth.h"
#include "passes/sweep.h"

namespace adc::passes {
namespace {

using ir::ValueId;

// The operands of an instruction, copied because building more instructions moves them.
struct Operands {
  std::array<ValueId, 3> x{};
  std::size_t count = 0;
};

Operands operands_of(const SharingBuilder& b, ValueId value) {
  Operands result;
  for (const ValueId operand : b.function().operands(value)) result.x[result.count++] = operand;
  return result;
}

// ẏ = Σ ∂y/∂xₖ·ẋₖ
Term smooth_tangent(SharingBuilder& b, ValueId y, const Operands& in, const std::array<Term, 3>& tangents) {
  const ir::Op op = b.function().op(y);
  const bool immediate = ir::info(op).immediate != ir::Immediate::None;
  const RuleInput input{.b = b,
                        .x = {in.x.data(), in.count},
                        .y = y,
                        .immediate = immediate ? b.function().immediate(y) : 0,
                        .wanted = {!tangents[0].is_zero(), !tangents[1].is_zero(), !tangents[2].is_zero()}};
  const Partials partials = smooth_partials(op, input);
  Term sum;
  for (std::size_t k = 0; k < in.count; ++k) {
    Term term = apply(b, partials[k], tangents[k]);
    if (partials[k].condition) term = select(b, *partials[k].condition, term, {});
    sum = add(b, sum, term);
  }
  return sum;
}

}  // namespace

void Tangents::sweep(SharingBuilder& b, std::span<const ValueId> path) {
  for (const ValueId y : path) {
    if (tangents_.contains(y)) continue;
    const Operands in = operands_of(b, y);
    const ir::Op op = b.function().op(y);
    std::array<Term, 3> tangents;
    for (std::size_t k = 0; k < in.count; ++k) {
      if (is_differentiable(op, k)) tangents[k] = of(in.x[k]);
    }
    b.set_span(b.function().span(y));
    if (std::ranges::all_of(tangents, &Term::is_zero)) {
      tangents_[y] = {};
      continue;
    }
    const bool smooth = ir::info(op).op_class == ir::OpClass::Smooth;
    tangents_[y] = smooth ? smooth_tangent(b, y, in, tangents) : structural_rule(op).tangent(input_of(b, y), tangents);
  }
}

Term Tangents::of(ValueId value) const {
  const auto found = tangents_.find(value);
  return found == tangents_.end() ? Term{} : found->second;
}

}  // namespace adc::passes
