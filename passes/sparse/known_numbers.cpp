#include "passes/sparse/known_numbers.h"

#include <algorithm>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "passes/core/dce.h"
#include "passes/core/rebuild.h"
#include "passes/core/sorted.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

// For each value, whether no input decides it.
std::vector<bool> without_inputs(const ir::Function& fn) {
  std::vector<bool> is_known(fn.size());
  for (std::size_t i = fn.params().size(); i < fn.size(); ++i) {
    is_known[i] = std::ranges::all_of(fn.operands(ir::value_id(i)),
                                      [&](ValueId operand) { return is_known[ir::index(operand)]; });
  }
  return is_known;
}

// Whether operand `k` decides which elements the result depends on.
bool decides(Op op, std::size_t k) {
  switch (op) {
    case Op::Gather:
    case Op::ScatterAdd: return k == 1;
    case Op::Select: return k == 0;
    case Op::Mul:
    case Op::Dot: return true;
    default: return false;
  }
}

}  // namespace

KnownNumbers::KnownNumbers(const ir::Function& fn) {
  const std::vector<bool> is_known = without_inputs(fn);
  std::vector<ValueId> wanted;
  for (std::size_t i = fn.params().size(); i < fn.size(); ++i) {
    const std::span<const ValueId> operands = fn.operands(ir::value_id(i));
    for (std::size_t k = 0; k < operands.size() && !is_known[i]; ++k) {
      if (is_known[ir::index(operands[k])] && decides(fn.op(ir::value_id(i)), k)) wanted.push_back(operands[k]);
    }
  }
  sort_unique(wanted);
  if (wanted.empty()) return;

  ir::Builder b(fn.name(), fn.float_type(), kNoLimit);
  std::vector<ValueId> to(fn.size());
  std::vector<ValueId> operands;
  for (std::size_t i = fn.params().size(); i <= ir::index(wanted.back()); ++i) {
    if (!is_known[i]) continue;
    operands.clear();
    for (const ValueId operand : fn.operands(ir::value_id(i))) operands.push_back(to[ir::index(operand)]);
    to[i] = b.clone(fn, ir::value_id(i), operands);
  }
  for (const ValueId value : wanted) b.output(to[ir::index(value)], "");
  const ir::Function known = dce(b.finish());
  std::vector<double> numbers(ir::flat_outputs(known));
  ir::interpret(known, {}, numbers);
  auto next = numbers.begin();
  for (const ValueId value : wanted) {
    const auto end = next + fn.shape(value).elements();
    numbers_.emplace(value, std::vector<double>(next, end));
    next = end;
  }
}

std::span<const double> KnownNumbers::of(ValueId value) const {
  const auto found = numbers_.find(value);
  return found == numbers_.end() ? std::span<const double>() : std::span<const double>(found->second);
}

}  // namespace adc::passes
