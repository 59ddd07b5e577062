#include "parser/values/places.h"

#include <fmt/core.h>

#include <algorithm>

#include "diag/diagnostics.h"

namespace adc::parser {

using ir::Shape;

namespace {

std::string decimal(Wide n) {
  if (n == 0) return "0";
  std::string digits;
  for (Wide rest = n < 0 ? -n : n; rest > 0; rest /= 10) digits += static_cast<char>('0' + static_cast<int>(rest % 10));
  if (n < 0) digits += '-';
  return {digits.rbegin(), digits.rend()};
}

}  // namespace

std::vector<Place> Places::read(const Operand& base, std::span<const Operand> indices) const {
  const Shape shape = axes_.shape(base.value);
  if (shape.rank() == 0) diag::fail("bad-index", base.span, "this is a number, and has no elements");
  if (indices.size() != shape.rank()) {
    std::vector<std::string> help;
    if (indices.size() < shape.rank()) help.emplace_back("`:` takes all along an axis: `[…, :]`");
    diag::fail(
        "bad-index", builder_.span(),
        fmt::format("{} has {}{}, and here {}", axes_.text(base), shape.rank(), shape.rank() == 1 ? " axis" : " axes",
                    indices.size() == 1 ? "is 1 index" : "are " + std::to_string(indices.size()) + " indices"),
        std::move(help));
  }
  std::vector<Place> places;
  places.reserve(indices.size());
  for (std::size_t axis = 0; axis < indices.size(); ++axis) places.push_back(place(base, indices[axis], axis));
  return places;
}

Value Places::last(const Operand& base, std::uint32_t axis) {
  const Shape shape = axes_.shape(base.value);
  if (axis >= shape.rank()) {
    diag::fail("bad-index", builder_.span(), fmt::format("{} has no axis {}", axes_.text(base), axis + 1));
  }
  return Value::tensor(emitter_.integer(shape[axis]));
}

// --- one index ----------------------------------------------------------------------------------------------------

Place Places::place(const Operand& base, const Operand& index, std::size_t axis) const {
  const std::int64_t extent = axes_.shape(base.value)[axis];
  if (index.value.kind == Value::Kind::All) return {.count = extent};
  if (index.value.kind == Value::Kind::Range) return of_range(base, index, axis);
  const auto form = forms_.of(index.value);
  if (form && form->terms.empty()) {
    const std::int64_t at = form->constant;
    if (at < 1 || at > extent) fail_out_of_range(base, index, axis, at);
    return {.kind = Place::Kind::Fixed, .start = at - 1, .count = 1};
  }
  if (form) return of_form(*form, base, index, axis);
  if (axes_.is_boolean(index.value))
    diag::fail("bad-index", index.span, "an index is a number, and this is a condition");
  if (axes_.shape(index.value).rank() > 1) {
    diag::fail("bad-index", index.span,
               "an index is a number or a vector of numbers, and this is " + axes_.text(index));
  }
  if (index_numbers_.kind(index.value) == IndexNumbers::Kind::NotAffine) {
    diag::fail("non-affine-index", index.span,
               "an index is affine in the indices of sums, such as `2i + 1`, or `mod(i, 3) + 1`", {},
               {{base.span, "of this"}});
  }
  if (index.value.slots.empty() && builder_.function().is_const(index.value.id)) {
    diag::fail("bad-index", index.span, "an index is a whole number");
  }
  return {.kind = Place::Kind::Gather, .positions = index.value, .inside = false};
}

Place Places::of_form(const Affine& form, const Operand& base, const Operand& index, std::size_t axis) const {
  const std::int64_t extent = axes_.shape(base.value)[axis];
  Place place{.kind = Place::Kind::Affine, .form = form};
  place.form.constant -= 1;
  const Bounds reach = forms_.bounds(form);
  place.inside = reach.low >= 1 && reach.high <= extent;
  bool partial = false;  // some values of the indices are left out, perhaps those that are out of range
  bool nothing = false;
  for (const Affine::Term& term : form.terms) {
    partial = partial || indices_.mask(term.slot);
    nothing = nothing || indices_.extent(term.slot) == 0;
  }
  place.inside = place.inside || nothing;
  if (!place.inside && !partial) fail_out_of_range(base, index, axis, reach.low < 1 ? reach.low : reach.high);
  return place;
}

std::int64_t Places::slice_bound(const Operand& x) const {
  const auto form = forms_.of(x.value);
  if (form && form->terms.empty()) return form->constant;
  if (form || index_numbers_.is_fixed(x.value)) {
    diag::fail("non-affine-index", x.span, "the bounds of a slice are constant whole numbers",
               {"in a sum give the slice an index of its own: `sum(… = 1:…, …)`"});
  }
  diag::fail("bad-range", x.span, "the bounds of a slice must be known when the program is compiled",
             {"a size is declared with `dim n`"});
}

Place Places::of_range(const Operand& base, const Operand& index, std::size_t axis) const {
  const RangeOperands& range = ranges_.of(index.value);
  const std::int64_t first = slice_bound(range.first);
  const std::int64_t last = slice_bound(range.last);
  const std::int64_t step = range.step ? slice_bound(*range.step) : 1;
  if (step == 0) diag::fail("bad-range", range.step->span, "the step of a range is not 0");
  const Wide length = step > 0 ? static_cast<Wide>(last) - first : static_cast<Wide>(first) - last;
  const Wide stride = step > 0 ? static_cast<Wide>(step) : -static_cast<Wide>(step);
  if (length < 0) return {.start = 0, .count = 0};
  const std::int64_t extent = axes_.shape(base.value)[axis];
  const Wide count = length / stride + 1;
  const Wide end = first + (count - 1) * static_cast<Wide>(step);
  if (first < 1 || first > extent) fail_out_of_range(base, range.first, axis, first);
  if (end < 1 || end > extent) fail_out_of_range(base, range.last, axis, end);
  return {.start = first - 1, .count = static_cast<std::int64_t>(count), .stride = step};
}

void Places::fail_out_of_range(const Operand& base, const Operand& index, std::size_t axis, Wide at) const {
  std::vector<Label> labels;
  if (base.span != index.span) labels.push_back({base.span, "this is " + axes_.text(base)});
  const Shape shape = axes_.shape(base.value);
  const std::string which = shape.rank() > 1 ? " along axis " + std::to_string(axis + 1) : "";
  diag::fail("index-out-of-range", index.span,
             fmt::format("the index {}{}, and the indices of {}{} run from 1 to {}",
                         index.value.kind == Value::Kind::Affine ? std::string("reaches ") : std::string("is "),
                         decimal(at), axes_.text(base), which, shape[axis]),
             {}, std::move(labels));
}

}  // namespace adc::parser
