#include "parser/values/parts.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "parser/values/shapes.h"

namespace adc::parser {

using ir::Op;
using ir::Shape;
using ir::ValueId;
using Dims = std::vector<std::int64_t>;

namespace {

// Start, stop, stride and direction of what a slice takes along one axis.
struct Cut {
  std::int64_t start = 0;
  std::int64_t stop = 0;
  std::int64_t stride = 1;
  bool reversed = false;
};

Cut cut(std::int64_t first, std::int64_t count, std::int64_t stride) {
  if (count == 0) return {};
  const std::int64_t last = first + (count - 1) * stride;
  return {std::min(first, last), std::max(first, last) + 1, std::abs(stride), stride < 0};
}

// Whether each index of a sum, those of the base among them, goes along one axis at most: slices do.
bool are_strided(const Value& base, std::span<const Place> places) {
  std::vector<Slot> used(base.slots.begin(), base.slots.end());
  for (const Place& place : places) {
    if (place.kind == Place::Kind::Gather) return false;
    if (place.kind != Place::Kind::Affine) continue;
    if (place.form.terms.size() != 1 || !place.inside) return false;
    used.push_back(place.form.terms[0].slot);
  }
  std::ranges::sort(used);
  return std::ranges::adjacent_find(used) == used.end();
}

bool uses(const Place& place, Slot slot) {
  if (place.kind == Place::Kind::Gather)
    return std::ranges::find(place.positions.slots, slot) != place.positions.slots.end();
  return std::ranges::any_of(place.form.terms, [&](const Affine::Term& term) { return term.slot == slot; });
}

}  // namespace

Value Parts::part(const Operand& base, std::span<const Operand> indices) {
  const Operand operand{forms_.number(base.value), base.span};
  const std::vector<Place> places = places_.read(operand, indices);
  if (!are_strided(operand.value, places)) return gathers(operand.value, places);
  return axes_.arranged(cut_out(axes_.labelled(operand.value), places, true));
}

// --- slices -------------------------------------------------------------------------------------------------------

// The slices among the places, and where `affine_too` those along an index of a sum. Other axes are left whole.
Labelled Parts::cut_out(const Labelled& base, std::span<const Place> places, bool affine_too) {
  const Shape shape = builder_.function().shape(base.id);
  const std::size_t outer = shape.rank() - places.size();
  Dims starts(shape.rank(), 0);
  Dims stops(shape.dims().begin(), shape.dims().end());
  Dims strides(shape.rank(), 1);
  Dims reversed;
  Dims kept;
  Labelled result{.id = base.id, .labels = {}};
  for (std::size_t k = 0; k < shape.rank(); ++k) {
    const Place whole{.count = shape[k]};
    const Place& place = k < outer ? whole : places[k - outer];
    Cut c{0, shape[k], 1, false};
    AxisLabel label = base.labels[k];
    if (place.kind == Place::Kind::Slice || place.kind == Place::Kind::Fixed)
      c = cut(place.start, place.count, place.stride);
    if (place.kind == Place::Kind::Affine && affine_too) {
      const Affine::Term& term = place.form.terms[0];
      c = cut(place.form.constant, indices_.extent(term.slot), term.factor);
      label = term.slot;
    }
    starts[k] = c.start;
    stops[k] = c.stop;
    strides[k] = c.stride;
    if (c.reversed) reversed.push_back(static_cast<std::int64_t>(k));
    if (place.kind == Place::Kind::Fixed) continue;
    result.labels.push_back(label);
    kept.push_back((c.stop - c.start + c.stride - 1) / c.stride);
  }
  const bool is_whole = std::ranges::equal(stops, shape.dims()) &&
                        std::ranges::all_of(starts, [](std::int64_t start) { return start == 0; }) &&
                        std::ranges::all_of(strides, [](std::int64_t stride) { return stride == 1; });
  if (!is_whole) result.id = builder_.slice(base.id, starts, stops, strides);
  if (!reversed.empty()) result.id = builder_.reverse(result.id, reversed);
  if (kept.size() != shape.rank()) result.id = builder_.reshape(result.id, kept);
  return result;
}

// --- positions ----------------------------------------------------------------------------------------------------

// Where indices share axes, or are computed: the axes that they go along become one, of which elements are gathered.
Value Parts::gathers(const Value& base, std::span<const Place> places) {
  Labelled rest = cut_out(axes_.labelled(base), places, false);
  std::vector<Place> joint;           // of the axes that become one…
  std::vector<AxisLabel> joint_axes;  // … and their labels
  for (std::size_t axis = 0; axis < places.size(); ++axis) {
    const Place& place = places[axis];
    if (place.kind == Place::Kind::Slice || place.kind == Place::Kind::Fixed) continue;
    if (place.kind == Place::Kind::Gather && place.positions.slots.empty()) {
      rest = gathered(rest, own_label(axis), place.positions);
      continue;
    }
    joint.push_back(place);
    joint_axes.push_back(own_label(axis));
  }
  if (joint.empty()) return axes_.arranged(rest);
  return axes_.arranged(gathered_jointly(rest, joint, joint_axes));
}

// Along one axis, at positions that depend on no index.
Labelled Parts::gathered(const Labelled& x, AxisLabel axis, const Value& positions) {
  const auto at = std::ranges::find(x.labels, axis) - x.labels.begin();
  const ValueId zero_based = builder_.sub(positions.id, emitter_.integer(1));
  Labelled result = x;
  result.id = emit_checked(builder_, Op::Gather, {x.id, zero_based}, {std::array{static_cast<std::int64_t>(at)}});
  if (axes_.shape(positions).rank() == 0) result.labels.erase(result.labels.begin() + at);
  return result;
}

Labelled Parts::gathered_jointly(const Labelled& x, std::vector<Place> places, std::vector<AxisLabel> axes) {
  // The base's own axes of indices take part where an index is used again.
  for (const AxisLabel label : x.labels) {
    if (label < 0) continue;
    const auto slot = static_cast<Slot>(label);
    const bool shared = std::ranges::any_of(places, [&](const Place& place) { return uses(place, slot); });
    if (!shared) continue;
    places.push_back({.kind = Place::Kind::Affine, .form = {.terms = FewAxes<Affine::Term>({slot, 1})}});
    axes.push_back(label);
  }
  std::vector<AxisLabel> order = axes;
  for (const AxisLabel label : x.labels) {
    if (std::ranges::find(axes, label) == axes.end()) order.push_back(label);
  }
  const Shape shape = builder_.function().shape(x.id);
  const auto extent_of = [&](AxisLabel label) {
    return shape[static_cast<std::size_t>(std::ranges::find(x.labels, label) - x.labels.begin())];
  };
  Dims extents;
  for (const AxisLabel label : axes) extents.push_back(extent_of(label));
  Dims flat{1};
  for (const std::int64_t extent : extents) flat[0] *= extent;
  for (std::size_t k = axes.size(); k < order.size(); ++k) flat.push_back(extent_of(order[k]));
  ValueId base = arrange(builder_, x, order);
  if (axes.size() > 1) base = emit_checked(builder_, Op::Reshape, {base}, {flat});
  std::vector<AxisLabel> labels(order.begin() + static_cast<std::ptrdiff_t>(axes.size()), order.end());

  const Positions positions = joint_positions(places, axes, extents);
  if (positions.form && positions.form->terms.size() == 1 && positions.inside) {
    const Affine::Term& term = positions.form->terms[0];
    const Cut c = cut(positions.form->constant, indices_.extent(term.slot), term.factor);
    Dims starts(flat.size(), 0);
    Dims stops = flat;
    Dims strides(flat.size(), 1);
    starts[0] = c.start;
    stops[0] = c.stop;
    strides[0] = c.stride;
    base = builder_.slice(base, starts, stops, strides);
    if (c.reversed) base = builder_.reverse(base, std::array<std::int64_t, 1>{0});
    labels.insert(labels.begin(), static_cast<AxisLabel>(term.slot));
    return {base, labels};
  }
  const Value at = positions.form ? forms_.compute(*positions.form) : positions.value;
  Labelled result{emit_checked(builder_, Op::Gather, {base, at.id}, {std::array<std::int64_t, 1>{0}}), {}};
  for (const Slot slot : at.slots) result.labels.push_back(slot);
  if (axes_.shape(at).rank() == 1) result.labels.push_back(positions.own_axis);
  result.labels.insert(result.labels.end(), labels.begin(), labels.end());
  return result;
}

// Positions in the axes made one: Σ position·stride. Positions that may lie outside of their own axis become −1, where
// nothing is, so that they do not reach into the next row.
Parts::Positions Parts::joint_positions(std::span<const Place> places, std::span<const AxisLabel> axes,
                                        std::span<const std::int64_t> extents) {
  Positions result{.form = Affine{}};
  const Span span = builder_.span();
  const auto number_of = [&](std::int64_t n) { return Operand{Value::tensor(emitter_.integer(n)), span}; };
  std::optional<Value> sum;      // of what is not affine
  std::optional<Value> outside;  // whether one lies outside
  std::int64_t stride = 1;
  for (std::size_t k = places.size(); k-- > 0; stride *= extents[k]) {
    const Place& place = places[k];
    const bool is_affine = place.kind == Place::Kind::Affine;
    if (is_affine) {
      const Value scaled = *forms_.binary(Meaning::Multiply, forms_.lazily(place.form), number_of(stride).value);
      const Value total = *forms_.binary(Meaning::Add, forms_.lazily(*result.form), scaled);
      result.form = *forms_.of(total);
    }
    result.inside = result.inside && place.inside;
    // The gather itself sees what lies outside, where there is one axis.
    if (is_affine && (place.inside || places.size() == 1)) continue;
    const Value& given = place.positions;
    const Value position = is_affine ? forms_.compute(place.form)
                                     : Value::tensor(builder_.sub(given.id, emitter_.integer(1)), given.slots);
    if (!is_affine) {
      if (axes_.shape(position).rank() == 1) result.own_axis = axes[k];
      const Value scaled =
          stride == 1 ? position : elementwise_.binary(Meaning::Multiply, number_of(stride), {position, span});
      sum = sum ? elementwise_.binary(Meaning::Add, {*sum, span}, {scaled, span}) : scaled;
    }
    if (places.size() == 1) continue;
    const Value low = elementwise_.compare(Meaning::Less, {position, span}, number_of(0));
    const Value high = elementwise_.compare(Meaning::GreaterEqual, {position, span}, number_of(extents[k]));
    const Value either = elementwise_.logical(Op::Or, {low, span}, {high, span});
    outside = outside ? elementwise_.logical(Op::Or, {*outside, span}, {either, span}) : either;
  }
  if (!sum && !outside) return result;
  result.value = forms_.compute(*result.form);
  if (sum) result.value = elementwise_.binary(Meaning::Add, {*sum, span}, {result.value, span});
  if (outside) result.value = elementwise_.select({*outside, span}, number_of(-1), {result.value, span});
  result.form.reset();
  return result;
}

}  // namespace adc::parser
