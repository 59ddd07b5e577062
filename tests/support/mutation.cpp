#include "tests/support/mutation.h"

#include <functional>
#include <optional>
#include <utility>

#include "ir/builder.h"

namespace adc::tests {
namespace {

using ir::Builder;
using ir::Op;
using ir::ValueId;

using Operands = std::vector<ValueId>;
/// Emits something else in place of an instruction, from its operands.
using Change = std::function<ValueId(Builder&, const Operands&)>;

/// A copy of `fn` in which `change` makes the value `at`.
ir::Function changed(const ir::Function& fn, ValueId at, const Change& change) {
  Builder builder(fn.name(), fn.float_type());
  std::vector<ValueId> map;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    Operands operands;
    for (const ValueId operand : fn.operands(id)) operands.push_back(map[index(operand)]);
    map.push_back(id == at ? change(builder, operands) : builder.clone(fn, id, operands));
  }
  for (const ir::Output& output : fn.outputs()) builder.output(map[index(output.value)], output.name);
  return builder.finish();
}

Change as(Op op) {
  return [op](Builder& b, const Operands& x) { return b.emit(op, x); };
}
Change swapped(Op op, std::size_t i, std::size_t j) {
  return [=](Builder& b, const Operands& x) {
    Operands y = x;
    std::swap(y[i], y[j]);
    return b.emit(op, y);
  };
}
Change with_operand(const ir::Function& fn, ValueId id, std::size_t k, ValueId other) {
  return [=, &fn](Builder& b, const Operands& x) {
    Operands y = x;
    y[k] = other;
    return b.clone(fn, id, y);
  };
}
Change operand(std::size_t i) {
  return [i](Builder&, const Operands& x) { return x[i]; };
}

std::vector<std::pair<std::string, Change>> changes(const ir::Function& fn, ValueId id) {
  const Op op = fn.op(id);
  const bool is_float = fn.type(id).dtype != ir::DType::Bool;
  std::vector<std::pair<std::string, Change>> all;
  if (op == Op::Param || (op == Op::Const && fn.constant(id).to_double() == 0)) return all;
  if (is_float) {
    const auto same = [&fn, id](Builder& b, const Operands& x) { return b.clone(fn, id, x); };
    all.emplace_back("the sign", [same](Builder& b, const Operands& x) { return b.neg(same(b, x)); });
    all.emplace_back("a factor", [same](Builder& b, const Operands& x) { return b.mul(b.integer(2), same(b, x)); });
  }
  const std::size_t inputs = fn.params().size();
  for (std::size_t k = 0; k < fn.operands(id).size() && inputs > 1; ++k) {
    const std::size_t input = index(fn.operands(id)[k]);
    if (input >= inputs) continue;
    all.emplace_back("another input", with_operand(fn, id, k, ir::value_id((input + 1) % inputs)));
  }
  switch (op) {
    case Op::Add: all.emplace_back("becomes sub", as(Op::Sub)); break;
    case Op::Sub:
      all.emplace_back("becomes add", as(Op::Add));
      all.emplace_back("swapped", swapped(op, 0, 1));
      break;
    case Op::Mul: all.emplace_back("becomes div", as(Op::Div)); break;
    case Op::Div:
      all.emplace_back("becomes mul", as(Op::Mul));
      all.emplace_back("swapped", swapped(op, 0, 1));
      break;
    case Op::Select:
      all.emplace_back("always the first", operand(1));
      all.emplace_back("always the second", operand(2));
      all.emplace_back("swapped", swapped(op, 1, 2));
      break;
    default:
      if (is_float && fn.operands(id).size() == 1) all.emplace_back("left out", operand(0));
      break;
  }
  return all;
}

}  // namespace

std::vector<Mutant> mutants(const ir::Function& fn) {
  std::vector<Mutant> all;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    for (const auto& [what, change] : changes(fn, id)) {
      const std::string spelling(ir::info(fn.op(id)).spelling);
      all.push_back({spelling + ": " + what, changed(fn, id, change)});
    }
  }
  return all;
}

}  // namespace adc::tests
