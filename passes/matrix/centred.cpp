#include "passes/matrix/centred.h"

#include <array>
#include <utility>
#include <vector>

#include "passes/core/dce.h"
#include "passes/matrix/sites.h"

namespace adc::passes {
namespace {

using namespace matrix;
using ir::Rational;

// Σⱼ M[i, j]·v[j] = M·v
optional<Replacement> weighted_sum(const Site& s, const Form& f) {
  const ir::List axes = f.list(0);
  if (!s.is(f.x[0], Op::Mul) || rank(s, f.x[0]) != 2 || axes.size() != 1) return std::nullopt;
  for (const std::size_t k : {0U, 1U}) {
    const optional<Spread> spread = spread_vector(s, s.arg(f.x[0], k));
    const ValueId matrix = s.arg(f.x[0], 1 - k);
    if (!spread || spread->axis != axes[0] || rank(s, matrix) != 2) continue;
    return dot(s, matrix, spread->vector, Axes{axes[0]}, Axes{0});
  }
  return std::nullopt;
}

// (M − (M·s)·1ᵀ)·diag(w) = M·(diag(w) − s·wᵀ)
optional<Replacement> centred_columns(const Site& s, const Form& f) {
  const DotLists lists = lists_of(f);
  const optional<ValueId> weights = on_diagonal(s, f.x[1]);
  if (!contracts_one(lists) || lists.lhs[0] != 1 || !weights || !s.is(f.x[0], Op::Sub)) return std::nullopt;
  const ValueId matrix = s.arg(f.x[0], 0);
  const optional<Spread> spread = spread_vector(s, s.arg(f.x[0], 1));
  if (!spread || spread->axis != 0 || rank(s, matrix) != 2) return std::nullopt;
  const optional<Product> product = product_with_vector(s, spread->vector);
  if (!product || product->matrix != matrix) return std::nullopt;
  const ValueId outer = dot(s, product->vector, *weights, {}, {});
  return dot(s, matrix, s.b.sub(diagonal(s, *weights), outer), Axes{1}, Axes{0});
}

// Σx² = ‖x‖², which shares its factors with other powers of ‖x‖
optional<Replacement> sum_of_squares(const Site& s, const Form& f) {
  const ValueId x = f.x[0];
  const bool is_whole = rank(s, x) > 0 && f.list(0).size() == rank(s, x);
  if (!is_whole || !s.is(x, Op::Powi) || s.b.function().immediate(x) != 2) return std::nullopt;
  const Axes axes = all_axes(shape_of(s, x));
  return s.b.powi(s.b.norm(s.arg(x), axes), 2);
}

// x·x = ‖x‖²
optional<Replacement> product_with_itself(const Site& s, const Form& f) {
  const DotLists lists = lists_of(f);
  const bool is_whole = lists.lhs.size() == rank(s, f.x[0]) && lists.lhs == lists.rhs;
  if (f.x[0] != f.x[1] || lists.has_batch || !is_whole || rank(s, f.x[0]) == 0) return std::nullopt;
  return s.b.powi(s.b.norm(f.x[0], all_axes(shape_of(s, f.x[0]))), 2);
}

// How many transposes the text of a product of matrices, columns and rows has.
std::size_t transposes(const Site& s, ValueId a, const Axes& lhs, ValueId b, const Axes& rhs) {
  const auto is_transposed = [&](ValueId v, bool turned) {
    return turned != (s.is(v, Op::Transpose) && rank(s, v) == 2);
  };
  const bool first = rank(s, a) == 2 && is_transposed(a, !lhs.empty() && lhs[0] == 0);
  const bool second = rank(s, b) == 1 ? rhs.empty() : is_transposed(b, !rhs.empty() && rhs[0] == 1);
  return (first ? 1U : 0U) + (second ? 1U : 0U);
}

// (A·B)ᵀ = Bᵀ·Aᵀ, where that has fewer transposes
optional<Replacement> transposed_product(const Site& s, const Form& f) {
  const ValueId product = f.x[0];
  if (!s.is(product, Op::Dot) || rank(s, product) != 2 || !list_of(s, product, 0).empty()) return std::nullopt;
  const auto [a, b] = std::pair(s.arg(product, 0), s.arg(product, 1));
  const auto [lhs, rhs] = std::pair(list_of(s, product, 2), list_of(s, product, 3));
  if (transposes(s, b, rhs, a, lhs) >= 1 + transposes(s, a, lhs, b, rhs)) return std::nullopt;
  return dot(s, b, a, rhs, lhs);
}

// A·X + B·X = (A + B)·X, X·A + X·B = X·(A + B)
optional<Replacement> joined_matrix_products(const Site& s, const Form& f) {
  const auto is_product = [&](ValueId v) {
    return s.is(v, Op::Dot) && rank(s, v) == 2 && rank(s, s.arg(v, 0)) == 2 && rank(s, s.arg(v, 1)) == 2;
  };
  if (!is_product(f.x[0]) || !is_product(f.x[1])) return std::nullopt;
  for (const std::size_t shared : {1U, 0U}) {
    const std::size_t other = 1 - shared;
    const Axes axis = list_of(s, f.x[0], 2 + shared);
    if (s.arg(f.x[0], shared) != s.arg(f.x[1], shared) || axis != list_of(s, f.x[1], 2 + shared)) continue;
    const std::int64_t to = static_cast<std::int64_t>(other == 0 ? 1 : 0);  // the axis that is summed over
    const auto turned = [&](ValueId v) {
      const ValueId matrix = s.arg(v, other);
      return list_of(s, v, 2 + other)[0] == to ? matrix : s.b.transpose(matrix, Axes{1, 0});
    };
    const ValueId sum = s.b.emit(f.op, {turned(f.x[0]), turned(f.x[1])});
    const ValueId common = s.arg(f.x[0], shared);
    return other == 0 ? dot(s, sum, common, Axes{to}, axis) : dot(s, common, sum, axis, Axes{to});
  }
  return std::nullopt;
}

// c·M, c a number
optional<Replacement> product_with_number(const Site& s, const Form& f) {
  if (rank(s, f.x[0]) > 0 && rank(s, f.x[1]) > 0) return std::nullopt;
  return s.b.mul(f.x[0], f.x[1]);
}

constexpr Rewrite kCentredRules[] = {
    {Op::ReduceSum, "Σx² = ‖x‖²", &sum_of_squares},
    {Op::Dot, "c·M, c a number, is no product of matrices", &product_with_number},
    {Op::Dot, "x·x = ‖x‖²", &product_with_itself},
    {Op::Transpose, "(A·B)ᵀ = Bᵀ·Aᵀ", &transposed_product},
    {Op::Add, "A·X + B·X = (A + B)·X", &joined_matrix_products},
    {Op::Sub, "A·X − B·X = (A − B)·X", &joined_matrix_products},
    {Op::ReduceSum, "Σⱼ M[i, j]·v[j] = M·v", &weighted_sum},
    {Op::Dot, "(M − (M·s)·1ᵀ)·diag(w) = M·(diag(w) − s·wᵀ)", &centred_columns},
};

/// A number, and what it is times.
struct Multiple {
  Rational number;
  ValueId of;
};

Multiple number_and_rest(const Site& s, ValueId v) {
  Multiple result{Rational(1), v};
  for (;;) {
    v = result.of;
    if (s.is(v, Op::Neg)) {
      result = {-result.number, s.arg(v)};
      continue;
    }
    const bool divides = s.is(v, Op::Div);
    if (!divides && !s.is(v, Op::Mul)) return result;
    const std::size_t place = divides || s.rational(s.arg(v, 0)) == nullptr ? 1 : 0;
    const Rational* const number = s.rational(s.arg(v, place));
    if (number == nullptr || number->is_zero()) return result;
    const optional<Rational> product = divides ? div(result.number, *number) : mul(result.number, *number);
    if (!product) return result;
    result = {*product, s.arg(v, 1 - place)};
  }
}

ValueId times(const Site& s, const Rational& c, ValueId v) {
  if (c.is_negative()) return s.b.neg(times(s, -c, v));
  if (c.is_one()) return v;
  const ValueId above = c.numerator().is_one() ? v : s.b.mul(s.b.rational(c.numerator()), v);
  return c.is_integer() ? above : s.b.div(above, s.b.rational(c.denominator()));
}

// c·x − (c/n)·Σx = c·(x − Σx/n)
optional<Replacement> difference_from_mean(const Site& s, const Form& f) {
  if (rank(s, f.x[0]) == 0 || rank(s, f.x[1]) != 0) return std::nullopt;
  const Multiple left = number_and_rest(s, f.x[0]);
  const Multiple right = number_and_rest(s, f.x[1]);
  if (!s.is(right.of, Op::ReduceSum) || s.arg(right.of) != left.of || left.number.is_one()) return std::nullopt;
  const std::int64_t n = shape_of(s, left.of).elements();
  const optional<Rational> whole = mul(f.op == Op::Sub ? right.number : -right.number, Rational(n));
  if (!whole || !(*whole == left.number)) return std::nullopt;
  return times(s, left.number, s.b.sub(left.of, s.b.div(right.of, s.b.integer(n))));
}

// Σx/(k·n) = (Σx/n)/k
optional<Replacement> share_of_mean(const Site& s, const Form& f) {
  const Rational* const number = s.rational(f.x[1]);
  if (!s.is(f.x[0], Op::ReduceSum) || rank(s, f.x[0]) != 0 || number == nullptr) return std::nullopt;
  const std::int64_t n = shape_of(s, s.arg(f.x[0])).elements();
  const optional<Rational> k = n > 0 ? div(*number, Rational(n)) : std::nullopt;
  if (!k || !k->is_integer() || k->is_one() || k->is_negative()) return std::nullopt;
  return s.b.div(s.b.div(f.x[0], s.b.integer(n)), s.b.rational(*k));
}

// ‖x‖² = Σx²
optional<Replacement> squared_length(const Site& s, const Form& f) {
  if (f.immediate != 2 || !s.is(f.x[0], Op::Norm) || rank(s, f.x[0]) != 0) return std::nullopt;
  const ValueId v = s.arg(f.x[0]);
  return s.b.reduce_sum(s.b.powi(v, 2), all_axes(shape_of(s, v)));
}

// −M·(a − b) = M·(b − a), also with numbers before it and below
optional<Replacement> turned_difference(const Site& s, const Form& f) {
  constexpr int kMostFactors = 4;
  std::vector<std::pair<ValueId, std::size_t>> around;  // what stands around the product, and where in it
  ValueId v = f.x[0];
  while (static_cast<int>(around.size()) < kMostFactors && (s.is(v, Op::Mul) || s.is(v, Op::Div))) {
    const std::size_t place = s.is(v, Op::Mul) && rank(s, s.arg(v, 0)) == 0 ? 1 : 0;
    around.emplace_back(v, place);
    v = s.arg(v, place);
  }
  if (!s.is(v, Op::Dot) || !s.is(s.arg(v, 1), Op::Sub)) return std::nullopt;
  const ValueId difference = s.arg(v, 1);
  const ValueId turned = s.b.sub(s.arg(difference, 1), s.arg(difference, 0));
  ValueId result = s.b.emit(Op::Dot, std::array{s.arg(v, 0), turned}, s.b.function().immediates(v));
  for (auto outer = around.rbegin(); outer != around.rend(); ++outer) {
    std::array operands{s.arg(outer->first, 0), s.arg(outer->first, 1)};
    operands[outer->second] = result;
    result = s.b.emit(s.b.function().op(outer->first), {operands[0], operands[1]});
  }
  return result;
}

constexpr Rewrite kMeans[] = {
    {Op::Neg, "−M·(a − b) = M·(b − a)", &turned_difference},
    {Op::Sub, "c·x − (c/n)·Σx = c·(x − Σx/n)", &difference_from_mean},
    {Op::Add, "c·x + (−c/n)·Σx = c·(x − Σx/n)", &difference_from_mean},
    {Op::Div, "Σx/(k·n) = (Σx/n)/k", &share_of_mean},
    {Op::Powi, "‖x‖² = Σx²", &squared_length},
};

}  // namespace

std::span<const Rewrite> centred_rules() { return kCentredRules; }

ir::Function with_means(const ir::Function& fn) {
  static const RewriteTable kTable{kMeans};
  return dce(rewrite_all(fn, kTable).fn);
}

}  // namespace adc::passes
