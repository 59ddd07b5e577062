#include <algorithm>
#include <iterator>

#include "tape/draft.h"

namespace adc::tape {
namespace {

using ir::Op;

bool is_one_of(Op op, std::initializer_list<Op> ops) { return std::ranges::find(ops, op) != ops.end(); }

/// What `second` does with its operand `k`.
Then then(Op second, std::size_t k) {
  switch (second) {
    case Op::Neg: return Then::Neg;
    case Op::Add: return Then::Add;
    case Op::Mul: return Then::Mul;
    case Op::Sub: return k == 0 ? Then::Sub : Then::SubFrom;
    case Op::Div: return k == 0 ? Then::Div : Then::DivInto;
    case Op::Eq: return Then::Eq;
    case Op::Fma: return k == 2 ? Then::FmaOnto : Then::Fma;
    case Op::Select: return k == 0 ? Then::If : k == 1 ? Then::Choose : Then::ChooseElse;
    default: return Then::Nothing;
  }
}

/// Whether there is a loop for both (tape/loops.h).
bool go_together(Op first, Then then) {
  switch (then) {
    case Then::Nothing: return false;
    case Then::Eq: return first == Op::Abs;  // as |x| = ∞ asks
    case Then::If: return is_one_of(first, {Op::Lt, Op::Le, Op::Eq, Op::Ne});
    default: return is_one_of(first, {Op::Add, Op::Sub, Op::Mul, Op::Div, Op::Neg, Op::Abs, Op::Sign, Op::Sqrt});
  }
}

/// The number of times that each value is read, as an output, too.
std::vector<std::uint32_t> uses_of(const Drafts& drafts) {
  std::vector<std::uint32_t> uses(drafts.all.size(), 0);
  for (const Draft& draft : drafts.all) {
    for (const Value x : draft.operands) {
      if (x != kNone && !draft.is_left_out) ++uses[x];
    }
  }
  for (const Value output : drafts.outputs) ++uses[output];
  return uses;
}

/// Has `second` make its operand `k`, too.
void join(Draft& second, std::size_t k, Draft& first) {
  Value operands[kMaxOperands] = {kNone, kNone, kNone, kNone};
  auto to = std::copy_n(first.operands, ir::info(first.op).arity, operands);
  for (std::size_t i = 0; i < ir::info(second.op).arity; ++i) {
    if (i != k) *to++ = second.operands[i];
  }
  second.then = then(second.op, k);
  second.op = first.op;
  std::ranges::copy(operands, second.operands);
  first.is_left_out = true;
}

}  // namespace

void pair(Drafts& drafts) {
  const std::vector<std::uint32_t> uses = uses_of(drafts);
  for (Draft& second : drafts.all) {
    if (second.is_left_out || second.then != Then::Nothing) continue;
    for (std::size_t k = 0; k < ir::info(second.op).arity; ++k) {
      const Value made = second.operands[k];
      Draft& first = drafts.all[made];
      if (uses[made] != 1 || first.then != Then::Nothing || !go_together(first.op, then(second.op, k))) continue;
      join(second, k, first);
      break;
    }
  }
}

}  // namespace adc::tape
