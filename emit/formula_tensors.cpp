#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "emit/formula_items.h"
#include "ir/matrices.h"

namespace adc::emit {
namespace {

using ir::Function;
using ir::List;
using ir::Op;
using ir::Shape;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;

std::string number(std::int64_t n) { return std::to_string(n); }

// "3, 4"
std::string listed(List numbers) {
  std::string text;
  for (const std::int64_t n : numbers) text += (text.empty() ? "" : ", ") + number(n);
  return text;
}

bool is_all(List axes, std::size_t rank) { return axes.size() == rank; }

// What the language calls the ops along axes.
struct Name {
  Op op;
  std::string_view name;
};
constexpr std::array kReductions{
    Name{Op::ReduceSum, "sum"}, Name{Op::ReduceMax, "max"},   Name{Op::ReduceMin, "min"},
    Name{Op::Prod, "prod"},     Name{Op::Norm, "norm"},       Name{Op::Logsumexp, "logsumexp"},
    Name{Op::Argmax, "argmax"}, Name{Op::Softmax, "softmax"}, Name{Op::LogSoftmax, "log_softmax"},
};

// Whether bars may stand in the text of `v`, as far as a few values tell.
bool may_have_bars(const Function& fn, ValueId v) {
  constexpr std::size_t kMostSeen = 24;
  std::vector<ValueId> open{v};
  for (std::size_t seen = 0; !open.empty(); ++seen) {
    const ValueId next = open.back();
    open.pop_back();
    const bool sums = fn.op(next) == Op::Norm || fn.op(next) == Op::ReduceSum || fn.op(next) == Op::Dot;
    if (seen == kMostSeen || (sums && fn.shape(next).rank() == 0)) return true;
    open.insert(open.end(), fn.operands(next).begin(), fn.operands(next).end());
  }
  return false;
}

class TensorText {
 public:
  TensorText(const Function& fn, ValueId id) : fn_(fn), id_(id) {}

  [[nodiscard]] Written write() const {
    std::optional<Written> result = in_words();
    return result ? *std::move(result) : as_in_the_ir();
  }

  /// nullopt where the language has no words for it.
  [[nodiscard]] std::optional<Written> in_words() const {
    const Op op = fn_.op(id_);
    if (const auto length = length_of(fn_, id_)) {
      return Written{{text_piece("‖"), value_piece(length->of), text_piece(length->is_squared ? "‖²" : "‖")},
                     length->is_squared ? kPower : kAtom};
    }
    if (const auto* found = std::ranges::find(kReductions, op, &Name::op); found != kReductions.end()) {
      return reduction(found->name);
    }
    std::optional<Written> result;
    switch (op) {
      case Op::Dot: result = product(); break;
      case Op::Transpose: result = transpose(); break;
      case Op::Reshape: result = reshape(); break;
      case Op::Broadcast: result = broadcast(); break;
      case Op::Slice: result = slice(); break;
      case Op::Reverse: result = reverse(); break;
      case Op::Concat: result = concat(); break;
      case Op::Pad: result = pad(); break;
      case Op::Gather: result = gather(); break;
      case Op::ScatterAdd: result = scatter(); break;
      case Op::Iota: result = iota(); break;
      default: break;
    }
    if (!result) return std::nullopt;
    return fn_.type(id_).dtype == ir::DType::Bool ? of_conditions(*std::move(result)) : *result;
  }

 private:
  using Text = std::optional<Written>;

  [[nodiscard]] ValueId x(std::size_t k = 0) const { return fn_.operands(id_)[k]; }
  [[nodiscard]] const Shape& shape(std::size_t k = 0) const { return fn_.shape(x(k)); }
  [[nodiscard]] const Shape& result() const { return fn_.shape(id_); }
  [[nodiscard]] List list(std::size_t i) const { return fn_.list(id_, i); }

  static Written call(std::string_view name, ValueId argument, const std::string& rest = {}) {
    return {{text_piece(std::string(name) + '('), value_piece(argument), text_piece(rest + ')')}};
  }

  // The language moves numbers: a condition c is moved as if(c, 1, 0).
  static Written of_conditions(Written text) {
    std::vector<Piece> items;
    for (Piece& item : text.items) {
      if (item.value) items.push_back(text_piece("if("));
      items.push_back(item.value ? value_piece(*item.value) : std::move(item));
      if (items.back().value) items.push_back(text_piece(", 1, 0)"));
    }
    items.push_back(text_piece(" > 0"));
    return {std::move(items), kCompare};
  }

  [[nodiscard]] Written reduction(std::string_view name) const {
    const List axes = list(0);
    const bool keeps = fn_.op(id_) == Op::Softmax || fn_.op(id_) == Op::LogSoftmax;
    const bool one_axis = keeps || fn_.op(id_) == Op::Argmax;
    std::string dims;
    if (!is_all(axes, shape().rank()) || (one_axis && shape().rank() > 1)) {
      Ints from_one(axes.begin(), axes.end());
      for (std::int64_t& axis : from_one) ++axis;
      dims = from_one.size() == 1 ? ", dims=" + listed(from_one) : fmt::format(", dims=[{}]", listed(from_one));
    }
    Written text = call(name, x(), dims);
    if (fn_.op(id_) != Op::Argmax) return text;
    text.items.push_back(text_piece(" - 1"));
    return {text.items, kSum};
  }

  // Whether v is the transpose of its operand: of a matrix, or a row made of a column.
  [[nodiscard]] bool is_transpose(ValueId v) const {
    if (fn_.op(v) == Op::Transpose) return fn_.shape(v).rank() == 2;
    if (fn_.op(v) != Op::Reshape) return false;
    const Shape& to = fn_.shape(v);
    return fn_.shape(fn_.operands(v)[0]).rank() == 1 && to.rank() == 2 && to[0] == 1;
  }

  void add_transposed(Written& text, ValueId v) const {
    const bool twice = is_transpose(v);
    text.items.push_back(value_piece(twice ? fn_.operands(v)[0] : v, kAtom));
    if (!twice) text.items.push_back(text_piece("ᵀ"));
  }

  // a*b with each operand transposed or not
  [[nodiscard]] Written multiplied(ValueId a, bool a_transposed, ValueId b, bool b_transposed) const {
    Written text{{}, kProduct};
    a_transposed ? add_transposed(text, a) : text.items.push_back(value_piece(a, kProduct));
    text.items.push_back(text_piece("*"));
    b_transposed ? add_transposed(text, b) : text.items.push_back(value_piece(b, kJuxtaposed));
    return text;
  }

  [[nodiscard]] Text product() const {
    const std::size_t a = shape(0).rank();
    const std::size_t b = shape(1).rank();
    if (a == 0 || b == 0) return multiplied(x(0), false, x(1), false);
    if (!list(0).empty() || a > 2 || b > 2) return std::nullopt;
    const List lhs = list(2);
    const List rhs = list(3);
    if (lhs.empty() && a == 1 && b == 1) return multiplied(x(0), false, x(1), true);
    if (lhs.size() == a && rhs.size() == b) return whole_sum();
    if (lhs.size() != 1) return std::nullopt;
    if (a == 2 && b == 1) return multiplied(x(0), lhs[0] == 0, x(1), false);
    if (a == 1 && b == 2) return multiplied(x(1), rhs[0] == 0, x(0), false);
    return multiplied(x(0), lhs[0] == 0, x(1), rhs[0] == 1);
  }

  // Σ a·b over everything
  [[nodiscard]] Text whole_sum() const {
    if (shape(0).rank() == 1) {
      return Written{{text_piece("dot("), value_piece(x(0)), text_piece(", "), value_piece(x(1)), text_piece(")")}};
    }
    const bool straight = list(2)[0] == list(3)[0];
    return Written{{text_piece("dot("), value_piece(x(0)), text_piece(", "), value_piece(x(1), straight ? kOr : kAtom),
                    text_piece(straight ? ")" : "ᵀ)")}};
  }

  [[nodiscard]] Text transpose() const {
    if (shape().rank() != 2) return std::nullopt;
    return Written{{value_piece(x(), kAtom), text_piece("ᵀ")}};
  }

  // x[2], A[2, :]: a slice whose axes of one element are left out
  [[nodiscard]] Text element() const {
    const ValueId sliced = x();
    if (fn_.op(sliced) != Op::Slice) return std::nullopt;
    const Shape& from = fn_.shape(sliced);
    const Shape& whole = fn_.shape(fn_.operands(sliced)[0]);
    std::string indices;
    std::size_t kept = 0;
    for (std::size_t axis = 0; axis < from.rank(); ++axis) {
      const std::int64_t start = fn_.list(sliced, 0)[axis];
      const bool keeps = kept < result().rank() && result()[kept] == from[axis];
      if (!keeps && from[axis] != 1) return std::nullopt;
      indices += axis == 0 ? "[" : ", ";
      indices += keeps ? range(start, from[axis], fn_.list(sliced, 2)[axis], whole[axis]) : number(start + 1);
      kept += keeps ? 1 : 0;
    }
    if (kept != result().rank() || kept == from.rank()) return std::nullopt;
    return Written{{value_piece(fn_.operands(sliced)[0], kAtom), text_piece(indices + ']')}};
  }

  [[nodiscard]] Text reshape() const {
    if (const auto vector = ir::diagonal_of(fn_, id_)) return call("diag", *vector);
    if (Text text = element()) return text;
    const Shape& from = shape();
    const Shape& to = result();
    const bool to_row = from.rank() == 1 && to.rank() == 2 && to[0] == 1;
    const bool to_column = from.rank() == 2 && from[0] == 1 && to.rank() == 1;
    if (to_row || to_column) return Written{{value_piece(x(), kAtom), text_piece("ᵀ")}};
    if (to.rank() == 0) return call("sum", x());
    if (from.rank() == 0) return Written{{value_piece(x(), kProduct), text_piece("·" + ones(to.dims()))}, kProduct};
    return call("reshape", x(), ", " + listed(to.dims()));
  }

  [[nodiscard]] static std::string ones(List extents) { return fmt::format("ones({})", listed(extents)); }

  [[nodiscard]] Text broadcast() const {
    const List extents = list(0);
    if (shape().rank() == 0) {
      const bool rational = fn_.is_const(x()) && fn_.constant(x()).kind() == ir::Constant::Kind::Rational;
      if (rational && fn_.constant(x()).as_rational().is_zero())
        return Written{{text_piece(fmt::format("zeros({})", listed(extents)))}};
      if (rational && fn_.constant(x()).as_rational().is_one()) return Written{{text_piece(ones(extents))}};
      return Written{{value_piece(x(), kProduct), text_piece("·" + ones(extents))}, kProduct};
    }
    if (shape().rank() != 1 || extents.size() != 2) return std::nullopt;
    const std::array other{extents[list(1)[0] == 0 ? 1U : 0U]};
    if (list(1)[0] == 1)
      return Written{{text_piece(ones(other) + '*'), value_piece(x(), kAtom), text_piece("ᵀ")}, kProduct};
    return Written{{value_piece(x(), kProduct), text_piece(fmt::format("*{}ᵀ", ones(other)))}, kProduct};
  }

  // The index that takes `count` elements from `start`, from 0, on; all of `extent`: ":"
  static std::string range(std::int64_t start, std::int64_t count, std::int64_t stride, std::int64_t extent) {
    if (start == 0 && count == extent && stride == 1) return ":";
    const std::int64_t last = count == 0 ? start : start + (count - 1) * stride + 1;
    const std::string step = stride == 1 || count <= 1 ? "" : number(stride) + ':';
    return number(start + 1) + ':' + step + number(last);
  }

  [[nodiscard]] Text slice() const {
    std::string indices;
    for (std::size_t axis = 0; axis < shape().rank(); ++axis) {
      indices += (axis == 0 ? "[" : ", ") + range(list(0)[axis], result()[axis], list(2)[axis], shape()[axis]);
    }
    return Written{{value_piece(x(), kAtom), text_piece(indices + ']')}};
  }

  [[nodiscard]] Text reverse() const {
    std::string indices;
    for (std::size_t axis = 0; axis < shape().rank(); ++axis) {
      const bool turns = std::ranges::find(list(0), static_cast<std::int64_t>(axis)) != list(0).end();
      indices += axis == 0 ? "[" : ", ";
      indices += turns ? number(shape()[axis]) + ":-1:1" : ":";
    }
    return Written{{value_piece(x(), kAtom), text_piece(indices + ']')}};
  }

  // What is written in brackets, and so cannot stand directly inside others.
  [[nodiscard]] bool is_literal(ValueId v) const {
    return fn_.op(v) == Op::Concat || (fn_.op(v) == Op::Pad && fn_.shape(v).rank() > 0);
  }

  // The parts of concats along one axis, in order: of `v`, and of those of its parts that are such themselves.
  [[nodiscard]] std::vector<ValueId> parts_along(ValueId v, std::int64_t axis) const {
    constexpr std::size_t kMaxParts = 64;
    std::vector<ValueId> parts;
    std::vector<ValueId> open{v};
    while (!open.empty()) {
      const ValueId next = open.back();
      open.pop_back();
      const bool same = fn_.op(next) == Op::Concat && fn_.list(next, 0)[0] == axis;
      if (same && parts.size() + open.size() < kMaxParts) {
        open.push_back(fn_.operands(next)[1]);
        open.push_back(fn_.operands(next)[0]);
      } else {
        parts.push_back(next);
      }
    }
    return parts;
  }

  void add_block(ValueId v, std::vector<Piece>& items) const {
    const bool nested = is_literal(v);
    items.push_back(text_piece(nested ? "reshape(" : ""));
    items.push_back(value_piece(v));
    items.push_back(text_piece(nested ? fmt::format(", {})", listed(fn_.shape(v).dims())) : ""));
  }

  // The number that a vector of one element is made of.
  [[nodiscard]] std::optional<ValueId> only_element(ValueId v) const {
    const bool is_one = fn_.shape(v) == Shape{1} && (fn_.op(v) == Op::Reshape || fn_.op(v) == Op::Broadcast);
    return is_one && fn_.shape(fn_.operands(v)[0]).rank() == 0 ? std::optional(fn_.operands(v)[0]) : std::nullopt;
  }

  // [1, 2, x]
  [[nodiscard]] Text vector_of_numbers(const std::vector<ValueId>& parts) const {
    Written text{{text_piece("[")}};
    for (const ValueId part : parts) {
      const std::optional<ValueId> element = only_element(part);
      if (!element) return std::nullopt;
      if (text.items.size() > 1) text.items.push_back(text_piece(", "));
      text.items.push_back(value_piece(*element));
    }
    text.items.push_back(text_piece("]"));
    return text;
  }

  // [a; b], [A, B; C, D]
  [[nodiscard]] Text concat() const {
    if (shape().rank() > 2) return std::nullopt;
    if (shape().rank() == 1) {
      if (Text numbers = vector_of_numbers(parts_along(id_, 0))) return numbers;
    }
    Written text{{text_piece("[")}};
    const std::int64_t axis = list(0)[0];
    for (const ValueId row : axis == 0 ? parts_along(id_, 0) : std::vector{id_}) {
      if (text.items.size() > 1) text.items.push_back(text_piece("; "));
      bool first = true;
      for (const ValueId part : shape().rank() == 2 ? parts_along(row, 1) : std::vector{row}) {
        if (!std::exchange(first, false)) text.items.push_back(text_piece(", "));
        add_block(part, text.items);
      }
    }
    text.items.push_back(text_piece("]"));
    return text;
  }

  static std::string zeros(std::initializer_list<std::int64_t> extents) {
    return fmt::format("zeros({})", listed(List(extents.begin(), extents.size())));
  }

  // [0, x, 0]
  [[nodiscard]] Text multiple_of_unit_vector() const {
    constexpr std::int64_t kMostWritten = 8;
    const std::optional<ValueId> element = only_element(x());
    if (!element || result()[0] > kMostWritten) return std::nullopt;
    Written text{{text_piece("[")}};
    for (std::int64_t i = 0; i < list(0)[0]; ++i) text.items.push_back(text_piece("0, "));
    text.items.push_back(value_piece(*element));
    for (std::int64_t i = 0; i < list(1)[0]; ++i) text.items.push_back(text_piece(", 0"));
    text.items.push_back(text_piece("]"));
    return text;
  }

  // Zeros around a vector; between its elements as further columns, read row by row. Zeros around a matrix.
  [[nodiscard]] Text pad() const {
    if (shape().rank() == 2) return pad_matrix();
    if (shape().rank() != 1) return std::nullopt;
    if (Text unit = multiple_of_unit_vector()) return unit;
    const std::int64_t between = shape()[0] > 1 ? list(2)[0] : 0;
    Written text{{text_piece(list(0)[0] > 0 ? fmt::format("[{}; ", zeros({list(0)[0]})) : "[")}};
    text.items.push_back(text_piece(between > 0 ? "reshape([" : ""));
    add_block(x(), text.items);
    if (between > 0) {
      const std::int64_t rows = shape()[0];
      text.items.push_back(
          text_piece(fmt::format(", {}], {})[1:{}]", zeros({rows, between}), number(rows * (between + 1)),
                                 number((rows - 1) * (between + 1) + 1))));
    }
    text.items.push_back(text_piece(list(1)[0] > 0 ? fmt::format("; {}]", zeros({list(1)[0]})) : "]"));
    return text;
  }

  [[nodiscard]] Text pad_matrix() const {
    if ((list(2)[0] != 0 && shape()[0] > 1) || (list(2)[1] != 0 && shape()[1] > 1)) return std::nullopt;
    const std::int64_t rows = shape()[0];
    const std::int64_t columns = result()[1];
    std::string before = list(0)[0] > 0 ? fmt::format("[{}; ", zeros({list(0)[0], columns})) : "[";
    if (list(0)[1] > 0) before += zeros({rows, list(0)[1]}) + ", ";
    Written text{{text_piece(before)}};
    add_block(x(), text.items);
    std::string after = list(1)[1] > 0 ? ", " + zeros({rows, list(1)[1]}) : "";
    if (list(1)[0] > 0) after += "; " + zeros({list(1)[0], columns});
    text.items.push_back(text_piece(after + ']'));
    return text;
  }

  // A position, from 0, as an index, from 1.
  static void add_index(const Function& fn, ValueId position, std::vector<Piece>& items) {
    const bool is_less = fn.op(position) == Op::Sub && fn.is_const(fn.operands(position)[1]) &&
                         fn.constant(fn.operands(position)[1]) == ir::Constant::rational(1);
    if (is_less) {
      items.push_back(value_piece(fn.operands(position)[0], kSum));
    } else {
      items.push_back(value_piece(position, kSum));
      items.push_back(text_piece(" + 1"));
    }
  }

  [[nodiscard]] Text gather() const {
    if (shape(1).rank() > 1) return std::nullopt;
    Written text{{value_piece(x(0), kAtom), text_piece("[")}};
    for (std::size_t axis = 0; axis < shape(0).rank(); ++axis) {
      if (axis != 0) text.items.push_back(text_piece(", "));
      if (static_cast<std::int64_t>(axis) != list(0)[0]) {
        text.items.push_back(text_piece(":"));
        continue;
      }
      add_index(fn_, x(1), text.items);
    }
    text.items.push_back(text_piece("]"));
    return text;
  }

  // one_hot(p + 1, n)ᵀ*u
  [[nodiscard]] Text scatter() const {
    const bool vector = shape(1).rank() == 1 && list(0)[0] == 0 && shape(0).rank() <= 2;
    const bool single = shape(1).rank() == 0 && shape(0).rank() == 0;
    if (!vector && !single) return std::nullopt;
    Written text{{text_piece("one_hot(")}, kProduct};
    add_index(fn_, x(1), text.items);
    const std::string end = fmt::format(", {})", number(list(1)[0]));
    const bool is_one = single && fn_.is_const(x(0)) && fn_.constant(x(0)) == ir::Constant::rational(1);
    text.items.push_back(text_piece(end + (is_one ? "" : vector ? "ᵀ*" : "*")));
    if (is_one) return Written{text.items};
    text.items.push_back(value_piece(x(0), kJuxtaposed));
    return text;
  }

  [[nodiscard]] Text iota() const {
    const List extents = list(0);
    const std::string vector = fmt::format("range(0, {})", number(extents[static_cast<std::size_t>(list(1)[0])] - 1));
    if (extents.size() == 1) return Written{{text_piece(vector)}};
    if (extents.size() != 2) return std::nullopt;
    const std::array other{extents[list(1)[0] == 0 ? 1U : 0U]};
    return Written{{text_piece(list(1)[0] == 1 ? fmt::format("{}*{}ᵀ", ones(other), vector)
                                               : fmt::format("{}*{}ᵀ", vector, ones(other)))},
                   kProduct};
  }

  // dot[0;0;2;1](x, y)
  [[nodiscard]] Written as_in_the_ir() const {
    const ir::OpInfo& info = ir::info(fn_.op(id_));
    std::string name(info.spelling);
    for (std::size_t i = 0; i < info.list_count(); ++i) name += (i == 0 ? "[" : "; ") + listed(list(i));
    Written text{{text_piece(name + "](")}};
    for (std::size_t k = 0; k < fn_.operands(id_).size(); ++k) {
      if (k != 0) text.items.push_back(text_piece(", "));
      text.items.push_back(value_piece(x(k)));
    }
    text.items.push_back(text_piece(")"));
    return text;
  }

  const Function& fn_;
  ValueId id_;
};

}  // namespace

std::optional<std::string> identity_matrix(const Function& fn, ValueId id) {
  if (!ir::is_identity(fn, id)) return std::nullopt;
  return fmt::format("eye({})", number(fn.shape(id)[0]));
}

std::optional<Length> length_of(const Function& fn, ValueId id) {
  const Op op = fn.op(id);
  if (op != Op::Norm && op != Op::ReduceSum && op != Op::Dot) return std::nullopt;
  const ValueId x = fn.operands(id)[0];
  if (fn.shape(id).rank() != 0 || fn.shape(x).rank() == 0) return std::nullopt;
  Length length{x, op != Op::Norm};
  if (op == Op::ReduceSum) {
    if (fn.op(x) != Op::Powi || fn.immediate(x) != 2) return std::nullopt;
    length.of = fn.operands(x)[0];
  }
  if (op == Op::Dot && (fn.operands(id)[1] != x || !std::ranges::equal(fn.list(id, 2), fn.list(id, 3))))
    return std::nullopt;
  return may_have_bars(fn, length.of) ? std::nullopt : std::optional(length);
}

std::optional<ValueId> mean_of(const Function& fn, ValueId id) {
  if (fn.op(id) != Op::Div || fn.op(fn.operands(id)[0]) != Op::ReduceSum || fn.shape(id).rank() != 0)
    return std::nullopt;
  const ValueId v = fn.operands(fn.operands(id)[0])[0];
  const ValueId count = fn.operands(id)[1];
  const bool is_count = fn.is_const(count) && fn.constant(count) == ir::Constant::rational(fn.shape(v).elements());
  return is_count ? std::optional(v) : std::nullopt;
}

bool has_words(const Function& fn, ValueId id) { return TensorText(fn, id).in_words().has_value(); }

Written write_tensor(const Function& fn, ValueId id) { return TensorText(fn, id).write(); }

}  // namespace adc::emit
