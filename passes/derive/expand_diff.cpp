#include "passes/derive/expand_diff.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "passes/core/dce.h"
#include "passes/core/rebuild.h"
#include "passes/core/sorted.h"
#include "passes/derive/jacobian.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

class Expander {
 public:
  Expander(const ir::Function& fn, std::size_t max_instructions, Level level)
      : fn_(fn),
        level_(level),
        b_(fn.name(), fn.float_type(), max_instructions),
        adjoints_(b_, level),
        to_(fn.size()) {}

  ir::Function run() {
    find_targets();
    for (std::size_t i = 0; i < fn_.size(); ++i) to_[i] = translate(ir::value_id(i));
    for (const ir::Output& output : fn_.outputs()) b_.output(to_[ir::index(output.value)], output.name, output.role);
    for (const auto& [value, name] : fn_.bindings()) b_.bind(to_[ir::index(value)], name);
    return b_.finish();
  }

 private:
  void find_targets() {
    is_target_.resize(fn_.size());
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      const ir::Inst& inst = fn_.insts()[i];
      if (inst.op != Op::Diff) continue;
      const ValueId value = fn_.operands(inst)[0];
      const ValueId target = fn_.operands(inst)[1];
      if (target > value) continue;  // the value cannot depend on it
      is_target_[ir::index(target)] = true;
      targets_[value].push_back(target);
    }
  }

  // A value that something is derived for gets an identity of its own: no equal value, written elsewhere in the
  // program or made by a rule, may stand for it.
  ValueId translate(ValueId id) {
    const std::span<const ValueId> operands = fn_.operands(id);
    ValueId value{};
    if (fn_.op(id) == Op::Diff) {
      value = derivative(operands[0], operands[1]);
    } else {
      operands_.clear();
      for (const ValueId operand : operands) operands_.push_back(to_[ir::index(operand)]);
      value = b_.clone(fn_, id, operands_);
    }
    const bool has_identity = fn_.op(id) == Op::Param || fn_.op(id) == Op::Copy;
    return is_target_[ir::index(id)] && !has_identity ? b_.copy(value) : value;
  }

  ValueId derivative(ValueId value, ValueId target) {
    if (target > value) return zero(value, target);
    const auto wanted = targets_.find(value);
    if (wanted != targets_.end()) {
      std::vector<ValueId> targets = std::move(wanted->second);
      targets_.erase(wanted);
      sort_unique(targets);
      std::vector<ValueId>& row = derivatives_[value];
      row = derivatives(value, targets);
      sorted_targets_[value] = std::move(targets);
    }
    const std::vector<ValueId>& targets = sorted_targets_[value];
    const auto place = std::ranges::lower_bound(targets, target) - targets.begin();
    return derivatives_[value][static_cast<std::size_t>(place)];
  }

  ValueId zero(ValueId value, ValueId target) {
    return materialise(b_, {}, ir::Shape(joined(extents(fn_.shape(value)), extents(fn_.shape(target)))));
  }

  // A scalar by up to a few scalars: a forward sweep for each, which nested derivatives share.
  [[nodiscard]] bool is_forward_better(ValueId root, std::span<const ValueId> targets) const {
    constexpr std::size_t kFew = 2;
    const bool scalars = b_.function().shape(root).rank() == 0 && std::ranges::all_of(targets, [this](ValueId target) {
                           return b_.function().shape(target).rank() == 0;
                         });
    return scalars ? targets.size() <= kFew : is_forward_cheaper(b_.function(), root, targets);
  }

  std::vector<ValueId> derivatives(ValueId value, std::span<const ValueId> targets) {
    std::vector<ValueId> inputs;
    for (const ValueId target : targets) inputs.push_back(to_[ir::index(target)]);
    const ValueId root = to_[ir::index(value)];
    if (!is_forward_better(root, inputs)) return jacobian_by_reverse(b_, reach_, adjoints_, root, inputs);
    std::vector<ValueId> row;
    for (const ValueId input : inputs) {
      Tangents& tangents = tangents_.try_emplace(input, b_, level_, Tangents::Sweeps::Several).first->second;
      row.push_back(jacobian_by_forward(b_, reach_, tangents, {&root, 1}, input)[0]);
    }
    return row;
  }

  const ir::Function& fn_;
  Level level_;
  SharingBuilder b_;
  Reach reach_;
  Adjoints adjoints_;
  std::vector<ValueId> to_;
  std::vector<ValueId> operands_;
  std::vector<bool> is_target_;
  std::unordered_map<ValueId, std::vector<ValueId>> targets_;         // of values whose derivatives are not made yet
  std::unordered_map<ValueId, std::vector<ValueId>> sorted_targets_;  // of the others
  std::unordered_map<ValueId, std::vector<ValueId>> derivatives_;     // beside sorted_targets_
  std::unordered_map<ValueId, Tangents> tangents_;                    // by target
};

ir::Function remove_copies(const ir::Function& fn, std::size_t max_instructions) {
  return rebuild(fn, max_instructions, [&fn](SharingBuilder& b, ValueId id, std::span<const ValueId> operands) {
    return fn.op(id) == Op::Copy ? operands[0] : b.clone(fn, id, operands);
  });
}

}  // namespace

ir::Function keep_targets(const ir::Function& fn) {
  std::vector<bool> is_target(fn.size());
  for (const ir::Inst& inst : fn.insts()) {
    if (inst.op == Op::Diff) is_target[ir::index(fn.operands(inst)[1])] = true;
  }
  return rebuild(fn, kNoLimit, [&](SharingBuilder& b, ValueId id, std::span<const ValueId> operands) {
    const ValueId value = b.clone(fn, id, operands);
    const bool has_identity = fn.op(id) == Op::Param || fn.op(id) == Op::Copy;
    return is_target[ir::index(id)] && !has_identity ? b.copy(value) : value;
  });
}

bool is_expanded(const ir::Function& fn) {
  return std::ranges::none_of(fn.insts(), [](const ir::Inst& i) { return i.op == Op::Diff || i.op == Op::Copy; });
}

ir::Function expand_diff(ir::Function fn, std::size_t max_instructions, Level level) {
  if (is_expanded(fn)) return fn;
  return dce(remove_copies(Expander(fn, max_instructions, level).run(), max_instructions));
}

}  // namespace adc::passes
