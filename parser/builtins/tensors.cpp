// Shapes, and what happens element by element.
#include "parser/builtins/tensors.h"

#include <fmt/core.h>

#include <array>

#include "diag/diagnostics.h"
#include "ir/signature.h"

namespace adc::parser {

using ir::Op;
using ir::Shape;
using ir::ValueId;
using Dims = std::vector<std::int64_t>;

std::string spelling(const Shape& shape) {
  std::string text = "R";
  for (std::size_t i = 0; i < shape.rank(); ++i) text += (i == 0 ? "[" : ", ") + std::to_string(shape[i]);
  return shape.rank() == 0 ? text : text + "]";
}

// --- shapes -------------------------------------------------------------------------------------------------------

Shape Tensors::shape(const Value& value) const {
  if (value.kind == Value::Kind::Affine) return {};
  return Shape(fn().shape(value.id).dims().subspan(value.slots.size()));
}

bool Tensors::is_boolean(const Value& value) const {
  return value.kind == Value::Kind::Tensor && emitter_.is_boolean(value.id);
}

Shape Tensors::checked_shape(std::span<const std::int64_t> extents, Span span) {
  if (extents.size() > Shape::kMaxRank) {
    diag::fail("tensor-too-large", span, fmt::format("a tensor has at most {} axes", Shape::kMaxRank));
  }
  Wide elements = 1;
  for (const std::int64_t extent : extents) {
    if (extent < 0)
      diag::fail("bad-dimension", span, "a size is not negative, and this one is " + std::to_string(extent));
    elements *= std::max<std::int64_t>(extent, 1);
    if (elements > ir::kMaxElements) diag::fail("tensor-too-large", span, "the tensor has too many elements");
  }
  return Shape(extents);
}

std::string Tensors::text(const Operand& x) const { return diag::quote(spelling(shape(x.value))); }

void Tensors::fail_shapes(const Operand& x, const Operand& y, const std::string& message,
                          std::vector<std::string> help) const {
  std::vector<Label> labels;
  if (x.span != y.span) labels = {{x.span, "this is " + text(x)}, {y.span, "this is " + text(y)}};
  diag::fail("shape-mismatch", builder_.span(), fmt::format("{}: {} and {}", message, text(x), text(y)),
             std::move(help), std::move(labels));
}

void Tensors::fail_undefined(const Operand& x, const Operand& y, const std::string& message,
                             std::vector<std::string> help) const {
  std::vector<Label> labels;
  if (x.span != y.span) labels = {{x.span, "this is " + text(x)}, {y.span, "this is " + text(y)}};
  diag::fail("undefined-product", builder_.span(), message, std::move(help), std::move(labels));
}

ValueId Tensors::emit(Op op, std::initializer_list<ValueId> operands, std::initializer_list<ir::List> lists) {
  return emit_checked(builder_, op, {operands.begin(), operands.size()}, ir::pack(lists));
}

Shape Tensors::full_shape(const FewAxes<Slot>& slots, const Shape& own) const {
  Dims dims;
  for (const Slot slot : slots) dims.push_back(indices_[slot].extent);
  dims.insert(dims.end(), own.dims().begin(), own.dims().end());
  return checked_shape(dims, builder_.span());
}

FewAxes<Slot> Tensors::unite(const FewAxes<Slot>& a, const FewAxes<Slot>& b) const {
  std::vector<Slot> all;
  std::ranges::set_union(a, b, std::back_inserter(all));
  if (all.size() > FewAxes<Slot>::kMax) {
    diag::fail("tensor-too-large", builder_.span(),
               fmt::format("this depends on more than {} indices at once", Shape::kMaxRank),
               {"each index is an axis, and a tensor has at most " + std::to_string(Shape::kMaxRank)});
  }
  FewAxes<Slot> united;
  for (const Slot slot : all) united.push_back(slot);
  return united;
}

// The value with these axes of indices, and this shape of its own, which it has already unless it is a number.
ValueId Tensors::spread(const Value& value, const FewAxes<Slot>& slots, const Shape& own) {
  const Shape have = fn().shape(value.id);
  const Shape want = full_shape(slots, own);
  if (have == want && value.slots == slots) return value.id;
  Dims axes;
  for (const Slot slot : value.slots) axes.push_back(std::ranges::find(slots, slot) - slots.begin());
  for (std::size_t k = value.slots.size(); k < have.rank(); ++k) {
    axes.push_back(static_cast<std::int64_t>(slots.size() + k - value.slots.size()));
  }
  return emit(Op::Broadcast, {value.id}, {want.dims(), axes});
}

// Gives the operands of an elementwise op one shape, but for the numbers among them that depend on no index.
FewAxes<Slot> Tensors::align(std::span<Operand> operands) {
  const Operand* largest = nullptr;
  FewAxes<Slot> slots;
  for (Operand& x : operands) {
    x.value = computed(x.value);
    slots = unite(slots, x.value.slots);
    if (shape(x.value).rank() == 0) continue;
    if (largest == nullptr) largest = &x;
    if (shape(x.value) == shape(largest->value)) continue;
    std::vector<std::string> help;
    const Shape a = shape(largest->value);
    const Shape b = shape(x.value);
    const bool turned = transpose_shape(a) == b || transpose_shape(b) == a;
    if (turned) help.emplace_back("one is the other's shape transposed: write `ᵀ` or `'` behind one of them");
    fail_shapes(*largest, x, "these shapes do not go together element by element", std::move(help));
  }
  const Shape own = largest == nullptr ? Shape() : shape(largest->value);
  for (Operand& x : operands) {
    if (fn().shape(x.value.id).rank() > 0) x.value.id = spread(x.value, slots, own);
  }
  return slots;
}

Labelled Tensors::labelled(const Value& value) const {
  Labelled result{.id = value.id, .labels = {}};
  for (const Slot slot : value.slots) result.labels.push_back(slot);
  for (std::size_t k = 0; k < shape(value).rank(); ++k) result.labels.push_back(own(k));
  return result;
}

// Axes of indices to the front, outermost first, and its own in the order of their labels behind them.
Value Tensors::arranged(const Labelled& value) {
  std::vector<AxisLabel> order = value.labels;
  std::ranges::sort(order, [](AxisLabel a, AxisLabel b) { return (a < 0) != (b < 0) ? b < 0 : a < 0 ? a > b : a < b; });
  Value result{.kind = Value::Kind::Tensor, .id = arrange(builder_, value, order)};
  for (const AxisLabel label : order) {
    if (label >= 0) result.slots.push_back(static_cast<Slot>(label));
  }
  return result;
}

Value Tensors::with_own_shape(const Value& x, const Shape& shape) {
  return made(emit(Op::Reshape, {x.id}, {full_shape(x.slots, shape).dims()}), x.slots);
}

// --- element by element -------------------------------------------------------------------------------------------

Value Tensors::number(const Value& value) {
  const Value x = computed(value);
  return made(emitter_.number(x.id), x.slots);
}

Value Tensors::copy(const Value& value) {
  const Value x = computed(value);
  return made(emitter_.copy(emitter_.number(x.id)), x.slots);
}

std::optional<std::int64_t> Tensors::exact_integer(const Value& value) const {
  if (value.kind != Value::Kind::Tensor || !value.slots.empty()) return std::nullopt;
  return emitter_.exact_integer(value.id);
}

Value Tensors::unary(Meaning meaning, const Operand& x) {
  if (const auto form = affine_unary(meaning, x.value)) return *form;
  const auto known = this->known(meaning, x, x);
  const Value value = computed(x.value);
  const Value result = made(emitter_.unary(meaning, value.id), value.slots);
  note_known(result, known);
  return result;
}

Value Tensors::binary(Meaning meaning, const Operand& x, const Operand& y) {
  if (const auto form = affine_binary(meaning, x.value, y.value)) return *form;
  switch (meaning) {
    case Meaning::Multiply: return product(x, y);
    case Meaning::Divide: return quotient(x, y);
    case Meaning::Raise: return power(x, y);
    default: return elementwise_binary(meaning, x, y);
  }
}

Value Tensors::elementwise_binary(Meaning meaning, const Operand& x, const Operand& y) {
  const auto known = this->known(meaning, x, y);
  std::array operands{x, y};
  const FewAxes<Slot> slots = align(operands);
  const Value result = made(emitter_.binary(meaning, operands[0].value.id, operands[1].value.id), slots);
  note_known(result, known);
  return result;
}

Value Tensors::compare(Meaning relation, const Operand& x, const Operand& y) {
  std::array operands{x, y};
  const FewAxes<Slot> slots = align(operands);
  return made(emitter_.compare(relation, operands[0].value.id, operands[1].value.id), slots);
}

Value Tensors::logical(Op op, const Operand& x, const Operand& y) {
  std::array operands{x, y};
  const FewAxes<Slot> slots = align(operands);
  return made(builder_.emit(op, {operands[0].value.id, operands[1].value.id}), slots);
}

Value Tensors::negation(const Value& condition) { return made(builder_.logical_not(condition.id), condition.slots); }

Value Tensors::select(const Operand& condition, const Operand& yes, const Operand& no) {
  std::array operands{condition, yes, no};
  const FewAxes<Slot> slots = align(operands);
  return made(emitter_.select(operands[0].value.id, operands[1].value.id, operands[2].value.id), slots);
}

Value Tensors::elementwise(Op op, std::span<Operand> operands, std::int64_t immediate) {
  std::optional<Known> known;
  if (operands.size() == 2) {
    known = this->known(op == Op::Mod ? Meaning::Modulo : Meaning::Raise, operands[0], operands[1]);
  } else if (operands.size() == 1) {
    known = this->known(Meaning::Raise, operands[0], operands[0]);
  }
  const FewAxes<Slot> slots = align(operands);
  std::array<ValueId, ir::kMaxArity> ids{};
  for (std::size_t i = 0; i < operands.size(); ++i) ids[i] = emitter_.number(operands[i].value.id);
  const Value result = made(builder_.emit(op, std::span(ids.data(), operands.size()), immediate), slots);
  note_known(result, known);
  return result;
}

Value Tensors::log(const Operand& x, const Operand& base) {
  std::array operands{x, base};
  const FewAxes<Slot> slots = align(operands);
  return made(emitter_.log(operands[0].value.id, operands[1].value.id), slots);
}

// --- derivatives --------------------------------------------------------------------------------------------------

// Where x has axes of indices, y at some values of those indices depends on x at the same values alone; so the
// derivative of the sum of y over these indices is that of each y.
Value Tensors::derivative(const Operand& y, const Operand& x, std::uint64_t order) {
  Value value = number(y.value);
  const Value by = x.value;
  for (; order > 0; --order) {
    const FewAxes<Slot> slots = unite(value.slots, by.slots);
    Labelled of = labelled(made(spread(value, slots, shape(value)), slots));
    Dims axes;
    std::vector<AxisLabel> labels;
    for (std::size_t k = 0; k < of.labels.size(); ++k) {
      const bool shared = std::ranges::find(by.slots, static_cast<Slot>(of.labels[k])) != by.slots.end();
      if (of.labels[k] >= 0 && shared) {
        axes.push_back(static_cast<std::int64_t>(k));
      } else {
        labels.push_back(of.labels[k]);
      }
    }
    if (!axes.empty()) of.id = builder_.reduce_sum(of.id, axes);
    const std::size_t rank = shape(value).rank();
    for (const Slot slot : by.slots) labels.push_back(slot);
    for (std::size_t k = 0; k < shape(by).rank(); ++k) labels.push_back(own(rank + k));
    const std::array operands{of.id, by.id};
    value = arranged({emit_checked(builder_, Op::Diff, operands, {}), std::move(labels)});
  }
  return value;
}

Value Tensors::elementwise_derivative(const Value& y, const Value& x, std::uint64_t order) {
  Value value = y;
  for (; order > 0; --order) {
    Dims axes(fn().shape(value.id).rank());
    for (std::size_t k = 0; k < axes.size(); ++k) axes[k] = static_cast<std::int64_t>(k);
    const ValueId sum = axes.empty() ? value.id : builder_.reduce_sum(value.id, axes);
    value = made(builder_.diff(sum, x.id), x.slots);
  }
  return value;
}

}  // namespace adc::parser
