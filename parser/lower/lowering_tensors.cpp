// Calls, literals and indices of tensors.
#include <array>

#include "diag/diagnostics.h"
#include "parser/lower/lowering.h"
#include "parser/values/shapes.h"

namespace adc::parser {

void Lowering::literal(const SyntaxNode& node) {
  const LiteralInfo& info = ast_.literals[node.payload];
  if (info.indices > 0) {
    return replace(node.arity, tensors_.sums.collect(operand(node, node.arity - 1), info.indices));
  }
  const auto at = static_cast<std::uint32_t>(&node - ast_.nodes.data());
  for (const std::uint32_t root : ast_.roots(at, node.arity)) {
    const SyntaxNode& element = ast_.nodes[root];
    if (element.kind != SyntaxKind::Literal || ast_.literals[element.payload].indices > 0) continue;
    diag::fail("bad-literal", frames_.back().foreign ? frames_.back().use : element.span,
               "brackets directly inside brackets could be rows or columns",
               {"the rows of a matrix are separated by `;`: `[1, 2; 3, 4]`"});
  }
  replace(node.arity, tensors_.literals.literal(operands(node), info.rows));
}

RangeOperands Lowering::range_operands(const SyntaxNode& node) {
  if (node.arity == 2) return {operand(node, 0), {}, operand(node, 1)};
  return {operand(node, 0), operand(node, 1), operand(node, 2)};
}

void Lowering::bind_index(const SyntaxNode& node) {
  values_of_[node.payload] = tensors_.sums.open(tensors_.ranges.of(pop()));
  values_.push_back({.kind = Value::Kind::All});
}

void Lowering::dims(const SyntaxNode& node) {
  std::vector<std::int64_t> axes;
  for (std::uint32_t i = 0; i < node.arity; ++i) {
    const auto axis = tensors_.forms.exact_integer(arguments(node.arity)[i]);
    if (!axis) diag::fail("bad-index", child_span(node, i), "an axis is a constant whole number, counted from 1");
    axes.push_back(*axis);
  }
  dims_.push_back(std::move(axes));
  replace(node.arity, {.kind = Value::Kind::Dims, .payload = static_cast<std::uint32_t>(dims_.size() - 1)});
}

std::int64_t Lowering::size(const SyntaxNode& node, std::uint32_t child) {
  const auto size = tensors_.forms.exact_integer(arguments(node.arity)[child]);
  if (size && *size >= 0) return *size;
  diag::fail("bad-dimension", child_span(node, child),
             "a size is a whole number ≥ 0 that is known when the program is compiled",
             {"a size is declared with `dim n`"});
}

ir::Shape Lowering::sizes(const SyntaxNode& node, std::uint32_t first) {
  std::vector<std::int64_t> extents;
  for (std::uint32_t i = first; i < node.arity; ++i) extents.push_back(size(node, i));
  return checked_shape(extents, builder_.span());
}

void Lowering::reduction(const SyntaxNode& node, Form form) {
  const CallInfo& info = ast_.call(node);
  const std::uint32_t last = node.arity - 1;
  if (info.indices > 0) return replace(node.arity, tensors_.sums.reduce(form, operand(node, last), info.indices));
  const bool extremum = form == Form::Min || form == Form::Max;
  if (!info.dims && extremum && node.arity > 1) {
    const std::vector<Operand> all = operands(node);
    Operand result = all.front();
    for (std::size_t i = 1; i < all.size(); ++i) {
      std::array pair{result, all[i]};
      result.value = tensors_.elementwise.apply(form == Form::Min ? ir::Op::Min : ir::Op::Max, pair);
    }
    return replace(node.arity, result.value);
  }
  const std::vector<std::int64_t> axes = info.dims ? dims_[arguments(1)[0].payload] : std::vector<std::int64_t>{};
  replace(node.arity, tensors_.reductions.reduce(form, operand(node, 0), axes));
}

void Lowering::tensor_form(const SyntaxNode& node, Form form) {
  const auto result = [&](const Value& value) { replace(node.arity, value); };
  switch (form) {
    case Form::Dot: return result(tensors_.products.dot(operand(node, 0), operand(node, 1)));
    case Form::Outer: return result(tensors_.products.outer(operand(node, 0), operand(node, 1)));
    case Form::Transpose: return result(tensors_.products.transpose(operand(node, 0)));
    case Form::Trace: return result(tensors_.reductions.trace(operand(node, 0)));
    case Form::Diag: return result(tensors_.makers.diagonal(operand(node, 0)));
    case Form::Reshape: return result(tensors_.makers.reshape(operand(node, 0), sizes(node, 1)));
    case Form::Zeros: return result(tensors_.makers.filled(0, sizes(node, 0)));
    case Form::Ones: return result(tensors_.makers.filled(1, sizes(node, 0)));
    case Form::Eye: return result(tensors_.makers.identity(size(node, 0)));
    case Form::OneHot: return result(tensors_.makers.one_hot(operand(node, 0), size(node, 1)));
    case Form::Range: {
      if (node.arity > 1) {
        RangeOperands range{operand(node, 0), {}, operand(node, 1)};
        if (node.arity == 3) range.step = operand(node, 2);
        return result(tensors_.literals.range(range));
      }
      const Operand one{Value::tensor(emitter_.integer(1)), {}};
      return result(tensors_.literals.range({one, {}, operand(node, 0)}));
    }
    default: return reduction(node, form);
  }
}

}  // namespace adc::parser
