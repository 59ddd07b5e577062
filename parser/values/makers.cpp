#include "parser/values/makers.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "diag/diagnostics.h"
#include "parser/values/shapes.h"

namespace adc::parser {

using ir::Op;
using ir::Shape;
using ir::ValueId;
using Dims = std::vector<std::int64_t>;

Value Makers::filled(std::int64_t element, const Shape& shape) {
  return Value::tensor(emit_checked(builder_, Op::Broadcast, {emitter_.integer(element)}, {shape.dims(), Dims{}}));
}

Value Makers::identity(std::int64_t n) {
  return diagonal({filled(1, checked_shape(std::array{n}, builder_.span())), builder_.span()});
}

Value Makers::one_hot(const Operand& k, std::int64_t n) {
  const Value labels = forms_.number(k.value);
  const Shape shape = axes_.shape(labels);
  Dims dims(shape.dims().begin(), shape.dims().end());
  dims.push_back(n);
  const Shape full = axes_.full_shape(labels.slots, checked_shape(dims, builder_.span()));
  Dims axes(full.rank() - 1);
  std::iota(axes.begin(), axes.end(), 0);
  const std::array last{static_cast<std::int64_t>(axes.size())};
  const ValueId classes = emit_checked(builder_, Op::Iota, {}, {full.dims(), last});
  const ValueId wanted = builder_.sub(labels.id, emitter_.integer(1));
  const bool plain = builder_.function().shape(wanted).rank() == 0;
  const ValueId repeated = plain ? wanted : emit_checked(builder_, Op::Broadcast, {wanted}, {full.dims(), axes});
  return Value::tensor(builder_.to_float(builder_.eq(classes, repeated)), labels.slots);
}

Value Makers::reshape(const Operand& x, const Shape& shape) {
  const Value value = forms_.number(x.value);
  if (shape.elements() != axes_.shape(value).elements()) {
    diag::fail("shape-mismatch", builder_.span(),
               fmt::format("{} and {} have different numbers of elements", axes_.text(x), diag::quote(spelling(shape))),
               {}, {{x.span, "this is " + axes_.text(x)}});
  }
  return axes_.reshape(value, shape);
}

// --- diagonals ----------------------------------------------------------------------------------------------------

Value Makers::diagonal(const Operand& x) {
  const Value value = forms_.number(x.value);
  const Shape shape = axes_.shape(value);
  if (shape.rank() == 1) return on_diagonal(value, x.span);
  if (shape.rank() != 2) {
    diag::fail("wrong-shape", x.span, "`diag` wants a vector or a matrix, and this is " + axes_.text(x));
  }
  const std::size_t outer = value.slots.size();
  const std::int64_t n = std::min(shape[0], shape[1]);
  const Value flat = axes_.reshape(value, {shape[0] * shape[1]});
  const Shape extents = builder_.function().shape(flat.id);
  const Dims starts(outer + 1, 0);
  Dims strides(outer + 1, 1);
  Dims stops(extents.dims().begin(), extents.dims().end());
  strides[outer] = shape[1] + 1;
  stops[outer] = n == 0 ? 0 : (n - 1) * (shape[1] + 1) + 1;
  return Value::tensor(builder_.slice(flat.id, starts, stops, strides), value.slots);
}

// n zeros between the elements, and the rows are n long.
Value Makers::on_diagonal(const Value& vector, Span span) {
  const std::size_t outer = vector.slots.size();
  const std::int64_t n = axes_.shape(vector)[0];
  const Dims none(outer + 1, 0);
  Dims interior = none;
  interior[outer] = n;
  const ValueId flat = emit_checked(builder_, Op::Pad, {vector.id}, {none, none, interior});
  return axes_.reshape(Value::tensor(flat, vector.slots), checked_shape(std::array{n, n}, span));
}

}  // namespace adc::parser
