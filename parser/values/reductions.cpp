#include "parser/values/reductions.h"

#include <fmt/core.h>

#include <algorithm>

#include "diag/diagnostics.h"

namespace adc::parser {

using ir::Shape;
using ir::ValueId;
using Dims = std::vector<std::int64_t>;

namespace {

// Functions that give a tensor of the operand's shape go along one axis at a time.
bool keeps_axis(Form form) { return form == Form::Softmax || form == Form::LogSoftmax || form == Form::Cumsum; }
bool wants_one_axis(Form form) { return form == Form::Argmax || form == Form::Cumsum; }

}  // namespace

std::vector<std::int64_t> Reductions::axes_of(Form form, const Operand& x, std::span<const std::int64_t> dims) const {
  const std::size_t rank = axes_.shape(x.value).rank();
  const std::string name = diag::quote(form_info(form).name);
  Dims axes;
  for (const std::int64_t dim : dims) {
    if (dim < 1 || static_cast<std::size_t>(dim) > rank) {
      diag::fail("index-out-of-range", builder_.span(),
                 fmt::format("there is no axis {}: the axes of {} are numbered from 1 to {}", dim, axes_.text(x), rank),
                 {}, {{x.span, "this is " + axes_.text(x)}});
    }
    axes.push_back(dim - 1);
  }
  std::ranges::sort(axes);
  if (std::ranges::adjacent_find(axes) != axes.end())
    diag::fail("bad-index", builder_.span(), "an axis is named twice");
  if (axes.size() > 1 && wants_one_axis(form)) diag::fail("bad-index", builder_.span(), name + " goes along one axis");
  if (!dims.empty()) return axes;
  if (rank > 1 && (keeps_axis(form) || wants_one_axis(form))) {
    diag::fail("wrong-shape", x.span, fmt::format("{} of {} must say along which axis", name, axes_.text(x)),
               {"`dims=1` goes down each column, `dims=2` along each row"});
  }
  for (std::size_t k = 0; k < rank; ++k) axes.push_back(static_cast<std::int64_t>(k));
  return axes;
}

Value Reductions::reduce(Form form, const Operand& x, std::span<const std::int64_t> dims) {
  const Value value = forms_.number(x.value);
  const Operand operand{value, x.span};
  Dims axes = axes_of(form, operand, dims);
  const std::size_t rank = axes_.shape(value).rank();
  if (rank == 0 && keeps_axis(form)) {
    diag::fail("wrong-shape", x.span, diag::quote(form_info(form).name) + " wants a vector, and this is a number");
  }
  if (form == Form::Argmax && rank == 0)
    diag::fail("wrong-shape", x.span, "`argmax` wants a vector, and this is a number");
  for (std::int64_t& axis : axes) axis += static_cast<std::int64_t>(value.slots.size());
  if (form == Form::Cumsum) return running_sum(value, static_cast<std::size_t>(axes.front()));
  return over_axes(form, value, axes);
}

Value Reductions::over_axes(Form form, const Value& x, std::span<const std::int64_t> axes) {
  const auto with = [&](ValueId id) { return Value::tensor(id, x.slots); };
  if (axes.empty() && form == Form::Norm) return with(builder_.abs(x.id));
  if (axes.empty()) return x;
  switch (form) {
    case Form::Sum: return with(builder_.reduce_sum(x.id, axes));
    case Form::Prod: return with(builder_.prod(x.id, axes));
    case Form::Min: return with(builder_.reduce_min(x.id, axes));
    case Form::Max: return with(builder_.reduce_max(x.id, axes));
    case Form::Norm: return with(builder_.norm(x.id, axes));
    case Form::Logsumexp: return with(builder_.logsumexp(x.id, axes));
    case Form::Softmax: return with(builder_.softmax(x.id, axes));
    case Form::LogSoftmax: return with(builder_.log_softmax(x.id, axes));
    case Form::Mean: {
      std::int64_t terms = 1;
      for (const std::int64_t axis : axes) terms *= builder_.function().shape(x.id)[static_cast<std::size_t>(axis)];
      return with(builder_.div(builder_.reduce_sum(x.id, axes), emitter_.integer(terms)));
    }
    default: {  // argmax
      if (builder_.function().shape(x.id)[static_cast<std::size_t>(axes.front())] == 0) {
        diag::fail("wrong-shape", builder_.span(), "there is no largest of no elements");
      }
      return with(builder_.add(builder_.argmax(x.id, axes.front()), emitter_.integer(1)));
    }
  }
}

// By doubling (Hillis and Steele, 1986): after step s each element is the sum of the 2^s before it and itself. What
// stands before the first is subtracted: x + 0 is not x where that is -0, but x - 0 is, and x - (-y) is x + y.
Value Reductions::running_sum(const Value& x, std::size_t axis) {
  const Shape shape = builder_.function().shape(x.id);
  const std::int64_t extent = shape[axis];
  const Dims none(shape.rank(), 0);
  const Dims ones(shape.rank(), 1);
  ValueId sum = x.id;
  for (std::int64_t by = 1; by < extent; by *= 2) {
    Dims stops(builder_.function().shape(sum).dims().begin(), builder_.function().shape(sum).dims().end());
    Dims low = none;
    stops[axis] -= by;
    low[axis] = by;
    const ValueId before = builder_.slice(sum, none, stops, ones);
    sum = builder_.sub(sum, builder_.pad(builder_.neg(before), low, none, none));
  }
  return Value::tensor(sum, x.slots);
}

Value Reductions::trace(const Operand& x) {
  const Shape shape = axes_.shape(x.value);
  if (shape.rank() != 2 || shape[0] != shape[1]) {
    diag::fail("wrong-shape", x.span, "`trace` wants a square matrix, and this is " + axes_.text(x));
  }
  return reduce(Form::Sum, {makers_.diagonal(x), x.span}, {});
}

}  // namespace adc::parser
