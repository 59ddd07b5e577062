#include "passes/roll/loop_plan.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace adc::passes {
namespace {

using ir::ValueId;

// Loops of fewer turns are not worth their while.
constexpr std::size_t kFewestTurns = 16;

/// The places, in a sum, of terms that are made in the same way.
using Places = std::vector<std::size_t>;

/// Kinds of terms with at least `kFewestTurns` places, in the order of their first.
std::vector<Places> kinds_of(std::span<const SummedTerm> terms, std::span<const std::uint64_t> hashes) {
  std::unordered_map<std::uint64_t, std::size_t> index;
  std::vector<Places> kinds;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::uint64_t hash = hashes[ir::index(terms[i].value)] + (terms[i].is_negative ? 1 : 0);
    const auto [at, is_new] = index.try_emplace(hash, kinds.size());
    if (is_new) kinds.emplace_back();
    kinds[at->second].push_back(i);
  }
  std::erase_if(kinds, [](const Places& places) { return places.size() < kFewestTurns; });
  return kinds;
}

/// Whether terms of `next` stand between those of the kinds that take turns already, of which these are the first and
/// the last.
bool takes_turns(const Places& first, const Places& last, const Places& next) {
  if (next.size() != first.size()) return false;
  for (std::size_t turn = 0; turn < next.size(); ++turn) {
    if (next[turn] < last[turn] || (turn + 1 < next.size() && next[turn] > first[turn + 1])) return false;
  }
  return true;
}

/// Kinds that take turns, one group after the other.
std::vector<std::vector<Places>> groups_of(std::vector<Places> kinds) {
  std::vector<std::vector<Places>> groups;
  for (Places& kind : kinds) {
    if (!groups.empty() && takes_turns(groups.back().front(), groups.back().back(), kind))
      groups.back().push_back(std::move(kind));
    else
      groups.push_back({std::move(kind)});
  }
  return groups;
}

/// Which places have the same input in a turn: of each column of inputs, or of one, the first that has it. Terms where
/// they differ in this are not the same: x₁ − x₂ is none of x₂ − x₂.
std::vector<std::size_t> coincidences(const ir::Function& fn, const std::vector<Column>& columns, std::size_t turn) {
  std::vector<std::pair<ValueId, std::size_t>> inputs;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = columns[c];
    const ValueId first = column.members.front();
    if (column.kind == Column::Kind::Inputs) inputs.emplace_back(column.members[turn], c);
    if (column.kind == Column::Kind::Same && ir::index(first) < fn.params().size()) inputs.emplace_back(first, c);
  }
  std::ranges::sort(inputs);
  std::vector<std::size_t> first_of(columns.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const bool is_new = i == 0 || inputs[i - 1].first != inputs[i].first;
    first_of[inputs[i].second] = is_new ? inputs[i].second : first_of[inputs[i - 1].second];
  }
  return first_of;
}

/// Whether in turn `turn` all inputs go on as from `begin` to the turn after it.
bool goes_on(const std::vector<Column>& columns, std::span<const std::uint32_t> runs, std::size_t begin,
             std::size_t turn) {
  return std::ranges::all_of(columns, [&](const Column& column) {
    if (column.kind != Column::Kind::Inputs) return true;
    const auto input = [&](std::size_t t) { return static_cast<std::int64_t>(ir::index(column.members[t])); };
    const auto run = [&](std::size_t t) { return runs[ir::index(column.members[t])]; };
    return run(turn) == run(begin) && input(turn) - input(turn - 1) == input(begin + 1) - input(begin);
  });
}

std::vector<Turns> parts_of(const ir::Function& fn, const std::vector<Column>& columns,
                            std::span<const std::uint32_t> runs, std::size_t turns) {
  std::vector<Turns> parts;
  for (std::size_t begin = 0; begin + kFewestTurns <= turns;) {
    const std::vector<std::size_t> which_coincide = coincidences(fn, columns, begin);
    std::size_t end = begin + 1;
    while (end < turns && goes_on(columns, runs, begin, end) && coincidences(fn, columns, end) == which_coincide) ++end;
    if (end - begin < kFewestTurns) {
      ++begin;
      continue;
    }
    parts.push_back({begin, end});
    begin = end;
  }
  return parts;
}

}  // namespace

SumPlan plan_sum(const ir::Function& fn, std::span<const SummedTerm> terms, std::span<const std::uint64_t> hashes,
                 std::span<const std::uint32_t> runs, std::size_t& budget) {
  SumPlan plan;
  std::vector<bool> is_in_loop(terms.size());
  for (const std::vector<Places>& group : groups_of(kinds_of(terms, hashes))) {
    Columns columns(fn, budget);
    TermLoop loop;
    std::vector<const Places*> places;
    for (const Places& kind : group) {
      Members members;
      for (const std::size_t place : kind) members.push_back(terms[place].value);
      const std::optional<std::size_t> column = columns.add(std::move(members));
      if (!column) continue;
      loop.kinds.push_back({*column, terms[kind.front()].is_negative});
      places.push_back(&kind);
    }
    budget = columns.members_left();
    loop.columns.assign(columns.all().begin(), columns.all().end());
    loop.parts = parts_of(fn, loop.columns, runs, group.front().size());
    if (loop.kinds.empty() || loop.parts.empty()) continue;
    for (const auto& [begin, end] : loop.parts) {
      for (const Places* kind : places) {
        for (std::size_t turn = begin; turn < end; ++turn) is_in_loop[(*kind)[turn]] = true;
      }
    }
    plan.loops.push_back(std::move(loop));
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (!is_in_loop[i]) plan.rest.push_back(terms[i]);
  }
  return plan;
}

}  // namespace adc::passes
