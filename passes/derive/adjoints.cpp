#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "passes/derive/sweep.h"
#include "passes/rules/smooth.h"

namespace adc::passes {

using ir::ValueId;

void Adjoints::seed(ValueId value, const Term& adjoint) {
  contribute(value, adjoint, {});
  seeded_.push_back(value);
}

void Adjoints::seed(ValueId value, const Term& adjoint, ValueId active) {
  contribute(value, adjoint, {kAlways, predication_.conditions().both(kAlways, active, true)});
  seeded_.push_back(value);
  unit_seeds_ = true;
}

void Adjoints::contribute(ValueId value, const Term& term, const Use& use) {
  if (predication_.is_nothing({term, use})) return;
  if (first_.size() <= ir::index(value)) first_.resize(b_->size(), 0);
  pool_.push_back({{term, use}, first_[ir::index(value)]});
  first_[ir::index(value)] = static_cast<std::uint32_t>(pool_.size());
}

// The sum of the contributions to `value`, in the order in which they came, those of equal conditions first.
Predicated Adjoints::gather(ValueId value) {
  if (first_.size() <= ir::index(value)) return {};
  gathered_.clear();
  for (std::uint32_t at = std::exchange(first_[ir::index(value)], 0); at != 0; at = pool_[at - 1].next) {
    gathered_.push_back(pool_[at - 1].contribution);
  }
  std::ranges::reverse(gathered_);
  return predication_.sum(gathered_);
}

// How what `operand` is given of `adjoint` is used, where the two have one shape.
Use Adjoints::use_by(const Predicated& adjoint, ValueId operand, bool amplifies) {
  return predication_.use(adjoint, amplifies, amplified_[ir::index(operand)]);
}

// What an elementwise op gives an operand: a scalar one, that goes with each element of y, the sum.
void Adjoints::give(ValueId y, ValueId operand, const Term& term, Use use, const Share& share) {
  if (share.condition) use = predication_.both(use, *share.condition, share.holds);
  const ir::Shape shape = b_->function().shape(y);
  if (b_->function().shape(operand).rank() == shape.rank()) return contribute(operand, term, use);
  if (predication_.is_nothing({term, use})) return;
  Predicated each{term, use.condition};
  if (use.support != use.condition) each.support = {use.support};
  each = predication_.lift_to_uniform(each);
  const auto sum_of = [&](const Term& t) { return sum(*b_, t, shape, all_axes(shape)); };
  give_reshaped(operand, each, {sum_of(each.term)}, false, sum_of);
}

// What an op of another shape gives an operand; the condition of `adjoint` is uniform. `used` says which elements of
// the operand elements of the result are made of.
template <class Used>
void Adjoints::give_reshaped(ValueId operand, const Predicated& adjoint, const Share& share, bool amplifies,
                             Used used) {
  Use use{adjoint.condition, adjoint.condition};
  if (amplifies || amplified_[ir::index(operand)]) {
    const std::optional<ValueId> any = predication_.mask(adjoint);
    const Term from = any ? value_term(b_->to_float(*any)) : constant_term(1);
    const Term reached = used(from);
    const bool same = reached.value == from.value;
    if (reached.value) {
      const ValueId mask = same ? *any : where_positive(*b_, *reached.value);
      use.support = predication_.conditions().both(adjoint.condition, mask, true);
    }
    if (amplifies) use.condition = use.support;
  }
  if (share.condition) use = predication_.both(use, *share.condition, share.holds);
  contribute(operand, share.term, use);
}

// ȳ through a linear op that takes elements one by one.
void Adjoints::pull_back_elementwise(ValueId y, const Predicated& adjoint, const Active& active) {
  const OpInput in = input_of(*b_, y);
  for (std::size_t k = 0; k < in.x.size(); ++k) {
    if (!active[k]) continue;
    const Share share = structural_rule(b_->function().op(y)).adjoint(in, k, adjoint.term);
    give(y, in.x[k], share.term, use_by(adjoint, in.x[k], false), share);
  }
}

// ȳ through an op that is not smooth: its transpose.
void Adjoints::pull_back_structural(ValueId y, const Predicated& adjoint, const Active& active) {
  const StructuralRule& rule = structural_rule(b_->function().op(y));
  OpInput in = input_of(*b_, y);
  in.level = amplification_.level();
  const Predicated used = predication_.lift_to_uniform(adjoint);
  for (std::size_t k = 0; k < in.x.size(); ++k) {
    if (!active[k]) continue;
    const bool amplifies = amplification_.may(y, k);
    const std::optional<ValueId> mask = amplifies ? predication_.mask(used) : std::nullopt;
    in.meets_infinities = amplified_[ir::index(in.x[k])];
    if (mask) in.masks[k] = {mask, amplification_.care(y, k, used.term, *mask)};
    const Share share = rule.adjoint(in, k, used.term);
    give_reshaped(in.x[k], used, share, amplifies, [&](const Term& t) { return used_elements(rule, in, k, t); });
  }
}

// x̄ₖ += ȳ·∂y/∂xₖ
void Adjoints::pull_back_smooth(ValueId y, const Predicated& adjoint, const Active& active) {
  const std::array<ValueId, 3> x = operands_of(*b_, y);
  const bool amplifies = amplification_.may(y, 0);
  const Partials partials = partials_of(*b_, y, active);
  const bool several = std::ranges::count(active, true) > 1;
  const Term shared = several ? settle(*b_, adjoint.term) : adjoint.term;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!active[k] || partials[k].is_zero()) continue;
    const Use use = use_by(adjoint, x[k], amplifies);
    give(y, x[k], apply(*b_, partials[k], shared), use, {{}, partials[k].condition});
  }
}

void Adjoints::pull_back(ValueId y, const Predicated& adjoint) {
  const Active active = active_operands(y);
  if (std::ranges::count(active, true) == 0) return;
  const ir::Op op = b_->function().op(y);
  if (ir::info(op).op_class == ir::OpClass::Smooth) {
    pull_back_smooth(y, adjoint, active);
  } else if (ir::is_elementwise(op)) {
    pull_back_elementwise(y, adjoint, active);
  } else {
    pull_back_structural(y, adjoint, active);
  }
}

Active Adjoints::active_operands(ValueId y) const {
  const std::span<const ValueId> x = b_->function().operands(y);
  Active active{};
  for (std::size_t k = 0; k < x.size(); ++k) {
    active[k] = is_differentiable(b_->function().op(y), k) && on_path_[ir::index(x[k])] == round_;
  }
  return active;
}

void Adjoints::find_amplified(std::span<const ValueId> path) {
  amplified_.resize(b_->size());
  for (const ValueId y : path) {
    const std::array<ValueId, 3> x = operands_of(*b_, y);
    const Active active = active_operands(y);
    bool amplified = false;
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (active[k]) amplified = amplified || amplified_[ir::index(x[k])] || amplification_.may(y, k);
    }
    amplified_[ir::index(y)] = amplified;
  }
}

std::array<ValueId, 3> operands_of(const SharingBuilder& b, ValueId y) {
  std::array<ValueId, 3> x{};
  std::ranges::copy(b.function().operands(y), x.begin());
  return x;
}

Partials partials_of(SharingBuilder& b, ValueId y, const Active& wanted) {
  const ir::Op op = b.function().op(y);
  const std::array<ValueId, 3> x = operands_of(b, y);
  const bool immediate = ir::info(op).immediate != ir::Immediate::None;
  return smooth_partials(op, {.b = b,
                              .x = {x.data(), ir::info(op).arity},
                              .y = y,
                              .immediate = immediate ? b.function().immediate(y) : 0,
                              .wanted = wanted});
}

std::vector<Term> Adjoints::sweep(std::span<const ValueId> path, std::span<const ValueId> targets) {
  on_path_.resize(b_->size(), 0);
  ++round_;
  for (const ValueId value : path) on_path_[ir::index(value)] = round_;
  amplification_.begin(path, std::exchange(unit_seeds_, false));
  find_amplified(path);
  std::unordered_map<ValueId, Term> wanted;
  for (const ValueId target : targets) wanted.emplace(target, Term{});

  for (const ValueId y : std::views::reverse(path)) {
    b_->set_span(b_->function().span(y));
    const Predicated adjoint = gather(y);
    if (adjoint.term.is_zero()) continue;
    if (const auto target = wanted.find(y); target != wanted.end()) target->second = predication_.everywhere(adjoint);
    pull_back(y, adjoint);
  }
  for (const ValueId value : seeded_) {
    if (ir::index(value) < first_.size()) first_[ir::index(value)] = 0;
  }
  seeded_.clear();
  pool_.clear();
  std::vector<Term> result;
  for (const ValueId target : targets) result.push_back(wanted[target]);
  return result;
}

}  // namespace adc::passes
