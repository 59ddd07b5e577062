#include "passes/matrix/centred.h"

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

// c·M, c a number
optional<Replacement> product_with_number(const Site& s, const Form& f) {
  if (rank(s, f.x[0]) > 0 && rank(s, f.x[1]) > 0) return std::nullopt;
  return s.b.mul(f.x[0], f.x[1]);
}

constexpr Rewrite kCentredRules[] = {
    {Op::ReduceSum, "Σx² = ‖x‖²", &sum_of_squares},
    {Op::Dot, "c·M, c a number, is no product of matrices", &product_with_number},
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

constexpr Rewrite kMeans[] = {
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
