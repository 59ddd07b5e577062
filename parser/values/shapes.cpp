#include "parser/values/shapes.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "diag/diagnostics.h"
#include "ir/signature.h"
#include "parser/values/value.h"

namespace adc::parser {

using ir::Shape;
using ir::ValueId;

std::string spelling(const Shape& shape) {
  std::string text = "R";
  for (std::size_t i = 0; i < shape.rank(); ++i) text += (i == 0 ? "[" : ", ") + std::to_string(shape[i]);
  return shape.rank() == 0 ? text : text + "]";
}

bool is_row(const Shape& shape) { return shape.rank() == 2 && shape[0] == 1; }

Shape transpose_shape(const Shape& shape) {
  if (shape.rank() == 1) return {1, shape[0]};
  if (is_row(shape)) return {shape[1]};
  return shape.rank() == 2 ? Shape{shape[1], shape[0]} : shape;
}

Shape checked_shape(std::span<const std::int64_t> extents, Span span) {
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

ValueId emit_checked(ir::Builder& builder, ir::Op op, std::span<const ValueId> operands,
                     std::span<const std::int64_t> immediates) {
  const ir::Function& fn = builder.function();
  std::array<const ir::Type*, ir::kMaxArity> types{};
  for (std::size_t i = 0; i < operands.size(); ++i) types[i] = &fn.type(operands[i]);
  const std::string_view error = ir::type_error(op, {types.data(), operands.size()}, immediates, fn.float_type());
  if (!error.empty()) diag::fail("tensor-too-large", builder.span(), "this makes no tensor: " + std::string(error));
  return builder.emit(op, operands, immediates);
}

ValueId emit_checked(ir::Builder& builder, ir::Op op, std::initializer_list<ValueId> operands,
                     std::initializer_list<ir::List> lists) {
  return emit_checked(builder, op, {operands.begin(), operands.size()}, ir::pack(lists));
}

}  // namespace adc::parser
