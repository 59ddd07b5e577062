// Elements and parts of tensors: what `x[…]` becomes.
#include <fmt/core.h>

#include <array>

#include "diag/diagnostics.h"
#include "parser/builtins/tensors.h"

namespace adc::parser {

using ir::Op;
using ir::Shape;
using ir::ValueId;
using Dims = std::vector<std::int64_t>;

namespace {

std::string decimal(Wide n) {
  if (n == 0) return "0";
  std::string digits;
  for (Wide rest = n < 0 ? -n : n; rest > 0; rest /= 10) digits += static_cast<char>('0' + static_cast<int>(rest % 10));
  if (n < 0) digits += '-';
  return {digits.rbegin(), digits.rend()};
}

}  // namespace

void Tensors::fail_out_of_range(const Operand& base, const Operand& index, std::size_t axis, Wide at) const {
  std::vector<Label> labels;
  if (base.span != index.span) labels.push_back({base.span, "this is " + text(base)});
  const Shape shape = this->shape(base.value);
  const std::string which = shape.rank() > 1 ? " along axis " + std::to_string(axis + 1) : "";
  diag::fail("index-out-of-range", index.span,
             fmt::format("the index {}{}, and the indices of {}{} run from 1 to {}",
                         index.value.kind == Value::Kind::Affine ? std::string("reaches ") : std::string("is "),
                         decimal(at), text(base), which, shape[axis]),
             {}, std::move(labels));
}

Value Tensors::last(const Operand& base, std::uint32_t axis) {
  const Shape shape = this->shape(base.value);
  if (axis >= shape.rank()) {
    diag::fail("bad-index", builder_.span(), fmt::format("{} has no axis {}", text(base), axis + 1));
  }
  return whole(integer(shape[axis]));
}

// --- one index ----------------------------------------------------------------------------------------------------

Tensors::Place Tensors::place(const Operand& base, const Operand& index, std::size_t axis) {
  const std::int64_t extent = shape(base.value)[axis];
  if (index.value.kind == Value::Kind::All) return {.count = extent};
  if (index.value.kind == Value::Kind::Range) return place_of_range(base, index, axis);
  const auto form = affine(index.value);
  if (form && form->terms.empty()) {
    const std::int64_t at = form->constant;
    if (at < 1 || at > extent) fail_out_of_range(base, index, axis, at);
    return {.kind = Place::Kind::Fixed, .start = at - 1, .count = 1};
  }
  if (form) {
    Place place{.kind = Place::Kind::Affine, .form = *form};
    place.form.constant -= 1;
    const Bounds reach = bounds(*form);
    place.inside = reach.low >= 1 && reach.high <= extent;
    bool partial = false;  // some values of the indices are left out, perhaps those that are out of range
    bool nothing = false;
    for (const Affine::Term& term : form->terms) {
      partial = partial || indices_[term.slot].mask;
      nothing = nothing || indices_[term.slot].extent == 0;
    }
    place.inside = place.inside || nothing;
    if (!place.inside && !partial) fail_out_of_range(base, index, axis, reach.low < 1 ? reach.low : reach.high);
    return place;
  }
  if (is_boolean(index.value)) diag::fail("bad-index", index.span, "an index is a number, and this is a condition");
  if (shape(index.value).rank() > 1) {
    diag::fail("bad-index", index.span, "an index is a number or a vector of numbers, and this is " + text(index));
  }
  const auto found = known_.find(static_cast<std::uint32_t>(index.value.id));
  if (found != known_.end() && found->second == Known::NotAffine) {
    diag::fail("non-affine-index", index.span,
               "an index is affine in the indices of sums, such as `2i + 1`, or `mod(i, 3) + 1`", {},
               {{base.span, "of this"}});
  }
  if (index.value.slots.empty() && fn().is_const(index.value.id)) {
    diag::fail("bad-index", index.span, "an index is a whole number");
  }
  return {.kind = Place::Kind::Gather, .positions = index.value, .inside = false};
}

Tensors::Place Tensors::place_of_range(const Operand& base, const Operand& index, std::size_t axis) {
  const RangeOperands& range = range_of(index.value);
  const auto whole_number = [&](const Operand& x) {
    const auto form = affine(x.value);
    if (form && form->terms.empty()) return form->constant;
    if (form || is_fixed(x.value)) {
      diag::fail("non-affine-index", x.span, "the bounds of a slice are constant whole numbers",
                 {"in a sum give the slice an index of its own: `sum(… = 1:…, …)`"});
    }
    diag::fail("bad-range", x.span, "the bounds of a slice must be known when the program is compiled",
               {"a size is declared with `dim n`"});
  };
  const std::int64_t first = whole_number(range.first);
  const std::int64_t last = whole_number(range.last);
  const std::int64_t step = range.step ? whole_number(*range.step) : 1;
  if (step == 0) diag::fail("bad-range", range.step->span, "the step of a range is not 0");
  const Wide length = step > 0 ? static_cast<Wide>(last) - first : static_cast<Wide>(first) - last;
  const Wide stride = step > 0 ? static_cast<Wide>(step) : -static_cast<Wide>(step);
  if (length < 0) return {.start = 0, .count = 0};
  const std::int64_t extent = shape(base.value)[axis];
  const Wide count = length / stride + 1;
  const Wide end = first + (count - 1) * static_cast<Wide>(step);
  if (first < 1 || first > extent) fail_out_of_range(base, range.first, axis, first);
  if (end < 1 || end > extent) fail_out_of_range(base, range.last, axis, end);
  return {.start = first - 1, .count = static_cast<std::int64_t>(count), .stride = step};
}

// --- all indices --------------------------------------------------------------------------------------------------

Value Tensors::index(const Operand& base, std::span<const Operand> indices) {
  const Operand operand{number(base.value), base.span};
  const Shape shape = this->shape(operand.value);
  if (shape.rank() == 0) diag::fail("bad-index", base.span, "this is a number, and has no elements");
  if (indices.size() != shape.rank()) {
    std::vector<std::string> help;
    if (indices.size() < shape.rank()) help.emplace_back("`:` takes all along an axis: `[…, :]`");
    diag::fail(
        "bad-index", builder_.span(),
        fmt::format("{} has {}{}, and here {}", text(operand), shape.rank(), shape.rank() == 1 ? " axis" : " axes",
                    indices.size() == 1 ? "is 1 index" : "are " + std::to_string(indices.size()) + " indices"),
        std::move(help));
  }
  std::vector<Place> places;
  places.reserve(indices.size());
  for (std::size_t axis = 0; axis < indices.size(); ++axis) places.push_back(place(operand, indices[axis], axis));
  // Each index of a sum goes along one axis: slices do. Else positions are computed.
  std::vector<Slot> used(operand.value.slots.begin(), operand.value.slots.end());
  bool strided = true;
  for (const Place& place : places) {
    const bool single = place.kind != Place::Kind::Affine || (place.form.terms.size() == 1 && place.inside);
    strided = strided && single && place.kind != Place::Kind::Gather;
    if (place.kind != Place::Kind::Affine) continue;
    for (const Affine::Term& term : place.form.terms) used.push_back(term.slot);
  }
  std::ranges::sort(used);
  strided = strided && std::ranges::adjacent_find(used) == used.end();
  return strided ? slices(operand.value, places) : gathers(operand, places);
}

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

}  // namespace

Labelled Tensors::cut_out(const Labelled& base, std::span<const Place> places) {
  const Shape shape = fn().shape(base.id);
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
    if (place.kind == Place::Kind::Affine && place.inside && place.form.terms.size() == 1 && place.sliced) {
      const Affine::Term& term = place.form.terms[0];
      c = cut(place.form.constant, indices_[term.slot].extent, term.factor);
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

Value Tensors::slices(const Value& base, std::span<const Place> places) {
  std::vector<Place> marked(places.begin(), places.end());
  for (Place& place : marked) place.sliced = true;
  return arranged(cut_out(labelled(base), marked));
}

// Where indices share axes, or are computed: the axes that they go along become one, of which elements are gathered.
Value Tensors::gathers(const Operand& base, std::span<const Place> places) {
  Labelled rest = cut_out(labelled(base.value), places);
  std::vector<Place> joint;           // of the axes that become one…
  std::vector<AxisLabel> joint_axes;  // … and their labels
  for (std::size_t axis = 0; axis < places.size(); ++axis) {
    const Place& place = places[axis];
    if (place.kind == Place::Kind::Slice || place.kind == Place::Kind::Fixed) continue;
    if (place.kind == Place::Kind::Gather && place.positions.slots.empty()) {
      rest = gathered(rest, own(axis), place.positions);
      continue;
    }
    joint.push_back(place);
    joint_axes.push_back(own(axis));
  }
  if (joint.empty()) return arranged(std::move(rest));
  return arranged(gathered_jointly(std::move(rest), joint, joint_axes));
}

// Along one axis, at positions that depend on no index.
Labelled Tensors::gathered(const Labelled& x, AxisLabel axis, const Value& positions) {
  const auto at = std::ranges::find(x.labels, axis) - x.labels.begin();
  const ValueId zero_based = builder_.sub(positions.id, integer(1));
  Labelled result = x;
  result.id = emit(Op::Gather, {x.id, zero_based}, {std::array{static_cast<std::int64_t>(at)}});
  if (shape(positions).rank() == 0) result.labels.erase(result.labels.begin() + at);
  return result;
}

Labelled Tensors::gathered_jointly(Labelled x, std::vector<Place> places, std::vector<AxisLabel> axes) {
  // The base's own axes of indices take part where an index is used again.
  for (const AxisLabel label : x.labels) {
    if (label < 0) continue;
    const auto slot = static_cast<Slot>(label);
    const bool shared = std::ranges::any_of(places, [&](const Place& place) { return uses(place, slot); });
    if (!shared) continue;
    Place self{.kind = Place::Kind::Affine};
    self.form.terms.push_back({slot, 1});
    places.push_back(self);
    axes.push_back(label);
  }
  std::vector<AxisLabel> order = axes;
  for (const AxisLabel label : x.labels) {
    if (std::ranges::find(axes, label) == axes.end()) order.push_back(label);
  }
  const auto extent_of = [&](AxisLabel label) {
    return fn().shape(x.id)[static_cast<std::size_t>(std::ranges::find(x.labels, label) - x.labels.begin())];
  };
  Dims extents;
  for (const AxisLabel label : axes) extents.push_back(extent_of(label));
  Dims flat{1};
  for (const std::int64_t extent : extents) flat[0] *= extent;
  for (std::size_t k = axes.size(); k < order.size(); ++k) flat.push_back(extent_of(order[k]));
  ValueId base = arrange(builder_, x, order);
  if (axes.size() > 1) base = emit(Op::Reshape, {base}, {flat});
  std::vector<AxisLabel> labels(order.begin() + static_cast<std::ptrdiff_t>(axes.size()), order.end());

  const Positions positions = joint_positions(places, axes, extents);
  if (positions.form && positions.form->terms.size() == 1 && positions.inside) {
    const Affine::Term& term = positions.form->terms[0];
    const Cut c = cut(positions.form->constant, indices_[term.slot].extent, term.factor);
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
  const Value at = positions.form ? compute(*positions.form) : positions.value;
  Labelled result{emit(Op::Gather, {base, at.id}, {std::array<std::int64_t, 1>{0}}), {}};
  for (const Slot slot : at.slots) result.labels.push_back(slot);
  if (shape(at).rank() == 1) result.labels.push_back(positions.own_axis);
  result.labels.insert(result.labels.end(), labels.begin(), labels.end());
  return result;
}

bool Tensors::uses(const Place& place, Slot slot) {
  if (place.kind == Place::Kind::Gather)
    return std::ranges::find(place.positions.slots, slot) != place.positions.slots.end();
  return std::ranges::any_of(place.form.terms, [&](const Affine::Term& term) { return term.slot == slot; });
}

// Positions in the axes made one: Σ position·stride. Positions that may lie outside of their own axis become −1, where
// nothing is, so that they do not reach into the next row.
Tensors::Positions Tensors::joint_positions(std::span<const Place> places, std::span<const AxisLabel> axes,
                                            std::span<const std::int64_t> extents) {
  Positions result{.form = Affine{}};
  const Span span = builder_.span();
  const auto number_of = [&](std::int64_t n) { return Operand{whole(integer(n)), span}; };
  std::optional<Value> sum;      // of what is not affine
  std::optional<Value> outside;  // whether one lies outside
  std::int64_t stride = 1;
  for (std::size_t k = places.size(); k-- > 0; stride *= extents[k]) {
    const Place& place = places[k];
    const bool is_affine = place.kind == Place::Kind::Affine;
    if (is_affine) {
      const Value scaled = *affine_binary(Meaning::Multiply, lazily(place.form), whole(integer(stride)));
      const Value total = *affine_binary(Meaning::Add, lazily(*result.form), scaled);
      result.form = *affine(total);
    }
    result.inside = result.inside && place.inside;
    // The gather itself sees what lies outside, where there is one axis.
    if (is_affine && (place.inside || places.size() == 1)) continue;
    const Value position =
        is_affine ? compute(place.form) : made(builder_.sub(place.positions.id, integer(1)), place.positions.slots);
    if (!is_affine) {
      if (shape(position).rank() == 1) result.own_axis = axes[k];
      const Value scaled =
          stride == 1 ? position : elementwise_binary(Meaning::Multiply, number_of(stride), {position, span});
      sum = sum ? elementwise_binary(Meaning::Add, {*sum, span}, {scaled, span}) : scaled;
    }
    if (places.size() == 1) continue;
    const Value low = compare(Meaning::Less, {position, span}, number_of(0));
    const Value high = compare(Meaning::GreaterEqual, {position, span}, number_of(extents[k]));
    const Value either = logical(Op::Or, {low, span}, {high, span});
    outside = outside ? logical(Op::Or, {*outside, span}, {either, span}) : either;
  }
  if (!sum && !outside) return result;
  result.value = compute(*result.form);
  if (sum) result.value = elementwise_binary(Meaning::Add, {*sum, span}, {result.value, span});
  if (outside) result.value = select({*outside, span}, number_of(-1), {result.value, span});
  result.form.reset();
  return result;
}

}  // namespace adc::parser
