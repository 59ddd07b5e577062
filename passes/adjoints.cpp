#include <algorithm>
#include <array>
#include <ranges>
#include <utility>

#include "passes/rules/smooth.h"
#include "passes/sweep.h"

namespace adc::passes {
namespace {

std::vector<ConditionId> joined(std::vector<ConditionId> a, const std::vector<ConditionId>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

using ir::ValueId;

void Adjoints::seed(ValueId value, const Term& adjoint) {
  contribute(value, adjoint, {});
  seeded_.push_back(value);
}

void Adjoints::seed(ValueId value, const Term& adjoint, ValueId active) {
  contribute(value, adjoint, {kAlways, conditions_.both(kAlways, active, true)});
  seeded_.push_back(value);
}

void Adjoints::contribute(ValueId value, const Term& term, const Use& use) {
  if (term.is_zero() || conditions_.is_never(use.condition) || conditions_.is_never(use.support)) return;
  if (first_.size() <= ir::index(value)) first_.resize(b_->size(), 0);
  pool_.push_back({term, use, first_[ir::index(value)]});
  first_[ir::index(value)] = static_cast<std::uint32_t>(pool_.size());
}

// Where the term of a group is not 0, also where the group's condition does not hold.
std::vector<ConditionId> Adjoints::support_outside(const Gathered& group) {
  return group.support.empty() ? std::vector{group.condition} : group.support;
}

// `group` under the prefix of its condition with `depth` literals: zero where the rest does not hold.
Adjoints::Gathered Adjoints::lift(const Gathered& group, std::uint32_t depth) {
  const std::uint32_t from = conditions_.depth(group.condition);
  if (from == depth) return group;
  if (from == depth + 1 && !conditions_.holds(group.condition)) {
    return {select(*b_, conditions_.literal(group.condition), {}, group.term), conditions_.parent(group.condition),
            support_outside(group)};
  }
  const ValueId guard = from == depth + 1 ? conditions_.literal(group.condition) : conditions_.value(group.condition);
  return {select(*b_, guard, group.term, {}), conditions_.prefix(group.condition, depth), support_outside(group)};
}

// The condition under which anything uses what was gathered: one of its support's. Without it the zero that is gathered
// where nothing does would meet infinite partials.
ConditionId Adjoints::condition_of_use(const Gathered& group) {
  if (group.support.empty()) return group.condition;
  return conditions_.both(group.condition, conditions_.any(group.support, conditions_.depth(group.condition)), true);
}

// Takes the deepest group one step towards the others: to where their conditions part, or over the choice there.
void Adjoints::raise(std::vector<Gathered>& groups) {
  const auto deepest = std::ranges::max_element(
      groups, {}, [this](const Gathered& group) { return conditions_.depth(group.condition); });
  Gathered group = *deepest;
  groups.erase(deepest);
  const std::uint32_t depth = conditions_.depth(group.condition);
  std::uint32_t target = 0;
  for (const Gathered& other : groups) {
    const ConditionId meet = conditions_.common(group.condition, other.condition);
    target = std::max(target, conditions_.depth(meet) + (meet == other.condition ? 0 : 1));
  }
  if (target < depth) {
    group = lift(group, target);
  } else {
    const ConditionId parent = conditions_.parent(group.condition);
    const ValueId literal = conditions_.literal(group.condition);
    const auto opposite = std::ranges::find_if(groups, [&](const Gathered& other) {
      return conditions_.depth(other.condition) == depth && conditions_.parent(other.condition) == parent &&
             conditions_.literal(other.condition) == literal;
    });
    if (opposite == groups.end()) {
      group = lift(group, depth - 1);
    } else {
      const bool holds = conditions_.holds(group.condition);
      const bool everywhere = group.support.empty() && opposite->support.empty();
      std::vector<ConditionId> support;
      if (!everywhere) support = joined(support_outside(group), support_outside(*opposite));
      group = {select(*b_, literal, holds ? group.term : opposite->term, holds ? opposite->term : group.term), parent,
               std::move(support)};
      groups.erase(opposite);
    }
  }
  const auto same = std::ranges::find(groups, group.condition, &Gathered::condition);
  if (same == groups.end()) {
    groups.push_back(group);
  } else {
    same->term = add(*b_, same->term, group.term);
    const bool everywhere = same->support.empty() || group.support.empty();
    same->support = everywhere ? std::vector<ConditionId>{} : joined(std::move(same->support), group.support);
  }
}

// Each group guarded by the whole of its condition: linear in the number of groups.
Adjoints::Gathered Adjoints::join_all(std::span<const Gathered> groups) {
  ConditionId common = groups.front().condition;
  for (const Gathered& group : groups) common = conditions_.common(common, group.condition);
  Gathered sum{{}, common};
  bool everywhere = false;
  for (const Gathered& group : groups) {
    const Gathered lifted = lift(group, conditions_.depth(common));
    sum.term = add(*b_, sum.term, lifted.term);
    everywhere = everywhere || lifted.support.empty();
    sum.support.insert(sum.support.end(), lifted.support.begin(), lifted.support.end());
  }
  if (everywhere) sum.support.clear();
  return sum;
}

Adjoints::Gathered Adjoints::join(std::vector<Gathered> groups) {
  constexpr std::size_t kMany = 16;  // beyond this, no search for choices to share
  if (groups.size() > kMany) return join_all(groups);
  while (groups.size() > 1) raise(groups);
  return groups.front();
}

// The sum of the contributions to `value`, in the order in which they came, those of equal conditions first.
Adjoints::Gathered Adjoints::gather(ValueId value) {
  if (first_.size() <= ir::index(value)) return {};
  std::vector<std::uint32_t> contributions;
  for (std::uint32_t at = std::exchange(first_[ir::index(value)], 0); at != 0; at = pool_[at - 1].next) {
    contributions.push_back(at - 1);
  }
  if (contributions.empty()) return {};
  std::vector<Gathered> groups;
  std::vector<bool> everywhere;  // beside groups
  std::unordered_map<ConditionId, std::size_t> place;
  for (const std::uint32_t at : std::views::reverse(contributions)) {
    const Contribution next = pool_[at];
    const bool same_as_last = !groups.empty() && groups.back().condition == next.use.condition;
    const std::size_t group =
        same_as_last ? groups.size() - 1 : place.emplace(next.use.condition, groups.size()).first->second;
    if (group == groups.size()) {
      groups.push_back({{}, next.use.condition});
      everywhere.push_back(false);
    }
    groups[group].term = add(*b_, groups[group].term, next.term);
    if (next.use.support == next.use.condition) everywhere[group] = true;
    groups[group].support.push_back(next.use.support);
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (everywhere[i]) groups[i].support.clear();
  }
  return join(std::move(groups));
}

// How what `operand` is given of `adjoint` is used, where the two have one shape.
Adjoints::Use Adjoints::use_by(const Gathered& adjoint, ValueId operand, bool amplifies) {
  if (amplifies) {
    const ConditionId used = condition_of_use(adjoint);
    return {used, used};
  }
  return {adjoint.condition, amplified_[ir::index(operand)] ? condition_of_use(adjoint) : adjoint.condition};
}

// What an elementwise op gives an operand: a scalar one, that goes with each element of y, the sum.
void Adjoints::give(ValueId y, ValueId operand, const Term& term, Use use, const Share& share) {
  if (share.condition) {
    use.condition = conditions_.both(use.condition, *share.condition, share.holds);
    use.support = conditions_.both(use.support, *share.condition, share.holds);
  }
  const ir::Shape shape = b_->function().shape(y);
  if (b_->function().shape(operand).rank() == shape.rank()) return contribute(operand, term, use);
  if (term.is_zero() || conditions_.is_never(use.condition) || conditions_.is_never(use.support)) return;
  Gathered each{term, use.condition};
  if (use.support != use.condition) each.support = {use.support};
  each = lift(each, conditions_.depth(conditions_.uniform(use.condition)));
  const auto sum_of = [&](const Term& t) { return sum(*b_, t, shape, all_axes(shape)); };
  give_reshaped(operand, each, {sum_of(each.term)}, false, sum_of);
}

// What an op of another shape gives an operand; the condition of `adjoint` is uniform. `used` says which elements of
// the operand elements of the result are made of.
template <class Used>
void Adjoints::give_reshaped(ValueId operand, const Gathered& adjoint, const Share& share, bool amplifies, Used used) {
  Use use{adjoint.condition, adjoint.condition};
  if (amplifies || amplified_[ir::index(operand)]) {
    std::optional<ValueId> any;
    if (!adjoint.support.empty()) any = conditions_.any(adjoint.support, conditions_.depth(adjoint.condition));
    const Term from = any ? value_term(b_->to_float(*any)) : constant_term(1);
    const Term reached = used(from);
    const bool same = reached.value == from.value;
    if (reached.value) {
      const ValueId mask = same ? *any : b_->lt(b_->integer(0), *reached.value);
      use.support = conditions_.both(adjoint.condition, mask, true);
    }
    if (amplifies) use.condition = use.support;
  }
  if (share.condition) {
    use.condition = conditions_.both(use.condition, *share.condition, share.holds);
    use.support = conditions_.both(use.support, *share.condition, share.holds);
  }
  contribute(operand, share.term, use);
}

// ȳ through an op that is not smooth: its transpose.
void Adjoints::pull_back_structural(ValueId y, const Gathered& adjoint, const Active& active) {
  const ir::Op op = b_->function().op(y);
  const StructuralRule& rule = structural_rule(op);
  const OpInput in = input_of(*b_, y);
  const bool elementwise = ir::is_elementwise(op);
  const Gathered used =
      elementwise ? adjoint : lift(adjoint, conditions_.depth(conditions_.uniform(adjoint.condition)));
  for (std::size_t k = 0; k < in.x.size(); ++k) {
    if (!active[k]) continue;
    const Share share = rule.adjoint(in, k, used.term);
    if (elementwise) {
      give(y, in.x[k], share.term, use_by(used, in.x[k], rule.amplifies), share);
    } else {
      give_reshaped(in.x[k], used, share, rule.amplifies, [&](const Term& t) { return used_elements(rule, in, k, t); });
    }
  }
}

// x̄ₖ += ȳ·∂y/∂xₖ
void Adjoints::pull_back_smooth(ValueId y, const Gathered& adjoint, const Active& active) {
  const ir::Op op = b_->function().op(y);
  const std::array<ValueId, 3> x = operands_of(y);
  const bool immediate = ir::info(op).immediate != ir::Immediate::None;
  const Partials partials = smooth_partials(op, {.b = *b_,
                                                 .x = {x.data(), ir::info(op).arity},
                                                 .y = y,
                                                 .immediate = immediate ? b_->function().immediate(y) : 0,
                                                 .wanted = active});
  const bool several = std::ranges::count(active, true) > 1;
  const Term shared = several ? settle(*b_, adjoint.term) : adjoint.term;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!active[k] || partials[k].is_zero()) continue;
    const Use use = use_by(adjoint, x[k], amplifies(op));
    give(y, x[k], apply(*b_, partials[k], shared), use, {{}, partials[k].condition});
  }
}

void Adjoints::pull_back(ValueId y, const Gathered& adjoint) {
  const Active active = active_operands(y);
  if (std::ranges::count(active, true) == 0) return;
  if (ir::info(b_->function().op(y)).op_class == ir::OpClass::Smooth) {
    pull_back_smooth(y, adjoint, active);
  } else {
    pull_back_structural(y, adjoint, active);
  }
}

Adjoints::Active Adjoints::active_operands(ValueId y) const {
  const ir::Op op = b_->function().op(y);
  const std::array<ValueId, 3> x = operands_of(y);
  Active active{};
  for (std::size_t k = 0; k < ir::info(op).arity; ++k) {
    active[k] = is_differentiable(op, k) && on_path_[ir::index(x[k])] == round_;
  }
  return active;
}

void Adjoints::find_amplified(std::span<const ValueId> path) {
  amplified_.resize(b_->size());
  for (const ValueId y : path) {
    const ir::Op op = b_->function().op(y);
    const std::array<ValueId, 3> x = operands_of(y);
    const Active active = active_operands(y);
    bool amplified = false;
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (active[k]) amplified = amplified || amplified_[ir::index(x[k])] || amplifies(op);
    }
    amplified_[ir::index(y)] = amplified;
  }
}

// Copied, because building more instructions moves them.
std::array<ValueId, 3> Adjoints::operands_of(ValueId y) const {
  std::array<ValueId, 3> x{};
  std::ranges::copy(b_->function().operands(y), x.begin());
  return x;
}

std::vector<Term> Adjoints::sweep(std::span<const ValueId> path, std::span<const ValueId> targets) {
  on_path_.resize(b_->size(), 0);
  ++round_;
  for (const ValueId value : path) on_path_[ir::index(value)] = round_;
  find_amplified(path);
  std::unordered_map<ValueId, Term> wanted;
  for (const ValueId target : targets) wanted.emplace(target, Term{});

  for (const ValueId y : std::views::reverse(path)) {
    b_->set_span(b_->function().span(y));
    const Gathered adjoint = gather(y);
    if (adjoint.term.is_zero()) continue;
    if (const auto target = wanted.find(y); target != wanted.end()) target->second = lift(adjoint, 0).term;
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
