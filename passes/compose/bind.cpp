#include "passes/compose/bind.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "passes/core/rebuild.h"
#include "passes/derive/expand_diff.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::Rational;
using ir::ValueId;

ir::Constant constant_of(double number, ir::DType type) {
  if (type == ir::DType::Bool) return ir::Constant::boolean(number != 0);
  const bool has_decimal = std::isfinite(number) && !(number == 0 && std::signbit(number));
  const std::optional<Rational> exact = has_decimal ? Rational::parse(fmt::format("{}", number)) : std::nullopt;
  return exact ? ir::Constant::rational(*exact) : ir::Constant::floating(number);
}

// A tensor as a literal would be: its elements one behind the other, by halves, so that they are moved few times.
ValueId tensor(SharingBuilder& b, std::span<const double> numbers, const ir::Type& type) {
  const auto scalar = [&](double number) { return b.constant(constant_of(number, type.dtype)); };
  const auto differs = [&](double number) {  // −0 from +0, too
    return std::bit_cast<std::uint64_t>(number) != std::bit_cast<std::uint64_t>(numbers.front());
  };
  if (type.shape.rank() == 0) return scalar(numbers.front());
  if (numbers.empty() || std::ranges::none_of(numbers, differs)) {
    const ValueId one = scalar(numbers.empty() ? 0 : numbers.front());
    return b.broadcast(one, type.shape.dims(), {});
  }
  std::vector<ValueId> parts;
  for (const double number : numbers) parts.push_back(b.reshape(scalar(number), std::array<std::int64_t, 1>{1}));
  while (parts.size() > 1) {
    std::vector<ValueId> halves;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) halves.push_back(b.concat(parts[i], parts[i + 1], 0));
    if (parts.size() % 2 == 1) halves.push_back(parts.back());
    parts = std::move(halves);
  }
  return type.shape.rank() == 1 ? parts.front() : b.reshape(parts.front(), type.shape.dims());
}

// The exact values of what depends on constants alone, so far as whole exponents may come of it.
class Exact {
 public:
  [[nodiscard]] const Rational* find(const ir::Function& fn, ValueId id) const {
    if (fn.is_const(id))
      return fn.constant(id).kind() == ir::Constant::Kind::Rational ? &fn.constant(id).as_rational() : nullptr;
    const auto found = known_.find(id);
    return found == known_.end() ? nullptr : &found->second;
  }
  void learn(const ir::Function& fn, ValueId id) {
    const auto operands = fn.operands(id);
    if (operands.empty() || operands.size() > 2) return;
    const Rational* const x = find(fn, operands.front());
    const Rational* const y = find(fn, operands.back());
    if (x == nullptr || y == nullptr) return;
    std::optional<Rational> value;
    switch (fn.op(id)) {
      case Op::Neg: value = -*x; break;
      case Op::Add: value = ir::add(*x, *y); break;
      case Op::Sub: value = ir::sub(*x, *y); break;
      case Op::Mul: value = ir::mul(*x, *y); break;
      case Op::Div: value = ir::div(*x, *y); break;
      default: break;
    }
    if (value) known_.insert_or_assign(id, *value);
  }

 private:
  std::unordered_map<ValueId, Rational> known_;
};

}  // namespace

ir::Function bind(const ir::Function& program, std::span<const Binding> bindings, std::size_t max_instructions) {
  const ir::Function fn = is_expanded(program) ? program : expand_diff(program, max_instructions);
  std::vector<ValueId> inputs(fn.params().size());
  const auto make_inputs = [&](SharingBuilder& b) {
    const auto is_bound = [&](std::size_t i) {
      return std::ranges::any_of(bindings, [i](const Binding& one) { return one.input == i; });
    };
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!is_bound(i)) inputs[i] = b.param(fn.params()[i].name, fn.params()[i].kind, fn.type(ir::value_id(i)));
    }
    for (const Binding& one : bindings) inputs[one.input] = tensor(b, one.numbers, fn.type(ir::value_id(one.input)));
  };
  Exact exact;
  return rebuild(fn, max_instructions, [&](SharingBuilder& b, ValueId id, std::span<const ValueId> operands) {
    if (ir::index(id) == 0 && !inputs.empty()) make_inputs(b);
    if (ir::index(id) < inputs.size()) return inputs[ir::index(id)];
    if (fn.op(id) == Op::Pow) {
      const Rational* const exponent = exact.find(b.function(), operands[1]);
      const std::optional<std::int64_t> n = exponent == nullptr ? std::nullopt : exponent->to_int64();
      if (n && ir::is_legal_immediate(Op::Powi, *n)) return b.powi(operands[0], *n);
    }
    const ValueId made = b.clone(fn, id, operands);
    exact.learn(b.function(), made);
    return made;
  });
}

}  // namespace adc::passes
