// Reductions, and the functions that make or take apart tensors.
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

// Functions that give a tensor of the operand's shape go along one axis at a time.
bool keeps_axis(Form form) { return form == Form::Softmax || form == Form::LogSoftmax || form == Form::Cumsum; }
bool wants_one_axis(Form form) { return form == Form::Argmax || form == Form::Cumsum; }

}  // namespace

// --- reductions ---------------------------------------------------------------------------------------------------

std::vector<std::int64_t> Tensors::axes_of(Form form, const Operand& x, std::span<const std::int64_t> dims) const {
  const std::size_t rank = shape(x.value).rank();
  const std::string name = diag::quote(form_info(form).name);
  Dims axes;
  for (const std::int64_t dim : dims) {
    if (dim < 1 || static_cast<std::size_t>(dim) > rank) {
      diag::fail("index-out-of-range", builder_.span(),
                 fmt::format("there is no axis {}: the axes of {} are numbered from 1 to {}", dim, text(x), rank), {},
                 {{x.span, "this is " + text(x)}});
    }
    axes.push_back(dim - 1);
  }
  std::ranges::sort(axes);
  if (std::ranges::adjacent_find(axes) != axes.end())
    diag::fail("bad-index", builder_.span(), "an axis is named twice");
  if (axes.size() > 1 && wants_one_axis(form)) diag::fail("bad-index", builder_.span(), name + " goes along one axis");
  if (!dims.empty()) return axes;
  if (rank > 1 && (keeps_axis(form) || wants_one_axis(form))) {
    diag::fail("wrong-shape", x.span, fmt::format("{} of {} must say along which axis", name, text(x)),
               {"`dims=1` goes down each column, `dims=2` along each row"});
  }
  for (std::size_t k = 0; k < rank; ++k) axes.push_back(static_cast<std::int64_t>(k));
  return axes;
}

Value Tensors::reduce(Form form, const Operand& x, std::span<const std::int64_t> dims) {
  const Value value = number(x.value);
  const Operand operand{value, x.span};
  Dims axes = axes_of(form, operand, dims);
  const std::size_t rank = shape(value).rank();
  if (rank == 0 && keeps_axis(form)) {
    diag::fail("wrong-shape", x.span, diag::quote(form_info(form).name) + " wants a vector, and this is a number");
  }
  if (form == Form::Argmax && rank == 0)
    diag::fail("wrong-shape", x.span, "`argmax` wants a vector, and this is a number");
  for (std::int64_t& axis : axes) axis += static_cast<std::int64_t>(value.slots.size());
  if (form == Form::Cumsum) return running_sum(value, static_cast<std::size_t>(axes.front()));
  return over_axes(form, value, axes);
}

// Over axes of the value as the IR counts them. Those that go are its own: the caller sees to it where they are not.
Value Tensors::over_axes(Form form, const Value& x, std::span<const std::int64_t> axes) {
  const auto with = [&](ValueId id) { return made(id, x.slots); };
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
      for (const std::int64_t axis : axes) terms *= fn().shape(x.id)[static_cast<std::size_t>(axis)];
      return with(builder_.div(builder_.reduce_sum(x.id, axes), integer(terms)));
    }
    default: {  // argmax
      if (fn().shape(x.id)[static_cast<std::size_t>(axes.front())] == 0) {
        diag::fail("wrong-shape", builder_.span(), "there is no largest of no elements");
      }
      return with(builder_.add(builder_.argmax(x.id, axes.front()), integer(1)));
    }
  }
}

// By doubling (Hillis and Steele, 1986): after step s each element is the sum of the 2^s before it and itself.
Value Tensors::running_sum(const Value& x, std::size_t axis) {
  const Shape shape = fn().shape(x.id);
  const std::int64_t extent = shape[axis];
  const Dims none(shape.rank(), 0);
  const Dims ones(shape.rank(), 1);
  ValueId sum = x.id;
  for (std::int64_t by = 1; by < extent; by *= 2) {
    Dims stops(fn().shape(sum).dims().begin(), fn().shape(sum).dims().end());
    Dims low = none;
    stops[axis] -= by;
    low[axis] = by;
    sum = builder_.add(sum, builder_.pad(builder_.slice(sum, none, stops, ones), low, none, none));
  }
  return made(sum, x.slots);
}

// --- matrices -----------------------------------------------------------------------------------------------------

Value Tensors::diagonal(const Operand& x) {
  const Value value = number(x.value);
  const Shape shape = this->shape(value);
  const std::size_t outer = value.slots.size();
  if (shape.rank() == 1) {
    // n zeros between the elements, and the rows are n long
    Dims none(outer + 1, 0);
    Dims interior = none;
    interior[outer] = shape[0];
    const ValueId flat = emit(Op::Pad, {value.id}, {none, none, interior});
    return with_own_shape(made(flat, value.slots), checked_shape(std::array{shape[0], shape[0]}, x.span));
  }
  if (shape.rank() != 2) diag::fail("wrong-shape", x.span, "`diag` wants a vector or a matrix, and this is " + text(x));
  const std::int64_t n = std::min(shape[0], shape[1]);
  const Value flat = with_own_shape(value, {shape[0] * shape[1]});
  Dims starts(outer + 1, 0);
  Dims strides(outer + 1, 1);
  Dims stops(fn().shape(flat.id).dims().begin(), fn().shape(flat.id).dims().end());
  strides[outer] = shape[1] + 1;
  stops[outer] = n == 0 ? 0 : (n - 1) * (shape[1] + 1) + 1;
  return made(builder_.slice(flat.id, starts, stops, strides), value.slots);
}

Value Tensors::trace(const Operand& x) {
  const Shape shape = this->shape(x.value);
  if (shape.rank() != 2 || shape[0] != shape[1]) {
    diag::fail("wrong-shape", x.span, "`trace` wants a square matrix, and this is " + text(x));
  }
  return reduce(Form::Sum, {diagonal(x), x.span}, {});
}

Value Tensors::filled(std::int64_t element, const Shape& shape) {
  return whole(emit(Op::Broadcast, {integer(element)}, {shape.dims(), Dims{}}));
}

Value Tensors::identity(std::int64_t n) {
  return diagonal({filled(1, checked_shape(std::array{n}, builder_.span())), builder_.span()});
}

Value Tensors::one_hot(const Operand& k, std::int64_t n) {
  const Value labels = number(k.value);
  const Shape shape = this->shape(labels);
  Dims dims(shape.dims().begin(), shape.dims().end());
  dims.push_back(n);
  const Shape full = full_shape(labels.slots, checked_shape(dims, builder_.span()));
  Dims axes;
  for (std::size_t axis = 0; axis + 1 < full.rank(); ++axis) axes.push_back(static_cast<std::int64_t>(axis));
  const ValueId classes = emit(Op::Iota, {}, {full.dims(), std::array{static_cast<std::int64_t>(full.rank()) - 1}});
  const ValueId wanted = builder_.sub(labels.id, integer(1));
  const bool plain = fn().shape(wanted).rank() == 0;
  const ValueId repeated = plain ? wanted : emit(Op::Broadcast, {wanted}, {full.dims(), axes});
  return made(builder_.to_float(builder_.eq(classes, repeated)), labels.slots);
}

Value Tensors::reshape(const Operand& x, const Shape& shape) {
  const Value value = number(x.value);
  if (shape.elements() != this->shape(value).elements()) {
    diag::fail("shape-mismatch", builder_.span(),
               fmt::format("{} and {} have different numbers of elements", text(x), diag::quote(spelling(shape))), {},
               {{x.span, "this is " + text(x)}});
  }
  return with_own_shape(value, shape);
}

// --- literals -----------------------------------------------------------------------------------------------------

Value Tensors::range(const RangeOperands& range) {
  for (const Operand* end : {&range.first, &range.last}) {
    if (end->value.kind == Value::Kind::Affine) {
      diag::fail("bad-range", end->span, "the bounds of a vector's range must be constant");
    }
  }
  const Value index = open_index(range);
  return collect_indices({index, builder_.span()}, 1);
}

// The operands, one behind the other, along an axis of their own. By halves, so that the elements are moved few times.
Value Tensors::joined(std::vector<Operand> parts, std::size_t axis) {
  while (parts.size() > 1) {
    std::vector<Operand> halves;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
      halves.push_back({beside(parts[i], parts[i + 1], axis), parts[i].span});
    }
    if (parts.size() % 2 == 1) halves.push_back(parts.back());
    parts = std::move(halves);
  }
  return parts.front().value;
}

Value Tensors::beside(const Operand& x, const Operand& y, std::size_t axis) {
  const FewAxes<Slot> slots = unite(x.value.slots, y.value.slots);
  const ValueId a = spread(x.value, slots, shape(x.value));
  const ValueId b = spread(y.value, slots, shape(y.value));
  return made(emit(Op::Concat, {a, b}, {std::array{static_cast<std::int64_t>(slots.size() + axis)}}), slots);
}

Value Tensors::literal(std::span<const Operand> elements, std::span<const std::uint32_t> rows) {
  std::vector<Operand> parts;
  bool numbers = true;
  for (const Operand& element : elements) {
    const bool is_range = element.value.kind == Value::Kind::Range;
    parts.push_back({is_range ? range(range_of(element.value)) : number(element.value), element.span});
    numbers = numbers && shape(parts.back().value).rank() == 0;
  }
  return numbers ? of_numbers(std::move(parts), rows) : of_blocks(std::move(parts), rows);
}

// Numbers: one row or one column makes a vector, more rows a matrix.
Value Tensors::of_numbers(std::vector<Operand> numbers, std::span<const std::uint32_t> rows) {
  const auto unequal = std::ranges::find_if(rows, [&](std::uint32_t row) { return row != rows.front(); });
  if (unequal != rows.end()) {
    std::size_t at = 0;
    for (auto row = rows.begin(); row != unequal; ++row) at += *row;
    diag::fail("shape-mismatch", join(numbers[at].span, numbers[at + *unequal - 1].span),
               fmt::format("this row has {} elements, and the first has {}", *unequal, rows.front()), {},
               {{join(numbers.front().span, numbers[rows.front() - 1].span), "the first row"}});
  }
  const auto count = static_cast<std::int64_t>(numbers.size());
  for (Operand& number : numbers) number.value = with_own_shape(number.value, {1});
  const Value flat = joined(std::move(numbers), 0);
  if (rows.size() == 1 || rows.front() == 1) return flat;
  return with_own_shape(flat, {static_cast<std::int64_t>(rows.size()), count / static_cast<std::int64_t>(rows.size())});
}

// Blocks: those of a row stand side by side, vectors as columns; the rows stand one below the other.
Value Tensors::of_blocks(std::vector<Operand> parts, std::span<const std::uint32_t> rows) {
  std::vector<Operand> stacked;
  std::size_t at = 0;
  for (const std::uint32_t row : rows) {
    std::vector<Operand> blocks(parts.begin() + static_cast<std::ptrdiff_t>(at),
                                parts.begin() + static_cast<std::ptrdiff_t>(at + row));
    const Span span = join(blocks.front().span, blocks.back().span);
    at += row;
    if (row == 1) {
      stacked.push_back(blocks.front());
      continue;
    }
    check_blocks(blocks, 0);
    for (Operand& block : blocks) block.value = as_matrix(block);
    stacked.push_back({joined(std::move(blocks), 1), span});
  }
  if (stacked.size() == 1) return stacked.front().value;
  const bool vectors = std::ranges::all_of(stacked, [&](const Operand& x) { return shape(x.value).rank() <= 1; });
  if (!vectors) check_blocks(stacked, 1);
  for (Operand& x : stacked) {
    if (!vectors) {
      x.value = as_matrix(x);
    } else if (shape(x.value).rank() == 0) {
      x.value = with_own_shape(x.value, {1});
    }
  }
  return joined(std::move(stacked), 0);
}

Value Tensors::as_matrix(const Operand& x) {
  const Shape shape = this->shape(x.value);
  if (shape.rank() == 2) return x.value;
  return with_own_shape(x.value, {shape.rank() == 0 ? 1 : shape[0], 1});
}

// Whether all, as matrices, have the same extent along an axis.
void Tensors::check_blocks(std::span<const Operand> blocks, std::size_t axis) const {
  const auto extent = [&](const Operand& x) {
    const Shape shape = this->shape(x.value);
    if (shape.rank() > 2) {
      diag::fail("wrong-shape", x.span, "blocks are matrices, vectors and numbers, and this is " + text(x));
    }
    return axis < shape.rank() ? shape[axis] : 1;
  };
  for (const Operand& block : blocks) {
    if (extent(block) == extent(blocks.front())) continue;
    fail_shapes(blocks.front(), block,
                axis == 0 ? "blocks side by side have equally many rows"
                          : "blocks one below the other have equally many columns",
                {"`[…; …]` puts one vector below the other, `[…, …]` makes them the columns of a matrix"});
  }
}

// hypot(hypot(x₁, x₂), …): each is scaled for itself, and the rules of kinks know where one in another is smooth.
Value Tensors::hypot(std::span<const Operand> x) {
  const Span span = x.front().span;
  Value root = x.front().value;
  for (const Operand& each : x.subspan(1)) {
    std::array legs{Operand{root, span}, Operand{each.value, span}};
    root = elementwise(Op::Hypot, legs);
  }
  return root;
}

}  // namespace adc::parser
