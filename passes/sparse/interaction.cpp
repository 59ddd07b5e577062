#include "passes/sparse/interaction.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "ir/watch.h"
#include "passes/core/sorted.h"
#include "passes/derive/sweep.h"
#include "passes/sparse/dependence.h"
#include "passes/sparse/smooth_structure.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;
using Id = IndexSets::Id;

// Rows of places, in any order and with repetitions, as CSR.
Sparsity sorted_rows(std::size_t columns, std::vector<std::vector<std::int32_t>> rows) {
  Sparsity result{.rows = rows.size(), .columns = columns, .row_begin = {0}, .column = {}};
  result.row_begin.reserve(rows.size() + 1);
  for (std::vector<std::int32_t>& row : rows) {
    ir::check_time(1 + row.size());
    sort_unique(row);
    result.column.insert(result.column.end(), row.begin(), row.end());
    if (result.column.size() > static_cast<std::size_t>(INT32_MAX)) fail_too_many_places();
    result.row_begin.push_back(static_cast<std::int32_t>(result.column.size()));
    std::vector<std::int32_t>().swap(row);
  }
  return result;
}

// The pairs of sets whose members interact: each i of one with each j of the other.
class Interactions {
 public:
  Interactions(const ir::Function& fn, Dependence& dependence, std::size_t most)
      : fn_(fn), dependence_(dependence), most_(most) {}

  void of(ValueId id) {
    switch (fn_.op(id)) {
      case Op::Dot: return of_dot(id);
      case Op::Prod:
      case Op::Norm:
      case Op::Logsumexp:
      case Op::Softmax:
      case Op::LogSoftmax: return of_groups(id);
      default: return of_elements(id);
    }
  }

  [[nodiscard]] Sparsity places() {
    sort_unique(pairs_);
    const IndexSets& sets = dependence_.sets();
    std::vector<std::vector<std::int32_t>> rows(sets.n());
    std::size_t all = 0;
    const auto cross = [&](std::span<const std::int32_t> from, std::span<const std::int32_t> to) {
      for (const std::int32_t i : from) {
        std::vector<std::int32_t>& row = rows[static_cast<std::size_t>(i)];
        ir::check_time(1 + to.size());
        const std::size_t before = row.size();
        row.insert(row.end(), to.begin(), to.end());
        if (row.size() > 2 * sets.n()) sort_unique(row);
        all += row.size() - std::min(row.size(), before);
        if (all > most_) fail_too_many_places();
      }
    };
    for (const auto& [a, b] : pairs_) {
      cross(sets[a], sets[b]);
      if (a != b) cross(sets[b], sets[a]);
    }
    return sorted_rows(sets.n(), std::move(rows));
  }

 private:
  void add(Id a, Id b) {
    if (a == IndexSets::kEmpty || b == IndexSets::kEmpty) return;
    pairs_.emplace_back(std::min(a, b), std::max(a, b));
    if (pairs_.size() > most_) fail_too_many_places();
  }

  void of_elements(ValueId id) {
    const OperandPairs nonlinear = second_order(fn_, id);
    const std::span<const ValueId> x = fn_.operands(id);
    for (std::size_t p = 0; p < x.size(); ++p) {
      for (std::size_t q = p; q < x.size(); ++q) {
        if (!nonlinear[p][q]) continue;
        const ElementSets& a = dependence_.of(x[p]);
        const ElementSets& b = dependence_.of(x[q]);
        if (a == nullptr || b == nullptr || !done_.emplace(std::min(a, b), std::max(a, b)).second) continue;
        const std::size_t count = std::max(a->size(), b->size());
        ir::check_time(count);
        for (std::size_t i = 0; i < count; ++i) add((*a)[a->size() == 1 ? 0 : i], (*b)[b->size() == 1 ? 0 : i]);
      }
    }
  }

  // Composite ops: what is taken together interacts.
  void of_groups(ValueId id) {
    const ElementSets& sets = dependence_.of(fn_.operands(id)[0]);
    if (sets == nullptr) return;
    const Groups groups = groups_over(fn_.shape(fn_.operands(id)[0]), fn_.list(id, 0));
    for (std::size_t g = 0; g < groups.base.size(); ++g) {
      const Id all = dependence_.of_group(sets, groups, g);
      add(all, all);
    }
  }

  // Of a batch and a place on the contracted axes, each element of the one operand meets each of the other.
  void of_dot(ValueId id) {
    const std::array<const ElementSets*, 2> sets{&dependence_.of(fn_.operands(id)[0]),
                                                 &dependence_.of(fn_.operands(id)[1])};
    if (*sets[0] == nullptr || *sets[1] == nullptr) return;
    const DotElements at = dot_elements(fn_, id);
    for (std::size_t i = 0; i < at.batch[0].size(); ++i) {
      for (std::size_t t = 0; t < at.contracted[0].size(); ++t) {
        std::array<Id, 2> met{};
        for (std::size_t k = 0; k < 2; ++k) {
          members_.clear();
          for (const std::size_t other : at.other[k])
            members_.push_back((**sets[k])[at.batch[k][i] + other + at.contracted[k][t]]);
          ir::check_time(members_.size());
          met[k] = dependence_.sets().unite(members_);
        }
        add(met[0], met[1]);
      }
    }
  }

  const ir::Function& fn_;
  Dependence& dependence_;
  std::size_t most_;
  std::vector<std::pair<Id, Id>> pairs_;
  std::set<std::pair<ElementSets, ElementSets>> done_;
  std::vector<Id> members_;
};

bool may_be_nonlinear(const ir::Function& fn, ValueId id) {
  switch (fn.op(id)) {
    case Op::ReduceMax:
    case Op::ReduceMin: return false;
    default: break;
  }
  switch (ir::info(fn.op(id)).op_class) {
    case ir::OpClass::Smooth: return second_order(fn, id) != OperandPairs{};
    case ir::OpClass::Multilinear:
    case ir::OpClass::Composite: return true;
    case ir::OpClass::Leaf:
    case ir::OpClass::Linear:
    case ir::OpClass::Inert: break;
  }
  return false;
}

}  // namespace

Sparsity jacobian_sparsity(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t most) {
  Dependence dependence(fn, wrt, most);
  std::vector<ValueId> outputs;
  for (const ir::Output& output : fn.outputs()) outputs.push_back(output.value);
  dependence.find(outputs);
  const IndexSets& sets = dependence.sets();
  Sparsity result{.rows = 0, .columns = sets.n(), .row_begin = {0}, .column = {}};
  for (const ValueId output : outputs) {
    const ElementSets& rows = dependence.of(output);
    const auto count = static_cast<std::size_t>(fn.shape(output).elements());
    for (std::size_t i = 0; i < count; ++i) {
      const std::span<const std::int32_t> row = sets[rows == nullptr ? IndexSets::kEmpty : (*rows)[i]];
      ir::check_time(1 + row.size());
      if (result.column.size() + row.size() > std::min(most, static_cast<std::size_t>(INT32_MAX)))
        fail_too_many_places();
      result.column.insert(result.column.end(), row.begin(), row.end());
      result.row_begin.push_back(static_cast<std::int32_t>(result.column.size()));
    }
    result.rows += count;
  }
  return result;
}

Sparsity hessian_sparsity(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t most) {
  Dependence dependence(fn, wrt, most);
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;
  for (const std::uint32_t input : wrt) inputs.push_back(ir::value_id(input));
  for (const ir::Output& output : fn.outputs()) outputs.push_back(output.value);
  std::vector<ValueId> nonlinear;
  std::vector<ValueId> operands;
  for (const ValueId value : Reach().between(fn, inputs, outputs)) {
    if (!may_be_nonlinear(fn, value)) continue;
    nonlinear.push_back(value);
    operands.insert(operands.end(), fn.operands(value).begin(), fn.operands(value).end());
  }
  dependence.find(operands);
  Interactions interactions(fn, dependence, most);
  for (const ValueId value : nonlinear) interactions.of(value);
  return interactions.places();
}

}  // namespace adc::passes
