// What the rules of matrix calculus are recognised with, and make.
#pragma once

#include <optional>

#include "ir/matrices.h"
#include "passes/core/rewrite.h"
#include "passes/stable/match_tensors.h"

namespace adc::passes::matrix {

using ir::Op;
using ir::ValueId;
using std::optional;

[[nodiscard]] inline std::size_t rank(const Site& s, ValueId v) { return shape_of(s, v).rank(); }
[[nodiscard]] inline bool is_eye(const Site& s, ValueId v) { return ir::is_identity(s.b.function(), v); }

/// A vector that is repeated: the vector, and which axis of the matrix it lies along.
struct Spread {
  ValueId vector;
  std::int64_t axis;
};
[[nodiscard]] inline optional<Spread> spread_vector(const Site& s, ValueId v) {
  if (!s.is(v, Op::Broadcast) || rank(s, v) != 2 || rank(s, s.arg(v)) != 1) return std::nullopt;
  return Spread{s.arg(v), list_of(s, v, 1)[0]};
}

/// diag(v): v between zeros, as the language makes it.
[[nodiscard]] inline ValueId diagonal(const Site& s, ValueId vector) {
  const std::int64_t n = shape_of(s, vector)[0];
  return s.b.reshape(s.b.pad(vector, Axes{0}, Axes{0}, Axes{n}), Axes{n, n});
}
[[nodiscard]] inline optional<ValueId> on_diagonal(const Site& s, ValueId v) {
  return ir::diagonal_of(s.b.function(), v);
}
[[nodiscard]] inline bool is_diagonal(const Site& s, ValueId v) {
  if (is_eye(s, v) || on_diagonal(s, v)) return true;
  const bool scaled = (s.is(v, Op::Mul) || s.is(v, Op::Div)) && rank(s, s.arg(v, 1)) == 0;
  return scaled && is_diagonal(s, s.arg(v));
}

struct DotLists {
  Axes lhs;
  Axes rhs;
  bool has_batch;
};
[[nodiscard]] inline DotLists lists_of(const Form& dot) {
  const ir::List lhs = dot.list(2);
  const ir::List rhs = dot.list(3);
  return {{lhs.begin(), lhs.end()}, {rhs.begin(), rhs.end()}, !dot.list(0).empty()};
}
[[nodiscard]] inline bool contracts_one(const DotLists& lists) {
  return !lists.has_batch && lists.lhs.size() == 1 && lists.rhs.size() == 1;
}

[[nodiscard]] inline ValueId dot(const Site& s, ValueId a, ValueId b, const Axes& lhs, const Axes& rhs) {
  return s.b.dot(a, b, {.lhs_contracted = lhs, .rhs_contracted = rhs});
}

/// The matrix M where v is M·x.
struct Product {
  ValueId matrix;  ///< its second axis is summed over
  ValueId vector;
};
[[nodiscard]] inline optional<Product> product_with_vector(const Site& s, ValueId v) {
  if (!s.is(v, Op::Dot) || rank(s, s.arg(v)) != 2 || rank(s, s.arg(v, 1)) != 1 || rank(s, v) != 1) return std::nullopt;
  const ValueId matrix = s.arg(v);
  return Product{list_of(s, v, 2)[0] == 1 ? matrix : s.b.transpose(matrix, Axes{1, 0}), s.arg(v, 1)};
}

}  // namespace adc::passes::matrix
