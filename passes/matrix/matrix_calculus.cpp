#include "passes/matrix/matrix_calculus.h"

#include <algorithm>
#include <array>
#include <vector>

#include "passes/core/dce.h"
#include "passes/matrix/centred.h"
#include "passes/matrix/constant_tensors.h"
#include "passes/matrix/sites.h"

namespace adc::passes {
namespace {

using namespace matrix;

constexpr int kMaxRounds = 4;

/// `v` with axis `from` as axis `to`, the others in their order.
ValueId moved(const Site& s, ValueId v, std::int64_t from, std::size_t to) {
  Axes order = other_axes(Axes{from}, rank(s, v));
  order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), from);
  return order == all_axes(shape_of(s, v)) ? v : s.b.transpose(v, order);
}

optional<Replacement> times_identity(const Site& s, const Form& f) {
  const DotLists lists = lists_of(f);
  if (!contracts_one(lists)) return std::nullopt;
  if (is_eye(s, f.x[0])) return moved(s, f.x[1], lists.rhs[0], 0);
  if (is_eye(s, f.x[1])) return moved(s, f.x[0], lists.lhs[0], rank(s, f.x[0]) - 1);
  return std::nullopt;
}

/// The axes of a tensor that have more than one place.
Axes long_axes(const ir::Shape& shape) {
  Axes axes;
  for (const std::int64_t axis : all_axes(shape)) {
    if (shape[static_cast<std::size_t>(axis)] != 1) axes.push_back(axis);
  }
  return axes;
}

/// x, where v is x with axes of one place put in or taken out.
optional<ValueId> same_places(const Site& s, ValueId v) {
  if (!s.is(v, Op::Reshape) || rank(s, s.arg(v)) == rank(s, v)) return std::nullopt;
  const ir::Shape from = shape_of(s, s.arg(v));
  const ir::Shape to = shape_of(s, v);
  return extents(from, long_axes(from)) == extents(to, long_axes(to)) ? optional(s.arg(v)) : std::nullopt;
}

// (x with axes of one place)·y = x·y with such axes
optional<Replacement> without_unit_axes(const Site& s, const Form& f) {
  const DotLists lists = lists_of(f);
  if (!contracts_one(lists)) return std::nullopt;
  for (const std::size_t side : {0U, 1U}) {
    const optional<ValueId> inner = same_places(s, f.x[side]);
    if (!inner || rank(s, *inner) >= rank(s, f.x[side])) continue;
    const Axes long_outer = long_axes(shape_of(s, f.x[side]));
    const Axes long_inner = long_axes(shape_of(s, *inner));
    const auto place = std::ranges::find(long_outer, side == 0 ? lists.lhs[0] : lists.rhs[0]);
    if (place == long_outer.end()) continue;
    const Axes axis{long_inner[static_cast<std::size_t>(place - long_outer.begin())]};
    Axes to = extents(shape_of(s, f.x[0]), other_axes(lists.lhs, rank(s, f.x[0])));
    to = joined(to, extents(shape_of(s, f.x[1]), other_axes(lists.rhs, rank(s, f.x[1]))));
    const ValueId product =
        side == 0 ? dot(s, *inner, f.x[1], axis, lists.rhs) : dot(s, f.x[0], *inner, lists.lhs, axis);
    return s.b.reshape(product, to);
  }
  return std::nullopt;
}

// v·M = Mᵀ·v
optional<Replacement> vector_last(const Site& s, const Form& f) {
  const DotLists lists = lists_of(f);
  if (!contracts_one(lists) || rank(s, f.x[0]) != 1 || rank(s, f.x[1]) != 2) return std::nullopt;
  return dot(s, f.x[1], f.x[0], lists.rhs, lists.lhs);
}

// (M with its columns scaled by w)·N = M·diag(w)·N
optional<Replacement> scaled_columns(const Site& s, const Form& f) {
  const DotLists lists = lists_of(f);
  if (!contracts_one(lists) || !s.is(f.x[0], Op::Mul) || rank(s, f.x[0]) != 2 || rank(s, f.x[1]) != 2)
    return std::nullopt;
  for (const std::size_t k : {0U, 1U}) {
    const ValueId factor = s.arg(f.x[0], k);
    const ValueId matrix = s.arg(f.x[0], 1 - k);
    const optional<Spread> spread = spread_vector(s, factor);
    if (!spread || spread->axis != lists.lhs[0] || rank(s, matrix) != 2 || s.is(matrix, Op::Broadcast)) continue;
    return dot(s, dot(s, matrix, diagonal(s, spread->vector), lists.lhs, Axes{0}), f.x[1], Axes{1}, lists.rhs);
  }
  return std::nullopt;
}

// A·x + B·x = (A + B)·x
optional<Replacement> joined_products(const Site& s, const Form& f) {
  const bool both = s.is(f.x[0], Op::Dot) && s.is(f.x[1], Op::Dot) && s.arg(f.x[0], 1) == s.arg(f.x[1], 1);
  if (!both) return std::nullopt;
  const optional<Product> first = product_with_vector(s, f.x[0]);
  const optional<Product> second = product_with_vector(s, f.x[1]);
  if (!first || !second || shape_of(s, first->matrix) != shape_of(s, second->matrix)) return std::nullopt;
  return dot(s, s.b.emit(f.op, {first->matrix, second->matrix}), first->vector, Axes{1}, Axes{0});
}

// The operation on what both operands are reshaped, or spread, from.
optional<Replacement> operated_before(const Site& s, const Form& f) {
  const auto [a, b] = std::pair(f.x[0], f.x[1]);
  if (s.is(a, Op::Reshape) && s.is(b, Op::Reshape) && shape_of(s, s.arg(a)) == shape_of(s, s.arg(b)))
    return s.b.reshape(s.b.emit(f.op, {s.arg(a), s.arg(b)}), extents(shape_of(s, a)));
  const bool same_pads = f.op == Op::Mul && s.is(a, Op::Pad) && s.is(b, Op::Pad) &&
                         list_of(s, a, 0) == list_of(s, b, 0) && list_of(s, a, 1) == list_of(s, b, 1) &&
                         list_of(s, a, 2) == list_of(s, b, 2);
  if (same_pads && shape_of(s, s.arg(a)) == shape_of(s, s.arg(b)))
    return s.b.pad(s.b.mul(s.arg(a), s.arg(b)), list_of(s, a, 0), list_of(s, a, 1), list_of(s, a, 2));
  const bool same_axes = s.is(a, Op::Broadcast) && s.is(b, Op::Broadcast) && shape_of(s, a) == shape_of(s, b) &&
                         list_of(s, a, 1) == list_of(s, b, 1);
  if (same_axes && rank(s, s.arg(a)) > 0)
    return s.b.broadcast(s.b.emit(f.op, {s.arg(a), s.arg(b)}), extents(shape_of(s, a)), list_of(s, a, 1));
  const bool scaled = (f.op == Op::Mul || f.op == Op::Div) && s.is(a, Op::Broadcast) && rank(s, b) == 0;
  if (scaled && rank(s, s.arg(a)) > 0)
    return s.b.broadcast(s.b.emit(f.op, {s.arg(a), b}), extents(shape_of(s, a)), list_of(s, a, 1));
  return std::nullopt;
}

/// A number times what is left.
struct Scaled {
  ValueId rest;
  ValueId number;
  Op op;  ///< Mul or Div by it
};
optional<Scaled> scaled(const Site& s, ValueId v) {
  const Op op = s.b.function().op(v);
  if ((op != Op::Mul && op != Op::Div) || rank(s, v) == 0) return std::nullopt;
  if (rank(s, s.arg(v, 1)) == 0) return Scaled{s.arg(v), s.arg(v, 1), op};
  if (op == Op::Mul && rank(s, s.arg(v)) == 0) return Scaled{s.arg(v, 1), s.arg(v), op};
  return std::nullopt;
}

// I .* diag(v) = diag(v), and numbers come out
optional<Replacement> identity_product(const Site& s, const Form& f) {
  for (const std::size_t k : {0U, 1U}) {
    const ValueId other = f.x[1 - k];
    if (!is_eye(s, f.x[k])) continue;
    if (is_eye(s, other) || on_diagonal(s, other)) return other;
    if (const optional<Scaled> part = scaled(s, other); part && rank(s, part->rest) == 2)
      return s.b.emit(part->op, {s.b.mul(f.x[k], part->rest), part->number});
  }
  return std::nullopt;
}

// Products of a vector that is spread: with the identity, with one that is spread the other way, with a difference that
// has the identity in it.
optional<Replacement> spread_product(const Site& s, const Form& f) {
  for (const std::size_t k : {0U, 1U}) {
    const optional<Spread> spread = spread_vector(s, f.x[k]);
    const ValueId other = f.x[1 - k];
    if (!spread) continue;
    if (is_eye(s, other)) return diagonal(s, spread->vector);
    if (const optional<Spread> across = spread_vector(s, other); across && across->axis != spread->axis) {
      const bool is_first = spread->axis == 0;
      return dot(s, is_first ? spread->vector : across->vector, is_first ? across->vector : spread->vector, {}, {});
    }
    const bool is_sum = s.is(other, Op::Add) || s.is(other, Op::Sub);
    if (is_sum && (is_diagonal(s, s.arg(other, 0)) || is_diagonal(s, s.arg(other, 1)))) {
      const Op op = s.b.function().op(other);
      return s.b.emit(op, {s.b.mul(f.x[k], s.arg(other, 0)), s.b.mul(f.x[k], s.arg(other, 1))});
    }
    const bool scaled = (s.is(other, Op::Mul) || s.is(other, Op::Div)) && rank(s, s.arg(other, 1)) == 0;
    if (scaled && is_diagonal(s, s.arg(other)))
      return s.b.emit(s.b.function().op(other), {s.b.mul(f.x[k], s.arg(other)), s.arg(other, 1)});
  }
  return std::nullopt;
}

// The rows of diag(v) add up to v; scalars come out, and so do numbers that are added to each element.
optional<Replacement> summed(const Site& s, const Form& f) {
  const ValueId x = f.x[0];
  const ir::List axes = f.list(0);
  const bool is_row = rank(s, x) == 2 && axes.size() == 1;
  if (is_row && is_eye(s, x)) return s.b.broadcast(s.b.integer(1), Axes{shape_of(s, x)[0]}, Axes{});
  if (const optional<ValueId> vector = on_diagonal(s, x); is_row && vector) return *vector;
  const Op op = s.b.function().op(x);
  if ((op == Op::Mul || op == Op::Div) && rank(s, s.arg(x, 1)) == 0)
    return s.b.emit(op, {s.b.reduce_sum(s.arg(x), axes), s.arg(x, 1)});
  if (op == Op::Mul && rank(s, s.arg(x, 0)) == 0) return s.b.mul(s.b.reduce_sum(s.arg(x, 1), axes), s.arg(x, 0));
  if ((op == Op::Add || op == Op::Sub) && rank(s, s.arg(x, 1)) == 0 && rank(s, s.arg(x)) > 0) {
    std::int64_t count = 1;
    for (const std::int64_t extent : extents(shape_of(s, x), axes)) count *= extent;
    return s.b.emit(op, {s.b.reduce_sum(s.arg(x), axes), s.b.mul(s.b.integer(count), s.arg(x, 1))});
  }
  return std::nullopt;
}

ValueId identity(const Site& s, std::int64_t n) {
  const Axes all{n, n};
  return s.b.to_float(s.b.eq(s.b.iota(all, 0), s.b.iota(all, 1)));
}

optional<Replacement> chosen(const Site& s, const Form& f) {
  if (ir::is_on_diagonal(s.b.function(), f.x[0]) && rank(s, f.x[2]) == 0 && s.is_rational(f.x[2], 0))
    return s.b.mul(identity(s, shape_of(s, f.x[0])[0]), f.x[1]);
  if (!s.is(f.x[0], Op::Broadcast)) return std::nullopt;
  const optional<bool> truth = s.boolean(s.arg(f.x[0]));
  if (!truth) return std::nullopt;
  const ValueId branch = f.x[*truth ? 1 : 2];
  if (rank(s, branch) > 0) return branch;
  return s.b.broadcast(branch, extents(shape_of(s, f.x[0])), Axes{});
}

optional<Replacement> reshaped(const Site& s, const Form& f) {
  const ir::List to = f.list(0);
  if (extents(shape_of(s, f.x[0])) == Axes(to.begin(), to.end())) return f.x[0];
  if (s.is(f.x[0], Op::Reshape)) return s.b.reshape(s.arg(f.x[0]), Axes(to.begin(), to.end()));
  return std::nullopt;
}

optional<Replacement> transposed(const Site& s, const Form& f) {
  const ir::List to = f.list(0);
  if (s.is(f.x[0], Op::Transpose) && inverse(list_of(s, f.x[0], 0)) == Axes(to.begin(), to.end())) return s.arg(f.x[0]);
  return is_eye(s, f.x[0]) ? optional<Replacement>(f.x[0]) : std::nullopt;
}

// (c·A)·B = c·(A·B)
optional<Replacement> scaled_product(const Site& s, const Form& f) {
  const ir::List all = f.immediates();
  for (const std::size_t k : {0U, 1U}) {
    const optional<Scaled> part = scaled(s, f.x[k]);
    if (!part || rank(s, part->rest) != rank(s, f.x[k])) continue;
    const ValueId product =
        s.b.emit(Op::Dot, std::array{k == 0 ? part->rest : f.x[0], k == 0 ? f.x[1] : part->rest}, all);
    return s.b.emit(part->op, {product, part->number});
  }
  return std::nullopt;
}

/// The product of all pairs of elements.
bool is_outer(const Site& s, ValueId v) {
  return s.is(v, Op::Dot) && list_of(s, v, 0).empty() && list_of(s, v, 2).empty();
}

ValueId outer(const Site& s, ValueId a, ValueId b) {
  if (rank(s, b) == 0) return s.b.mul(a, b);
  return rank(s, a) == 0 ? s.b.mul(b, a) : dot(s, a, b, {}, {});
}

// Σ (a ⊗ b)·c over an axis of b is a ⊗ Σ b·c, and over one of a, c a vector, (Σ a·c) ⊗ b
optional<Replacement> contracted_outer(const Site& s, const Form& f) {
  const DotLists lists = lists_of(f);
  if (!contracts_one(lists) || !is_outer(s, f.x[0])) return std::nullopt;
  const ValueId a = s.arg(f.x[0], 0);
  const ValueId b = s.arg(f.x[0], 1);
  const auto of_a = static_cast<std::int64_t>(rank(s, a));
  if (lists.lhs[0] >= of_a) return outer(s, a, dot(s, b, f.x[1], Axes{lists.lhs[0] - of_a}, lists.rhs));
  if (rank(s, f.x[1]) != 1) return std::nullopt;
  return outer(s, dot(s, a, f.x[1], lists.lhs, lists.rhs), b);
}

// (v, repeated)·c for a vector c
optional<Replacement> contracted_spread(const Site& s, const Form& f) {
  const DotLists lists = lists_of(f);
  if (!contracts_one(lists) || !s.is(f.x[0], Op::Broadcast) || rank(s, f.x[1]) != 1 || rank(s, f.x[0]) < 2)
    return std::nullopt;
  const ValueId inner = s.arg(f.x[0]);
  if (rank(s, inner) == 0) return std::nullopt;
  const Axes axes = list_of(s, f.x[0], 1);
  const Axes kept = other_axes(lists.lhs, rank(s, f.x[0]));
  Axes places;
  for (const std::int64_t axis : axes) {
    if (axis != lists.lhs[0]) places.push_back(axis - (axis > lists.lhs[0] ? 1 : 0));
  }
  const auto place = std::ranges::find(axes, lists.lhs[0]);
  const ValueId summed = place == axes.end() ? s.b.mul(inner, s.b.reduce_sum(f.x[1], Axes{0}))
                                             : dot(s, inner, f.x[1], Axes{place - axes.begin()}, lists.rhs);
  return s.b.broadcast(summed, extents(shape_of(s, f.x[0]), kept), places);
}

// (M ⊗ v)[i, j, j] = M .* 1·vᵀ
optional<Replacement> outer_diagonal(const Site& s, const Form& f) {
  const ValueId flat = f.x[0];
  if (!s.is(flat, Op::Reshape) || rank(s, flat) != 2 || !is_outer(s, s.arg(flat))) return std::nullopt;
  const ValueId matrix = s.arg(s.arg(flat), 0);
  const ValueId vector = s.arg(s.arg(flat), 1);
  if (rank(s, matrix) != 2 || rank(s, vector) != 1) return std::nullopt;
  const std::int64_t n = shape_of(s, vector)[0];
  const auto is = [&](std::size_t i, const Axes& wanted) {
    const ir::List list = f.list(i);
    return Axes(list.begin(), list.end()) == wanted;
  };
  const std::int64_t rows = shape_of(s, matrix)[0];
  const bool takes_diagonal = shape_of(s, matrix)[1] == n && extents(shape_of(s, flat)) == Axes{rows, n * n} &&
                              is(0, Axes{0, 0}) && is(1, Axes{rows, n * n}) && is(2, Axes{1, n + 1});
  if (!takes_diagonal) return std::nullopt;
  return s.b.mul(matrix, s.b.broadcast(vector, Axes{rows, n}, Axes{1}));
}

// A·diag(u)·diag(v) = A·diag(u .* v)
optional<Replacement> joined_diagonals(const Site& s, const Form& f) {
  const DotLists lists = lists_of(f);
  const optional<ValueId> last = on_diagonal(s, f.x[1]);
  if (!contracts_one(lists) || !last) return std::nullopt;
  if (const optional<ValueId> first = on_diagonal(s, f.x[0])) return diagonal(s, s.b.mul(*first, *last));
  if (!s.is(f.x[0], Op::Dot) || rank(s, f.x[0]) != 2 || lists.lhs[0] != 1) return std::nullopt;
  const ValueId left = s.arg(f.x[0], 0);
  const optional<ValueId> middle = on_diagonal(s, s.arg(f.x[0], 1));
  if (!middle || rank(s, left) != 2) return std::nullopt;
  return dot(s, left, diagonal(s, s.b.mul(*middle, *last)), list_of(s, f.x[0], 2), Axes{0});
}

// diag(c, c, …) = c·I
optional<Replacement> even_diagonal(const Site& s, const Form& f) {
  const ir::List to = f.list(0);
  if (!s.is(f.x[0], Op::Pad) || to.size() != 2 || to[0] != to[1]) return std::nullopt;
  const ValueId vector = s.arg(f.x[0]);
  const bool is_diagonal = rank(s, vector) == 1 && shape_of(s, vector)[0] == to[0] && list_of(s, f.x[0], 2)[0] == to[0];
  if (!is_diagonal) return std::nullopt;
  if (s.is(vector, Op::Broadcast) && rank(s, s.arg(vector)) == 0) return s.b.mul(identity(s, to[0]), s.arg(vector));
  const optional<Scaled> part = scaled(s, vector);
  if (!part || rank(s, part->rest) != 1) return std::nullopt;
  return s.b.emit(part->op, {diagonal(s, part->rest), part->number});
}

constexpr Rewrite kRules[] = {
    {Op::Select, "if(true, a, b) = a", &chosen},
    {Op::Reshape, "the same extents, or twice", &reshaped},
    {Op::Transpose, "(Aᵀ)ᵀ = A, Iᵀ = I", &transposed},
    {Op::Dot, "I·A = A", &times_identity},
    {Op::Dot, "axes of one place come last", &without_unit_axes},
    {Op::Dot, "vᵀ·A = Aᵀ·v", &vector_last},
    {Op::Dot, "A scaled by columns = A·diag(w)", &scaled_columns},
    {Op::Dot, "(c·A)·B = c·(A·B)", &scaled_product},
    {Op::Dot, "(a ⊗ b)·c = a ⊗ (b·c)", &contracted_outer},
    {Op::Dot, "1·vᵀ·c = 1·(v·c)", &contracted_spread},
    {Op::Slice, "(M ⊗ v)[i, j, j] = M .* 1·vᵀ", &outer_diagonal},
    {Op::Dot, "A·diag(u)·diag(v) = A·diag(u .* v)", &joined_diagonals},
    {Op::Reshape, "diag(c, c, …) = c·I", &even_diagonal},
    {Op::Mul, "I .* diag(v) = diag(v)", &identity_product},
    {Op::Mul, "1·vᵀ .* I = diag(v), 1·vᵀ .* u·1ᵀ = u·vᵀ", &spread_product},
    {Op::Mul, "f of what is spread is spread f", &operated_before},
    {Op::Div, "f of what is spread is spread f", &operated_before},
    {Op::Add, "f of what is spread is spread f", &operated_before},
    {Op::Sub, "f of what is spread is spread f", &operated_before},
    {Op::Add, "A·x + B·x = (A + B)·x", &joined_products},
    {Op::Sub, "A·x − B·x = (A − B)·x", &joined_products},
    {Op::ReduceSum, "diag(v)·1 = v", &summed},
};

}  // namespace

ir::Function as_matrix_calculus(const ir::Function& fn) {
  static const std::vector<Rewrite> kAll = [] {
    std::vector<Rewrite> all(std::begin(kRules), std::end(kRules));
    all.insert(all.end(), centred_rules().begin(), centred_rules().end());
    return all;
  }();
  static const RewriteTable kTable{kAll};
  ir::Function best = fn;
  for (int round = 0; round < kMaxRounds; ++round) {
    const std::size_t size = best.size();
    best = dce(rewrite_all(dce(fold_constant_tensors(best)), kTable).fn);
    if (best.size() == size && round > 0) break;
  }
  return best;
}

}  // namespace adc::passes
