#include "passes/roll/long_sums.h"

#include <algorithm>

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

bool is_sum(Op op) { return op == Op::Add || op == Op::Sub; }

/// Whether `fn`'s instruction adds operand `k`, times a constant, to others.
bool only_adds(const ir::Function& fn, ValueId id, std::size_t k) {
  const auto is_constant = [&](std::size_t i) { return fn.is_const(fn.operands(id)[i]); };
  switch (fn.op(id)) {
    case Op::Add:
    case Op::Sub:
    case Op::Neg:
    case Op::Copy: return true;
    case Op::Mul: return is_constant(1 - k);
    case Op::Div: return k == 0 && is_constant(1);
    default: return false;
  }
}

}  // namespace

LongSums::LongSums(const ir::Function& fn)
    : fn_(fn), uses_(fn.size()), counts_(fn.size(), 1), is_part_(fn.size()), is_only_added_(fn.size(), true) {
  for (std::size_t i = 0; i < fn.size(); ++i) {
    for (const ValueId operand : fn.operands(ir::value_id(i))) ++uses_[ir::index(operand)];
  }
  for (const ir::Output& output : fn.outputs()) ++uses_[ir::index(output.value)];
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    if (!is_sum(fn.op(id))) continue;
    counts_[i] = 0;
    for (std::size_t k = 0; k < 2; ++k) {
      const std::size_t part = ir::index(fn.operands(id)[k]);
      if (goes_on(id, k)) is_part_[part] = true;
      counts_[i] += goes_on(id, k) ? counts_[part] : 1;
    }
  }
  for (std::size_t i = fn.size(); i-- > 0;) {
    const ValueId id = ir::value_id(i);
    for (std::size_t k = 0; k < fn.operands(id).size(); ++k) {
      if (!is_only_added_[i] || !only_adds(fn, id, k)) is_only_added_[ir::index(fn.operands(id)[k])] = false;
    }
  }
}

// A chain goes on to the left, where a + b + c is written, and to the right where many terms are: a difference in
// parentheses is a term, which may have been put there for its accuracy.
bool LongSums::goes_on(ValueId sum, std::size_t operand) const {
  const ValueId part = fn_.operands(sum)[operand];
  if (!is_sum(fn_.op(part)) || uses_[ir::index(part)] != 1) return false;
  return operand == 0 || counts_[ir::index(part)] >= kFewestTerms;
}

std::vector<SummedTerm> LongSums::terms(ValueId value) const {
  const std::uint32_t count = counts_[ir::index(value)];
  if (count < kFewestTerms || !is_only_added_[ir::index(value)] || is_part_[ir::index(value)]) return {};
  std::vector<SummedTerm> terms;
  terms.reserve(count);
  struct OpenTerm {
    SummedTerm term;
    bool is_chain;
  };
  std::vector<OpenTerm> open{{{value, false}, true}};
  while (!open.empty()) {
    const auto [term, is_chain] = open.back();
    open.pop_back();
    if (!is_chain) {
      terms.push_back(term);
      continue;
    }
    const bool subtracts = fn_.op(term.value) == Op::Sub;
    for (std::size_t k = 0; k < 2; ++k) {
      open.push_back(
          {{fn_.operands(term.value)[k], term.is_negative != (k == 1 && subtracts)}, goes_on(term.value, k)});
    }
  }
  std::ranges::reverse(terms);
  return terms;
}

}  // namespace adc::passes
