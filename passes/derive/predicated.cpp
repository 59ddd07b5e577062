#include "passes/derive/predicated.h"

#include <algorithm>
#include <unordered_map>

namespace adc::passes {
namespace {

using ir::ValueId;

std::vector<ConditionId> united(std::vector<ConditionId> a, const std::vector<ConditionId>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

// Where the term is not 0, also where its condition does not hold.
std::vector<ConditionId> Predication::support_outside(const Predicated& t) {
  return t.support.empty() ? std::vector{t.condition} : t.support;
}

Predicated Predication::lift(const Predicated& t, std::uint32_t depth) {
  const std::uint32_t from = conditions_.depth(t.condition);
  if (from == depth) return t;
  if (from == depth + 1 && !conditions_.holds(t.condition)) {
    return {select(*b_, conditions_.literal(t.condition), {}, t.term), conditions_.parent(t.condition),
            support_outside(t)};
  }
  const ValueId guard = from == depth + 1 ? conditions_.literal(t.condition) : conditions_.value(t.condition);
  return {select(*b_, guard, t.term, {}), conditions_.prefix(t.condition, depth), support_outside(t)};
}

Predicated Predication::lift_to_uniform(const Predicated& t) {
  return lift(t, conditions_.depth(conditions_.uniform(t.condition)));
}

ConditionId Predication::condition_of_use(const Predicated& t) {
  if (t.support.empty()) return t.condition;
  return conditions_.both(t.condition, conditions_.any(t.support, conditions_.depth(t.condition)), true);
}

std::optional<ValueId> Predication::mask(const Predicated& t) {
  if (t.support.empty()) return std::nullopt;
  return conditions_.any(t.support, conditions_.depth(t.condition));
}

Use Predication::use(const Predicated& t, bool amplifies, bool later) {
  if (amplifies) {
    const ConditionId used = condition_of_use(t);
    return {used, used};
  }
  return {t.condition, later ? condition_of_use(t) : t.condition};
}

Use Predication::both(const Use& use, ValueId value, bool holds) {
  const ConditionId condition = conditions_.both(use.condition, value, holds);
  if (use.support == use.condition || conditions_.is_never(use.support)) {
    return {condition, use.support == use.condition ? condition : use.support};
  }
  return {condition, conditions_.both(condition, conditions_.literal(use.support), conditions_.holds(use.support))};
}

// Takes the deepest group one step towards the others: to where their conditions part, or over the choice there.
void Predication::raise(std::vector<Predicated>& groups) {
  const auto deepest = std::ranges::max_element(
      groups, {}, [this](const Predicated& group) { return conditions_.depth(group.condition); });
  Predicated group = *deepest;
  groups.erase(deepest);
  const std::uint32_t depth = conditions_.depth(group.condition);
  std::uint32_t target = 0;
  for (const Predicated& other : groups) {
    const ConditionId meet = conditions_.common(group.condition, other.condition);
    target = std::max(target, conditions_.depth(meet) + (meet == other.condition ? 0 : 1));
  }
  if (target < depth) {
    group = lift(group, target);
  } else {
    const ConditionId parent = conditions_.parent(group.condition);
    const ValueId literal = conditions_.literal(group.condition);
    const auto opposite = std::ranges::find_if(groups, [&](const Predicated& other) {
      return conditions_.depth(other.condition) == depth && conditions_.parent(other.condition) == parent &&
             conditions_.literal(other.condition) == literal;
    });
    if (opposite == groups.end()) {
      group = lift(group, depth - 1);
    } else {
      const bool holds = conditions_.holds(group.condition);
      const bool everywhere = group.support.empty() && opposite->support.empty();
      std::vector<ConditionId> support;
      if (!everywhere) support = united(support_outside(group), support_outside(*opposite));
      group = {select(*b_, literal, holds ? group.term : opposite->term, holds ? opposite->term : group.term), parent,
               std::move(support)};
      groups.erase(opposite);
    }
  }
  const auto same = std::ranges::find(groups, group.condition, &Predicated::condition);
  if (same == groups.end()) {
    groups.push_back(group);
  } else {
    same->term = add(*b_, same->term, group.term);
    const bool everywhere = same->support.empty() || group.support.empty();
    same->support = everywhere ? std::vector<ConditionId>{} : united(std::move(same->support), group.support);
  }
}

// Each group guarded by the whole of its condition: linear in the number of groups.
Predicated Predication::join_all(std::span<const Predicated> groups) {
  ConditionId common = groups.front().condition;
  for (const Predicated& group : groups) common = conditions_.common(common, group.condition);
  Predicated sum{{}, common};
  bool everywhere = false;
  for (const Predicated& group : groups) {
    const Predicated lifted = lift(group, conditions_.depth(common));
    sum.term = add(*b_, sum.term, lifted.term);
    everywhere = everywhere || lifted.support.empty();
    sum.support.insert(sum.support.end(), lifted.support.begin(), lifted.support.end());
  }
  if (everywhere) sum.support.clear();
  return sum;
}

Predicated Predication::join(std::vector<Predicated> groups) {
  constexpr std::size_t kMany = 16;  // beyond this, no search for choices to share
  if (groups.size() > kMany) return join_all(groups);
  while (groups.size() > 1) raise(groups);
  return groups.front();
}

Predicated Predication::sum(std::span<const Contribution> contributions) {
  if (contributions.empty()) return {};
  if (contributions.size() == 1) {
    const auto& [term, use] = contributions.front();
    Predicated alone{term, use.condition};
    if (use.support != use.condition) alone.support = {use.support};
    return alone;
  }
  const ConditionId condition = contributions.front().use.condition;
  const bool is_one_group = std::ranges::all_of(contributions, [condition](const Contribution& next) {
    return next.use.condition == condition && next.use.support == condition;
  });
  if (is_one_group) {
    Predicated all{{}, condition};
    for (const Contribution& next : contributions) all.term = add(*b_, all.term, next.term);
    return all;
  }
  std::vector<Predicated> groups;
  std::vector<bool> everywhere;                        // beside groups
  std::unordered_map<ConditionId, std::size_t> place;  // of all but the first
  for (const Contribution& next : contributions) {
    const bool is_first = groups.empty() || groups.front().condition == next.use.condition;
    const std::size_t group = is_first ? 0 : place.emplace(next.use.condition, groups.size()).first->second;
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

}  // namespace adc::passes
