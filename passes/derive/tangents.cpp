#include <algorithm>
#include <array>
#include <ranges>

#include "passes/derive/sweep.h"

namespace adc::passes {

using ir::ValueId;

void Tangents::seed(ValueId value, const Term& tangent, ValueId active) {
  tangents_[value] = {tangent, kAlways, {predication_.conditions().both(kAlways, active, true)}};
  unit_seed_ = true;
}

bool Tangents::is_zero(ValueId value) const {
  const auto found = tangents_.find(value);
  return found == tangents_.end() || found->second.term.is_zero();
}

Term Tangents::of(ValueId value) {
  const auto found = tangents_.find(value);
  return found == tangents_.end() ? Term{} : predication_.everywhere(found->second);
}

Active Tangents::active_operands(ValueId y) const {
  const std::span<const ValueId> x = b_->function().operands(y);
  Active active{};
  for (std::size_t k = 0; k < x.size(); ++k) active[k] = is_differentiable(b_->function().op(y), k) && !is_zero(x[k]);
  return active;
}

// Of several sweeps a later one may use any value.
void Tangents::find_amplified(std::span<const ValueId> path) {
  amplified_.resize(b_->size());
  for (const ValueId y : path) amplified_[ir::index(y)] = sweeps_ == Sweeps::Several;
  for (const ValueId y : std::views::reverse(path)) {
    const std::span<const ValueId> x = b_->function().operands(y);
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (amplified_[ir::index(y)] || amplification_.may(y, k)) amplified_[ir::index(x[k])] = true;
    }
  }
}

// ẏ = Σ ∂y/∂xₖ·ẋₖ
Predicated Tangents::through_smooth(ValueId y, const Active& active) {
  const std::array<ValueId, 3> x = operands_of(*b_, y);
  const bool amplifies = amplification_.may(y, 0);
  const Partials partials = partials_of(*b_, y, active);
  std::array<Contribution, 3> sum;
  std::size_t count = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!active[k]) continue;
    const Predicated& tangent = tangents_[x[k]];
    Contribution next{apply(*b_, partials[k], tangent.term),
                      predication_.use(tangent, amplifies, amplified_[ir::index(y)])};
    if (partials[k].condition) next.use = predication_.both(next.use, *partials[k].condition, true);
    if (!predication_.is_nothing(next)) sum[count++] = next;
  }
  return predication_.sum(std::span(sum).first(count));
}

// A linear op that takes elements one by one is its own transpose.
Predicated Tangents::through_elementwise(ValueId y, const Active& active) {
  const OpInput in = input_of(*b_, y);
  std::vector<Contribution> sum;
  for (std::size_t k = 0; k < in.x.size(); ++k) {
    if (!active[k]) continue;
    const Predicated& tangent = tangents_[in.x[k]];
    const Share share = structural_rule(b_->function().op(y)).adjoint(in, k, tangent.term);
    Contribution next{share.term, predication_.use(tangent, false, amplified_[ir::index(y)])};
    if (share.condition) next.use = predication_.both(next.use, *share.condition, share.holds);
    if (!predication_.is_nothing(next)) sum.push_back(next);
  }
  return predication_.sum(sum);
}

// The change of y for tangents under one uniform condition.
Contribution Tangents::through_structural(OpInput& in, std::span<const Predicated> tangents) {
  const StructuralRule& rule = structural_rule(b_->function().op(in.y));
  std::array<Term, 3> terms;
  std::optional<ValueId> changed;
  bool everywhere = false;
  ConditionId condition = kAlways;
  for (std::size_t k = 0; k < tangents.size(); ++k) {
    if (tangents[k].term.is_zero()) continue;
    terms[k] = tangents[k].term;
    condition = tangents[k].condition;
    in.meets_infinities = amplification_.may_be_infinite(terms[k]);
    const bool amplifies = amplification_.may(in.y, k);
    const bool later = amplified_[ir::index(in.y)];
    const std::optional<ValueId> active = amplifies || later ? predication_.mask(tangents[k]) : std::nullopt;
    if (active && amplifies) in.masks[k] = {active, amplification_.care(in.y, k, terms[k], *active)};
    const Term from = active ? value_term(b_->to_float(*active)) : constant_term(1);
    const Term reached = later ? changed_elements(rule, in, k, from) : Term{};
    everywhere = everywhere || !reached.value;
    if (everywhere) continue;
    const ValueId own = where_positive(*b_, *reached.value);
    changed = changed ? b_->logical_or(*changed, own) : own;
  }
  Contribution result{rule.tangent(in, terms), {condition, condition}};
  if (changed && !everywhere) result.use.support = predication_.conditions().both(condition, *changed, true);
  return result;
}

// Operands together where the zeros of one that is not chosen cannot harm, else one by one.
Predicated Tangents::through_structural(ValueId y, const Active& active) {
  OpInput in = input_of(*b_, y);
  in.level = amplification_.level();
  Conditions& conditions = predication_.conditions();
  std::array<Predicated, 3> tangents;
  std::optional<ConditionId> common;
  bool alone = false;
  for (std::size_t k = 0; k < in.x.size(); ++k) {
    if (!active[k]) continue;
    tangents[k] = predication_.lift_to_uniform(tangents_[in.x[k]]);
    alone = alone || (amplification_.may(y, k) && common && *common != tangents[k].condition);
    common = common ? conditions.common(*common, tangents[k].condition) : tangents[k].condition;
  }
  std::vector<Contribution> sum;
  if (alone) {
    for (std::size_t k = 0; k < in.x.size(); ++k) {
      if (!active[k]) continue;
      std::array<Predicated, 3> one;
      one[k] = tangents[k];
      sum.push_back(through_structural(in, one));
    }
  } else {
    for (Predicated& tangent : tangents) {
      if (!tangent.term.is_zero()) tangent = predication_.lift(tangent, conditions.depth(*common));
    }
    sum.push_back(through_structural(in, tangents));
  }
  std::erase_if(sum, [&](const Contribution& c) { return predication_.is_nothing(c); });
  return predication_.sum(sum);
}

void Tangents::sweep(std::span<const ValueId> path) {
  amplification_.begin(path, unit_seed_);
  find_amplified(path);
  for (const ValueId y : path) {
    if (tangents_.contains(y)) continue;
    b_->set_span(b_->function().span(y));
    const Active active = active_operands(y);
    const ir::Op op = b_->function().op(y);
    if (std::ranges::none_of(active, std::identity{})) {
      tangents_[y] = {};
    } else if (ir::info(op).op_class == ir::OpClass::Smooth) {
      tangents_[y] = through_smooth(y, active);
    } else {
      tangents_[y] = ir::is_elementwise(op) ? through_elementwise(y, active) : through_structural(y, active);
    }
  }
}

}  // namespace adc::passes
