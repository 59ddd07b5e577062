#include "parser/values/products.h"

#include <fmt/core.h>

#include <array>

#include "diag/diagnostics.h"
#include "parser/values/shapes.h"

namespace adc::parser {

using ir::Op;
using ir::Shape;
using ir::ValueId;

Value Products::transpose(const Operand& x) {
  const Value value = forms_.computed(x.value);
  const Shape shape = axes_.shape(value);
  if (shape.rank() == 0) return value;
  if (shape.rank() > 2) {
    diag::fail("wrong-shape", x.span, "a matrix or a vector is transposed, and this is " + axes_.text(x));
  }
  if (shape.rank() == 1 || is_row(shape)) return axes_.reshape(value, transpose_shape(shape));
  Labelled matrix = axes_.labelled(value);
  std::swap(matrix.labels[matrix.labels.size() - 2], matrix.labels.back());
  return axes_.arranged(matrix);
}

// --- products -----------------------------------------------------------------------------------------------------

Value Products::contracted(const Value& x, std::initializer_list<AxisLabel> x_own, const Value& y,
                           std::initializer_list<AxisLabel> y_own, std::initializer_list<AxisLabel> result) {
  Labelled a{.id = x.id, .labels = {x.slots.begin(), x.slots.end()}};
  Labelled b{.id = y.id, .labels = {y.slots.begin(), y.slots.end()}};
  a.labels.insert(a.labels.end(), x_own);
  b.labels.insert(b.labels.end(), y_own);
  const FewAxes<Slot> slots = axes_.unite(x.slots, y.slots);
  std::vector<AxisLabel> labels(slots.begin(), slots.end());
  labels.insert(labels.end(), result);
  return Value::tensor(contract(builder_, std::move(a), std::move(b), labels), slots);
}

// A row R[1, n] as the vector R[n] that it holds; that of a transposed vector is the vector itself.
Value Products::without_row(const Value& x) {
  const Shape own{axes_.shape(x)[1]};
  if (builder_.function().op(x.id) == Op::Reshape) {
    const ValueId before = builder_.function().operands(x.id)[0];
    if (builder_.function().shape(before) == axes_.full_shape(x.slots, own)) return Value::tensor(before, x.slots);
  }
  return axes_.reshape(x, own);
}

Value Products::product(const Operand& x, const Operand& y) {
  const Shape p = axes_.shape(x.value);
  const Shape q = axes_.shape(y.value);
  if (p.rank() == 0 || q.rank() == 0) return elementwise_.binary(Meaning::Multiply, x, y);
  const Operand a{forms_.number(x.value), x.span};
  const Operand b{forms_.number(y.value), y.span};
  if (p.rank() > 2 || q.rank() > 2) {
    axes_.fail("undefined-product", a, b,
               fmt::format("a product of {} and {} has no meaning", axes_.text(a), axes_.text(b)),
               {"the product element by element is `.*`"});
  }
  if (p.rank() == 1 && q.rank() == 1) {
    axes_.fail(
        "undefined-product", a, b,
        fmt::format("a column times a column is no product of matrices: {} and {}", axes_.text(a), axes_.text(b)),
        {"the sum of the products is `dot(…, …)` or `…ᵀ*…`", "the product element by element is `… .* …`",
         "the matrix of all products is `outer(…, …)` or `…*…ᵀ`"});
  }
  constexpr AxisLabel kRow = -1;
  constexpr AxisLabel kColumn = -2;
  constexpr AxisLabel kInner = -3;
  if (p.rank() == 1 && is_row(q)) return contracted(a.value, {kRow}, without_row(b.value), {kColumn}, {kRow, kColumn});
  const std::int64_t inner = p.rank() == 1 ? 1 : p[1];
  if (inner != q[0]) {
    std::vector<std::string> help;
    if (p[0] == q[0]) help.emplace_back("with the first transposed the shapes fit: `…ᵀ*…`");
    if (q.rank() == 2 && inner == q[1]) help.emplace_back("with the second transposed the shapes fit: `…*…ᵀ`");
    if (p == q) help.emplace_back("the product element by element is `.*`");
    axes_.fail_shapes(a, b, "in a product the columns of the first must be as many as the rows of the second",
                      std::move(help));
  }
  if (p.rank() == 1) return contracted(a.value, {kRow}, without_row(b.value), {kColumn}, {kRow, kColumn});
  if (q.rank() == 2) return contracted(a.value, {kRow, kInner}, b.value, {kInner, kColumn}, {kRow, kColumn});
  if (is_row(p)) return contracted(without_row(a.value), {kInner}, b.value, {kInner}, {});
  return contracted(a.value, {kRow, kInner}, b.value, {kInner}, {kRow});
}

Value Products::quotient(const Operand& x, const Operand& y) {
  if (axes_.shape(x.value).rank() > 0 && axes_.shape(y.value).rank() > 0) {
    axes_.fail("undefined-product", x, y,
               fmt::format("tensors have no quotient: {} and {}", axes_.text(x), axes_.text(y)),
               {"the quotient element by element is `./`"});
  }
  return elementwise_.binary(Meaning::Divide, x, y);
}

// --- powers -------------------------------------------------------------------------------------------------------

Value Products::power(const Operand& x, const Operand& y) {
  const Shape p = axes_.shape(x.value);
  const Shape q = axes_.shape(y.value);
  if (p.rank() == 0 && q.rank() <= 1) return elementwise_.binary(Meaning::Raise, x, y);
  const auto n = forms_.exact_integer(y.value);
  if (p.rank() == 2 && p[0] == p[1] && n && *n >= 0) return matrix_power(x, *n);
  std::vector<std::string> help{"the power element by element is `.^`"};
  if (n == 2 && p.rank() == 1) help.emplace_back("the sum of the squares is `dot(…, …)` or `‖…‖²`");
  axes_.fail("undefined-product", x, y,
             p.rank() == 2 && p[0] == p[1] ? "the exponent of a matrix is a constant whole number ≥ 0"
                                           : fmt::format("there is no power of {} by {}", axes_.text(x), axes_.text(y)),
             std::move(help));
}

// By squaring.
Value Products::matrix_power(const Operand& x, std::int64_t n) {
  Operand square{forms_.number(x.value), x.span};
  std::optional<Operand> result;
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) result = result ? Operand{product(*result, square), x.span} : square;
    if (n > 1) square.value = product(square, square);
  }
  return result ? result->value : makers_.identity(axes_.shape(x.value)[0]);
}

// --- of vectors ---------------------------------------------------------------------------------------------------

Value Products::as_vector(const Operand& x, std::string_view function) {
  const Value value = forms_.number(x.value);
  const Shape shape = axes_.shape(value);
  if (shape.rank() == 1) return value;
  if (is_row(shape)) return without_row(value);
  diag::fail("wrong-shape", x.span,
             fmt::format("{} wants a vector, and this is {}", diag::quote(function), axes_.text({value, x.span})));
}

Value Products::dot(const Operand& x, const Operand& y) {
  Operand a{forms_.number(x.value), x.span};
  Operand b{forms_.number(y.value), y.span};
  if (axes_.shape(a.value) == axes_.shape(b.value)) {
    const std::size_t rank = axes_.shape(a.value).rank();
    if (rank == 0) return elementwise_.binary(Meaning::Multiply, a, b);
    const FewAxes<Slot> slots = axes_.unite(a.value.slots, b.value.slots);
    const std::vector<AxisLabel> result(slots.begin(), slots.end());
    return Value::tensor(contract(builder_, axes_.labelled(a.value), axes_.labelled(b.value), result), slots);
  }
  const bool vectors = axes_.shape(a.value).rank() <= 2 && axes_.shape(b.value).rank() <= 2 &&
                       axes_.shape(a.value).rank() > 0 && axes_.shape(b.value).rank() > 0;
  if (vectors && (is_row(axes_.shape(a.value)) || is_row(axes_.shape(b.value)))) {
    a.value = as_vector(a, "dot");
    b.value = as_vector(b, "dot");
    if (axes_.shape(a.value) == axes_.shape(b.value)) return dot(a, b);
  }
  axes_.fail_shapes(a, b, "`dot` wants equal shapes", {"the product of a matrix and a vector is `…*…`"});
}

Value Products::outer(const Operand& x, const Operand& y) {
  return contracted(as_vector(x, "outer"), {-1}, as_vector(y, "outer"), {-2}, {-1, -2});
}

}  // namespace adc::parser
