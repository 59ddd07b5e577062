#include <algorithm>
#include <array>
#include <ranges>

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

// ẏ = Σ ∂y/∂xₖ·ẋₖ, each where its mask, if there is one, is true
Term smooth_tangent(SharingBuilder& b, ValueId y, const Operands& in, const std::array<Term, 3>& tangents,
                    const std::array<std::optional<ValueId>, 3>& masks) {
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
    if (masks[k] && amplifies(op)) term = select(b, *masks[k], term, {});
    sum = add(b, sum, term);
  }
  return sum;
}

}  // namespace

void Tangents::seed(ValueId value, const Term& tangent, ValueId active) {
  seed(value, tangent);
  masks_.emplace(value, active);
}

// The values on the path whose masks something further on wants.
std::vector<bool> Tangents::find_masked(const SharingBuilder& b, std::span<const ValueId> path) const {
  std::vector<bool> wanted(masks_.empty() ? 0 : b.size());
  if (masks_.empty()) return wanted;
  for (const ValueId y : std::views::reverse(path)) {
    const ir::Op op = b.function().op(y);
    if (!wanted[ir::index(y)] && !amplifies(op)) continue;
    for (const ValueId x : b.function().operands(y)) wanted[ir::index(x)] = true;
  }
  return wanted;
}

// Where the tangent of y is not 0, from where those of its operands are not: known if those are.
std::optional<ValueId> Tangents::mask_of(SharingBuilder& b, ValueId y, std::span<const Term> tangents,
                                         const Masks& masks) const {
  const ir::Op op = b.function().op(y);
  const OpInput in = input_of(b, y);
  std::optional<ValueId> any;
  for (std::size_t k = 0; k < tangents.size(); ++k) {
    if (tangents[k].is_zero()) continue;
    if (!masks[k]) return std::nullopt;
    std::optional<ValueId> own = masks[k];
    if (!ir::is_elementwise(op)) {
      const Term reached = changed_elements(structural_rule(op), in, k, value_term(b.to_float(*own)));
      if (!reached.value) return std::nullopt;
      own = b.lt(b.integer(0), *reached.value);
    }
    any = any ? b.logical_or(*any, *own) : *own;
  }
  return any;
}

void Tangents::sweep(SharingBuilder& b, std::span<const ValueId> path) {
  const std::vector<bool> masked = find_masked(b, path);
  for (const ValueId y : path) {
    if (tangents_.contains(y)) continue;
    const Operands in = operands_of(b, y);
    const ir::Op op = b.function().op(y);
    std::array<Term, 3> tangents;
    Masks masks;
    for (std::size_t k = 0; k < in.count; ++k) {
      if (is_differentiable(op, k)) tangents[k] = of(in.x[k]);
      if (const auto mask = masks_.find(in.x[k]); mask != masks_.end()) masks[k] = mask->second;
    }
    b.set_span(b.function().span(y));
    if (std::ranges::all_of(tangents, &Term::is_zero)) {
      tangents_[y] = {};
      continue;
    }
    const bool smooth = ir::info(op).op_class == ir::OpClass::Smooth;
    tangents_[y] =
        smooth ? smooth_tangent(b, y, in, tangents, masks) : structural_rule(op).tangent(input_of(b, y), tangents);
    if (masked.empty() || !masked[ir::index(y)]) continue;
    if (const std::optional<ValueId> mask = mask_of(b, y, tangents, masks)) masks_.emplace(y, *mask);
  }
}

Term Tangents::of(ValueId value) const {
  const auto found = tangents_.find(value);
  return found == tangents_.end() ? Term{} : found->second;
}

}  // namespace adc::passes
