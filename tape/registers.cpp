#include <utility>

#include "tape/draft.h"

namespace adc::tape {

Tape with_registers(Drafts drafts) {
  const std::vector<Draft>& all = drafts.all;
  Tape tape;
  tape.type = drafts.type;
  tape.inputs = drafts.inputs;
  tape.constants = std::move(drafts.constants);
  // the last step that reads a value; what is an output is read for ever
  std::vector<std::uint32_t> last_use(all.size(), 0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].is_left_out) continue;
    for (const Value x : all[i].operands) {
      if (x != kNone) last_use[x] = static_cast<std::uint32_t>(i);
    }
  }
  for (const Value output : drafts.outputs) last_use[output] = kNone;

  std::vector<Register> where(all.size(), kNone);
  std::vector<Register> free;
  tape.registers = tape.first_computed();
  const auto place = [&](bool stays) {
    if (stays || free.empty()) return static_cast<Register>(tape.registers++);
    const Register reused = free.back();
    free.pop_back();
    return reused;
  };
  tape.steps.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Draft& draft = all[i];
    if (draft.is_left_out) continue;
    if (draft.op == ir::Op::Const) {
      where[i] = static_cast<Register>(draft.immediate);
      continue;
    }
    if (draft.op == ir::Op::Param) {
      where[i] = static_cast<Register>(tape.first_input() + static_cast<std::size_t>(draft.immediate));
      continue;
    }
    Step step{.op = draft.op, .then = draft.then, .immediate = draft.immediate};
    for (std::size_t k = 0; k < kMaxOperands; ++k) {
      if (draft.operands[k] != kNone) step.operands[k] = where[draft.operands[k]];
    }
    where[i] = step.result = place(last_use[i] == kNone);
    if (draft.cosine != kNone) {
      where[draft.cosine] = step.cosine = place(last_use[draft.cosine] == kNone);
      if (draft.op == ir::Op::Cos) std::swap(step.result, step.cosine);
      step.op = ir::Op::Sin;
    }
    tape.steps.push_back(step);
    const auto release = [&](Value x) {
      if (last_use[x] == kNone || where[x] < tape.first_computed()) return;
      free.push_back(where[x]);
      where[x] = kNone;
    };
    for (const Value x : draft.operands) {
      if (x != kNone && last_use[x] == i && where[x] != kNone) release(x);
    }
  }
  tape.outputs.reserve(drafts.outputs.size());
  for (const Value output : drafts.outputs) tape.outputs.push_back(where[output]);
  return tape;
}

}  // namespace adc::tape
