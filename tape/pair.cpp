#include "tape/draft.h"

namespace adc::tape {
namespace {

using ir::Op;

bool is_arithmetic(Op op) { return op == Op::Add || op == Op::Sub || op == Op::Mul || op == Op::Div; }

/// What `op` does with r, its first operand or its second.
Then then(Op op, bool is_first) {
  switch (op) {
    case Op::Add: return Then::Add;
    case Op::Mul: return Then::Mul;
    case Op::Sub: return is_first ? Then::Sub : Then::SubFrom;
    default: return is_first ? Then::Div : Then::DivInto;
  }
}

}  // namespace

void pair(Drafts& drafts) {
  std::vector<std::uint32_t> uses(drafts.all.size(), 0);
  for (const Draft& draft : drafts.all) {
    if (draft.is_left_out) continue;
    for (const Value x : draft.operands) {
      if (x != kNone) ++uses[x];
    }
  }
  for (const Value output : drafts.outputs) ++uses[output];
  for (Draft& second : drafts.all) {
    if (!is_arithmetic(second.op) || second.then != Then::Nothing) continue;
    for (const bool is_first : {true, false}) {
      const Value made = second.operands[is_first ? 0 : 1];
      Draft& first = drafts.all[made];
      if (uses[made] != 1 || !is_arithmetic(first.op) || first.then != Then::Nothing) continue;
      const Value other = second.operands[is_first ? 1 : 0];
      second.then = then(second.op, is_first);
      second.op = first.op;
      second.operands[0] = first.operands[0];
      second.operands[1] = first.operands[1];
      second.operands[2] = other;
      first.is_left_out = true;
      break;
    }
  }
}

}  // namespace adc::tape
