#include "parser/values/axes.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "parser/values/shapes.h"

namespace adc::parser {

using ir::Op;
using ir::Shape;
using ir::ValueId;
using Dims = std::vector<std::int64_t>;

// --- types --------------------------------------------------------------------------------------------------------

Shape Axes::shape(const Value& value) const {
  if (value.kind == Value::Kind::Affine) return {};
  return Shape(builder_.function().shape(value.id).dims().subspan(value.slots.size()));
}

Shape Axes::full_shape(const FewAxes<Slot>& slots, const Shape& own) const {
  Dims dims;
  for (const Slot slot : slots) dims.push_back(indices_.extent(slot));
  dims.insert(dims.end(), own.dims().begin(), own.dims().end());
  return checked_shape(dims, builder_.span());
}

bool Axes::is_boolean(const Value& value) const {
  return value.kind == Value::Kind::Tensor && builder_.function().type(value.id).dtype == ir::DType::Bool;
}

bool Axes::is_plain(const Value& value) const {
  return value.kind == Value::Kind::Tensor && value.slots.empty() && builder_.function().shape(value.id).rank() == 0;
}

// --- other axes ---------------------------------------------------------------------------------------------------

FewAxes<Slot> Axes::unite(const FewAxes<Slot>& a, const FewAxes<Slot>& b) const {
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

ValueId Axes::spread(const Value& value, const FewAxes<Slot>& slots, const Shape& own) {
  const Shape have = builder_.function().shape(value.id);
  const Shape want = full_shape(slots, own);
  if (have == want && value.slots == slots) return value.id;
  Dims axes;
  for (const Slot slot : value.slots) axes.push_back(std::ranges::find(slots, slot) - slots.begin());
  for (std::size_t k = value.slots.size(); k < have.rank(); ++k) {
    axes.push_back(static_cast<std::int64_t>(slots.size() + k - value.slots.size()));
  }
  return emit_checked(builder_, Op::Broadcast, {value.id}, {want.dims(), axes});
}

Value Axes::spread(const Value& value, const FewAxes<Slot>& slots) {
  return Value::tensor(spread(value, slots, shape(value)), slots);
}

Value Axes::reshape(const Value& x, const Shape& shape) {
  return Value::tensor(emit_checked(builder_, Op::Reshape, {x.id}, {full_shape(x.slots, shape).dims()}), x.slots);
}

Labelled Axes::labelled(const Value& value) const {
  Labelled result{.id = value.id, .labels = {}};
  for (const Slot slot : value.slots) result.labels.push_back(slot);
  for (std::size_t k = 0; k < shape(value).rank(); ++k) result.labels.push_back(own_label(k));
  return result;
}

Value Axes::arranged(const Labelled& value) {
  std::vector<AxisLabel> order = value.labels;
  std::ranges::sort(order, [](AxisLabel a, AxisLabel b) { return (a < 0) != (b < 0) ? b < 0 : a < 0 ? a > b : a < b; });
  Value result = Value::tensor(arrange(builder_, value, order));
  for (const AxisLabel label : order) {
    if (label >= 0) result.slots.push_back(static_cast<Slot>(label));
  }
  return result;
}

// --- errors -------------------------------------------------------------------------------------------------------

std::string Axes::text(const Operand& x) const { return diag::quote(spelling(shape(x.value))); }

void Axes::fail(diag::Slug slug, const Operand& x, const Operand& y, const std::string& message,
                std::vector<std::string> help) const {
  std::vector<Label> labels;
  if (x.span != y.span) labels = {{x.span, "this is " + text(x)}, {y.span, "this is " + text(y)}};
  diag::fail(slug, builder_.span(), message, std::move(help), std::move(labels));
}

void Axes::fail_shapes(const Operand& x, const Operand& y, const std::string& message,
                       std::vector<std::string> help) const {
  fail("shape-mismatch", x, y, fmt::format("{}: {} and {}", message, text(x), text(y)), std::move(help));
}

}  // namespace adc::parser
