#include "parser/values/elementwise.h"

#include <array>

#include "parser/values/shapes.h"

namespace adc::parser {

using ir::Op;
using ir::Shape;
using ir::ValueId;

// Gives the operands of an elementwise op one shape, but for the numbers among them that depend on no index.
FewAxes<Slot> Elementwise::align(std::span<Operand> operands) {
  const Operand* largest = nullptr;
  FewAxes<Slot> slots;
  for (Operand& x : operands) {
    x.value = forms_.computed(x.value);
    slots = axes_.unite(slots, x.value.slots);
    const Shape b = axes_.shape(x.value);
    if (b.rank() == 0) continue;
    if (largest == nullptr) largest = &x;
    const Shape a = axes_.shape(largest->value);
    if (a == b) continue;
    std::vector<std::string> help;
    const bool turned = transpose_shape(a) == b || transpose_shape(b) == a;
    if (turned) help.emplace_back("one is the other's shape transposed: write `ᵀ` or `'` behind one of them");
    axes_.fail_shapes(*largest, x, "these shapes do not go together element by element", std::move(help));
  }
  const Shape own = largest == nullptr ? Shape() : axes_.shape(largest->value);
  for (Operand& x : operands) {
    if (builder_.function().shape(x.value.id).rank() > 0) x.value.id = axes_.spread(x.value, slots, own);
  }
  return slots;
}

// --- numbers ------------------------------------------------------------------------------------------------------

Value Elementwise::unary(Meaning meaning, const Operand& x) {
  if (const auto form = forms_.unary(meaning, x.value)) return *form;
  const auto kind = index_numbers_.kind(meaning, x.value, x.value);
  const Value value = forms_.computed(x.value);
  const Value result = Value::tensor(emitter_.unary(meaning, value.id), value.slots);
  index_numbers_.note(result, kind);
  return result;
}

Value Elementwise::binary(Meaning meaning, const Operand& x, const Operand& y) {
  if (const auto form = forms_.binary(meaning, x.value, y.value)) return *form;
  const auto kind = index_numbers_.kind(meaning, x.value, y.value);
  std::array operands{x, y};
  const FewAxes<Slot> slots = align(operands);
  const Value result = Value::tensor(emitter_.binary(meaning, operands[0].value.id, operands[1].value.id), slots);
  index_numbers_.note(result, kind);
  return result;
}

Value Elementwise::apply(Op op, std::span<Operand> operands, std::int64_t immediate) {
  std::optional<IndexNumbers::Kind> kind;
  if (operands.size() == 1 || operands.size() == 2) {
    const Meaning meaning = op == Op::Mod ? Meaning::Modulo : Meaning::Raise;  // any other is as little affine
    kind = index_numbers_.kind(meaning, operands.front().value, operands.back().value);
  }
  const FewAxes<Slot> slots = align(operands);
  std::array<ValueId, ir::kMaxArity> ids{};
  for (std::size_t i = 0; i < operands.size(); ++i) ids[i] = emitter_.number(operands[i].value.id);
  const Value result = Value::tensor(builder_.emit(op, std::span(ids.data(), operands.size()), immediate), slots);
  index_numbers_.note(result, kind);
  return result;
}

Value Elementwise::log(const Operand& x, const Operand& base) {
  std::array operands{x, base};
  const FewAxes<Slot> slots = align(operands);
  return Value::tensor(emitter_.log(operands[0].value.id, operands[1].value.id), slots);
}

// hypot(hypot(x₁, x₂), …): each is scaled for itself, and the rules of kinks know where one in another is smooth.
Value Elementwise::hypot(std::span<const Operand> x) {
  const Span span = x.front().span;
  Value root = x.front().value;
  for (const Operand& each : x.subspan(1)) {
    std::array legs{Operand{root, span}, Operand{each.value, span}};
    root = apply(Op::Hypot, legs);
  }
  return root;
}

Value Elementwise::copy(const Value& value) {
  const Value x = forms_.computed(value);
  return Value::tensor(emitter_.copy(emitter_.number(x.id)), x.slots);
}

// --- conditions ---------------------------------------------------------------------------------------------------

Value Elementwise::compare(Meaning relation, const Operand& x, const Operand& y) {
  std::array operands{x, y};
  const FewAxes<Slot> slots = align(operands);
  return Value::tensor(emitter_.compare(relation, operands[0].value.id, operands[1].value.id), slots);
}

Value Elementwise::logical(Op op, const Operand& x, const Operand& y) {
  std::array operands{x, y};
  const FewAxes<Slot> slots = align(operands);
  return Value::tensor(builder_.emit(op, {operands[0].value.id, operands[1].value.id}), slots);
}

Value Elementwise::negation(const Value& condition) {
  return Value::tensor(builder_.logical_not(condition.id), condition.slots);
}

Value Elementwise::select(const Operand& condition, const Operand& yes, const Operand& no) {
  std::array operands{condition, yes, no};
  const FewAxes<Slot> slots = align(operands);
  return Value::tensor(emitter_.select(operands[0].value.id, operands[1].value.id, operands[2].value.id), slots);
}

}  // namespace adc::parser
