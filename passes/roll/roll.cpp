#include "passes/roll/roll.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

#include "passes/core/sharing_builder.h"
#include "passes/roll/columns.h"
#include "passes/roll/long_sums.h"
#include "passes/roll/loop_plan.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

// What is gained must be worth the way through tensors: so many instructions become one.
constexpr std::size_t kLeastGain = 4;
// The transpose of a slice is as long as the whole: slices of a run of inputs may have so many numbers, in all, for
// each instruction of the function.
constexpr std::size_t kMostNumbersOfSlices = 2;
// Members of columns that are looked at for each instruction: what several terms use is computed for each of them.
constexpr std::size_t kMostMembers = 8;

/// Inputs that follow each other, and are one input of the result.
struct Run {
  std::size_t begin;
  std::size_t size;
  bool is_in_wrt;
};

std::vector<Run> runs_of(const ir::Function& fn, std::span<const std::uint32_t> wrt) {
  std::vector<bool> is_in_wrt(fn.params().size());
  for (const std::uint32_t input : wrt) is_in_wrt[input] = true;
  std::vector<Run> runs;
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    const bool goes_on = i > 0 && fn.params()[i].kind == fn.params()[i - 1].kind && is_in_wrt[i] == is_in_wrt[i - 1] &&
                         fn.type(ir::value_id(i)).dtype == fn.type(ir::value_id(i - 1)).dtype;
    if (goes_on)
      ++runs.back().size;
    else
      runs.push_back({i, 1, is_in_wrt[i]});
  }
  return runs;
}

class Roller {
 public:
  Roller(const ir::Function& fn, std::vector<Run> runs)
      : fn_(fn),
        runs_(std::move(runs)),
        run_of_(fn.params().size()),
        is_needed_(fn.size()),
        to_(fn.size()),
        b_(fn.name(), fn.float_type(), fn.size()) {
    for (std::uint32_t r = 0; r < runs_.size(); ++r)
      std::fill_n(run_of_.begin() + static_cast<std::ptrdiff_t>(runs_[r].begin), runs_[r].size, r);
  }

  /// Whether anything can be gained.
  [[nodiscard]] bool plan();
  [[nodiscard]] Rolled make() &&;

 private:
  void need(ValueId value) { is_needed_[ir::index(value)] = true; }
  void need(const SumPlan& sum);
  [[nodiscard]] std::size_t numbers_of_slices() const;
  void make_inputs();
  ValueId slice(ValueId run, std::size_t first, std::size_t count, std::int64_t step);
  /// `sum`, if there is one, and a term.
  ValueId added(std::optional<ValueId> sum, ValueId term, bool is_negative);
  ValueId sum_of(const SumPlan& sum);
  ValueId sum_of(const TermLoop& loop, const Turns& turns);
  ValueId values_of(const Column& column, const Turns& turns, std::span<const ValueId> operands);

  const ir::Function& fn_;
  std::vector<Run> runs_;
  std::vector<std::uint32_t> run_of_;  ///< of each input
  std::vector<bool> is_needed_;        ///< as a scalar
  std::map<ValueId, SumPlan> sums_;
  std::vector<ValueId> to_;
  std::vector<ValueId> tensors_;  ///< of each run
  SharingBuilder b_;
};

void Roller::need(const SumPlan& sum) {
  for (const SummedTerm& term : sum.rest) need(term.value);
  for (const TermLoop& loop : sum.loops) {
    for (const Column& column : loop.columns) {
      if (column.kind == Column::Kind::Same) need(column.members.front());
      if (column.kind != Column::Kind::Inputs) continue;
      for (const Turns& part : loop.parts) {
        const ValueId first = column.members[part.begin];
        if (column.members[part.begin + 1] == first) need(first);
      }
    }
  }
}

bool Roller::plan() {
  const LongSums long_sums(fn_);
  const std::vector<std::uint64_t> hashes = structure_hashes(fn_);
  std::size_t budget = kMostMembers * fn_.size();
  for (const ir::Output& output : fn_.outputs()) need(output.value);
  for (std::size_t i = fn_.size(); i-- > 0;) {
    const ValueId id = ir::value_id(i);
    if (!is_needed_[i]) continue;
    if (const std::vector<SummedTerm> terms = long_sums.terms(id); !terms.empty()) {
      SumPlan sum = plan_sum(fn_, terms, hashes, run_of_, budget);
      if (!sum.loops.empty()) {
        need(sum);
        sums_.emplace(id, std::move(sum));
        continue;
      }
    }
    for (const ValueId operand : fn_.operands(id)) need(operand);
  }
  const auto needed = static_cast<std::size_t>(std::ranges::count(is_needed_, true));
  return !sums_.empty() && kLeastGain * needed <= fn_.size() &&
         numbers_of_slices() <= kMostNumbersOfSlices * fn_.size();
}

std::size_t Roller::numbers_of_slices() const {
  std::size_t numbers = 0;
  const auto count = [&](ValueId input) { numbers += runs_[run_of_[ir::index(input)]].size; };
  for (std::size_t i = 0; i < fn_.params().size(); ++i) {
    const bool begins = is_needed_[i] && (i == runs_[run_of_[i]].begin || !is_needed_[i - 1]);
    if (begins) count(ir::value_id(i));
  }
  for (const auto& [value, sum] : sums_) {
    for (const TermLoop& loop : sum.loops) {
      for (const Column& column : loop.columns) {
        if (column.kind != Column::Kind::Inputs) continue;
        for (const Turns& part : loop.parts) count(column.members[part.begin]);
      }
    }
  }
  return numbers;
}

// Of a run, the inputs that are needed as scalars: those that follow each other are sliced at once, so that the
// transposes are few.
void Roller::make_inputs() {
  for (const Run& run : runs_) {
    const ir::Param& first = fn_.params()[run.begin];
    const ir::Type& type = fn_.type(ir::value_id(run.begin));
    if (run.size == 1) {
      tensors_.push_back(b_.param(first.name, first.kind));
    } else {
      tensors_.push_back(b_.param(first.name, first.kind, {type.dtype, {static_cast<std::int64_t>(run.size)}}));
    }
  }
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    const Run& run = runs_[r];
    if (run.size == 1) to_[run.begin] = tensors_[r];
    for (std::size_t i = run.begin; run.size > 1 && i < run.begin + run.size;) {
      std::size_t end = i;
      while (end < run.begin + run.size && is_needed_[end]) ++end;
      if (end == i) {
        ++i;
        continue;
      }
      const ValueId few = slice(tensors_[r], i - run.begin, end - i, 1);
      for (std::size_t k = i; k < end; ++k) to_[k] = b_.reshape(slice(few, k - i, 1, 1), {});
      i = end;
    }
  }
}

ValueId Roller::slice(ValueId run, std::size_t first, std::size_t count, std::int64_t step) {
  const auto last_turn = static_cast<std::int64_t>(count) - 1;
  const auto at = static_cast<std::int64_t>(first);
  const std::int64_t start = std::min(at, at + last_turn * step);
  const std::int64_t stop = std::max(at, at + last_turn * step) + 1;
  const std::int64_t stride = std::max<std::int64_t>(step < 0 ? -step : step, 1);
  const std::int64_t extent = b_.function().shape(run)[0];
  const bool is_whole = start == 0 && stop == extent && stride == 1;
  const ValueId part = is_whole ? run : b_.slice(run, Axes{start}, Axes{stop}, Axes{stride});
  return step < 0 ? b_.reverse(part, Axes{0}) : part;
}

ValueId Roller::values_of(const Column& column, const Turns& turns, std::span<const ValueId> operands) {
  const ValueId first = column.members.front();
  switch (column.kind) {
    case Column::Kind::Same: return to_[ir::index(first)];
    case Column::Kind::Op: return b_.clone(fn_, first, operands);
    case Column::Kind::Inputs: break;
  }
  const std::size_t input = ir::index(column.members[turns.begin]);
  const auto step =
      static_cast<std::int64_t>(ir::index(column.members[turns.begin + 1])) - static_cast<std::int64_t>(input);
  if (step == 0) return to_[input];
  const std::uint32_t run = run_of_[input];
  return slice(tensors_[run], input - runs_[run].begin, turns.end - turns.begin, step);
}

ValueId Roller::added(std::optional<ValueId> sum, ValueId term, bool is_negative) {
  if (!sum) return is_negative ? b_.neg(term) : term;
  return is_negative ? b_.sub(*sum, term) : b_.add(*sum, term);
}

ValueId Roller::sum_of(const TermLoop& loop, const Turns& turns) {
  std::vector<ValueId> values;
  std::vector<ValueId> operands;
  for (const Column& column : loop.columns) {
    operands.clear();
    for (const std::size_t operand : column.operands) operands.push_back(values[operand]);
    values.push_back(values_of(column, turns, operands));
  }
  std::optional<ValueId> all;
  for (const auto& [column, is_negative] : loop.kinds) {
    const ValueId term = values[column];
    all = added(all, term, is_negative);
  }
  const auto count = static_cast<std::int64_t>(turns.end - turns.begin);
  const bool is_one = b_.function().shape(*all).rank() == 0;
  return b_.reduce_sum(is_one ? b_.broadcast(*all, Axes{count}, {}) : *all, Axes{0});
}

ValueId Roller::sum_of(const SumPlan& sum) {
  std::optional<ValueId> all;
  for (const auto& [value, is_negative] : sum.rest) {
    const ValueId term = to_[ir::index(value)];
    all = added(all, term, is_negative);
  }
  for (const TermLoop& loop : sum.loops) {
    for (const Turns& part : loop.parts) {
      const ValueId term = sum_of(loop, part);
      all = added(all, term, false);
    }
  }
  return *all;
}

Rolled Roller::make() && {
  make_inputs();
  std::vector<ValueId> operands;
  for (std::size_t i = fn_.params().size(); i < fn_.size(); ++i) {
    const ValueId id = ir::value_id(i);
    if (!is_needed_[i]) continue;
    b_.set_span(fn_.span(id));
    if (const auto sum = sums_.find(id); sum != sums_.end()) {
      to_[i] = sum_of(sum->second);
      continue;
    }
    operands.clear();
    for (const ValueId operand : fn_.operands(id)) operands.push_back(to_[ir::index(operand)]);
    to_[i] = b_.clone(fn_, id, operands);
  }
  for (const ir::Output& output : fn_.outputs()) b_.output(to_[ir::index(output.value)], output.name, output.role);
  Rolled rolled{b_.finish(), {}};
  for (std::uint32_t r = 0; r < runs_.size(); ++r) {
    if (runs_[r].is_in_wrt) rolled.wrt.push_back(r);
  }
  return rolled;
}

}  // namespace

std::optional<Rolled> roll(const ir::Function& fn, std::span<const std::uint32_t> wrt, Derive derive) {
  assert(fn.is_scalar());
  if (fn.size() < kFewestToRoll) return std::nullopt;
  // The layouts of derivatives have inputs in the order of `wrt`.
  if (!std::ranges::is_sorted(wrt)) return std::nullopt;
  std::vector<Run> runs = runs_of(fn, wrt);
  // A Hessian of several inputs has a block for each two of them.
  if (derive == Derive::Hessian && std::ranges::count(runs, true, &Run::is_in_wrt) > 1) return std::nullopt;
  Roller roller(fn, std::move(runs));
  if (!roller.plan()) return std::nullopt;
  return std::move(roller).make();
}

}  // namespace adc::passes
