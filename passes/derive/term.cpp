#include "passes/derive/term.h"

#include <array>

#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::Rational;
using ir::ValueId;

bool is_minus_one(const Rational& c) { return c == Rational(-1); }
bool is_unit(const Rational& c) { return c.is_one() || is_minus_one(c); }

// Coefficients stay small, so that moving one past a product neither overflows nor underflows what did not before.
bool is_small(const Rational& c) { return c.is_within(std::int64_t{1} << 20U); }

const Rational* small_rational(const SharingBuilder& b, ValueId value) {
  if (!b.function().is_const(value)) return nullptr;
  const ir::Constant& constant = b.function().constant(value);
  const bool usable = constant.kind() == ir::Constant::Kind::Rational && is_small(constant.as_rational());
  return usable ? &constant.as_rational() : nullptr;
}

// c·t
Term scale(SharingBuilder& b, const Rational& c, const Term& t) {
  if (c.is_zero()) return {};
  if (c.is_one()) return t;
  if (t.coefficient.is_one() && t.value) return {c, t.value};
  if (is_minus_one(c)) return {-t.coefficient, t.value};
  const std::optional<Rational> product = mul(c, t.coefficient);
  if (product && is_small(*product)) return {*product, t.value};
  return value_term(b.mul(b.rational(c), materialise(b, t)));
}

Term multiply(SharingBuilder& b, const Term& t, ValueId factor) {
  if (const Rational* c = small_rational(b, factor)) return scale(b, Rational(*c), t);
  return {t.coefficient, t.value ? b.mul(factor, *t.value) : factor};
}

Term divide(SharingBuilder& b, const Term& t, ValueId divisor) {
  if (const Rational* c = small_rational(b, divisor); c != nullptr && !c->is_zero()) {
    return scale(b, *div(1, *c), t);
  }
  if (t.value) return {t.coefficient, b.div(*t.value, divisor)};
  const Term quotient = value_term(b.div(b.rational(t.coefficient.abs()), divisor));
  return t.coefficient.is_negative() ? scale(b, -1, quotient) : quotient;
}

// −v, into a constant that v multiplies or divides where there is one
ValueId negate(SharingBuilder& b, ValueId v) {
  const Op op = b.function().op(v);
  if (op == Op::Div || op == Op::Mul) {
    const ValueId first = b.function().operands(v)[0];
    const ValueId second = b.function().operands(v)[1];
    if (const Rational* c = small_rational(b, first)) return b.emit(op, {b.rational(-*c), second});
  }
  return b.neg(v);
}

bool is_zero(const SharingBuilder& b, ValueId v) {
  const Rational* c = small_rational(b, v);
  return c != nullptr && c->is_zero();
}

// c·(p ? v : 0) = p ? c·v : 0, so that a negative c leaves the 0 as it is
std::optional<ValueId> scale_branch(SharingBuilder& b, const Term& t) {
  if (b.function().op(*t.value) != Op::Select) return std::nullopt;
  const auto operands = b.function().operands(*t.value);
  const std::array<ValueId, 3> x{operands[0], operands[1], operands[2]};
  const auto scaled = [&](ValueId v) {
    return is_minus_one(t.coefficient) ? negate(b, v) : b.mul(b.rational(t.coefficient), v);
  };
  if (is_zero(b, x[2])) return b.select(x[0], scaled(x[1]), x[2]);
  if (is_zero(b, x[1])) return b.select(x[0], x[1], scaled(x[2]));
  return std::nullopt;
}

}  // namespace

Term constant_term(const Rational& c) { return {c, std::nullopt}; }
Term value_term(ValueId value) { return {1, value}; }

ValueId materialise(SharingBuilder& b, const Term& t) {
  if (!t.value || t.is_zero()) return b.rational(t.coefficient);
  if (t.coefficient.is_one()) return *t.value;
  if (t.coefficient.is_negative()) {
    if (const std::optional<ValueId> inside = scale_branch(b, t)) return *inside;
  }
  if (is_minus_one(t.coefficient)) return negate(b, *t.value);
  return b.mul(b.rational(t.coefficient), *t.value);
}

Term settle(SharingBuilder& b, const Term& t) {
  if (!t.value || is_unit(t.coefficient)) return t;
  const Term magnitude = value_term(b.mul(b.rational(t.coefficient.abs()), *t.value));
  return t.coefficient.is_negative() ? scale(b, -1, magnitude) : magnitude;
}

Term add(SharingBuilder& b, const Term& s, const Term& t) {
  if (s.is_zero()) return t;
  if (t.is_zero()) return s;
  if (s.value == t.value) {
    const std::optional<Rational> sum = add(s.coefficient, t.coefficient);
    if (sum && is_small(*sum)) return {*sum, s.value};
  }
  if (s.value && t.value) {
    if (s.coefficient == t.coefficient) return {s.coefficient, b.add(*s.value, *t.value)};
    if (s.coefficient == -t.coefficient) {
      if (s.coefficient.is_negative()) return {t.coefficient, b.sub(*t.value, *s.value)};
      return {s.coefficient, b.sub(*s.value, *t.value)};
    }
  }
  // c·v + d·w as |c|·v ± |d|·w, so that no negation is left over.
  const auto magnitude = [&b](const Term& term) { return materialise(b, {term.coefficient.abs(), term.value}); };
  if (t.coefficient.is_negative() == s.coefficient.is_negative()) {
    const Term sum = value_term(b.add(magnitude(s), magnitude(t)));
    return s.coefficient.is_negative() ? scale(b, -1, sum) : sum;
  }
  if (s.coefficient.is_negative()) return value_term(b.sub(magnitude(t), magnitude(s)));
  return value_term(b.sub(magnitude(s), magnitude(t)));
}

Term apply(SharingBuilder& b, const Partial& partial, const Term& t) {
  if (partial.is_zero() || t.is_zero()) return {};
  Term result = scale(b, partial.coefficient, t);
  if (partial.factor && partial.divisor && !t.value) {
    return multiply(b, result, b.div(*partial.factor, *partial.divisor));
  }
  if (partial.divisor) result = divide(b, result, *partial.divisor);
  if (partial.factor) result = multiply(b, result, *partial.factor);
  return result;
}

namespace {

// p ? v : 0
bool is_chosen_by(const SharingBuilder& b, ValueId p, const Term& t) {
  if (!t.value || b.function().op(*t.value) != Op::Select) return false;
  const auto operands = b.function().operands(*t.value);
  return operands[0] == p && is_zero(b, operands[2]);
}

}  // namespace

Term select(SharingBuilder& b, ValueId condition, const Term& s, const Term& t) {
  if (s.is_zero() && t.is_zero()) return {};
  if (s.value == t.value && s.coefficient == t.coefficient) return s;
  if (t.is_zero() && is_chosen_by(b, condition, s)) return s;
  const Rational& outer = s.is_zero() ? t.coefficient : s.coefficient;
  const bool common = (s.is_zero() || s.coefficient == outer) && (t.is_zero() || t.coefficient == outer);
  const bool values = (s.is_zero() || s.value) && (t.is_zero() || t.value);
  if (!common || !values) return value_term(b.select(condition, materialise(b, s), materialise(b, t)));
  const auto bare = [&b](const Term& term) { return term.is_zero() ? b.integer(0) : *term.value; };
  return {outer, b.select(condition, bare(s), bare(t))};
}

ValueId materialise(SharingBuilder& b, const Term& t, const ir::Shape& shape) {
  const ValueId value = materialise(b, t);
  const bool fits = b.function().shape(value).rank() == shape.rank();
  return fits ? value : b.broadcast(value, extents(shape), {});
}

bool is_uniform(const SharingBuilder& b, const Term& t) { return !t.value || b.function().shape(*t.value).rank() == 0; }

Term sum(SharingBuilder& b, const Term& t, const ir::Shape& shape, ir::List axes) {
  if (axes.empty() || t.is_zero()) return t;
  const std::int64_t terms = ir::Shape(extents(shape, axes)).elements();
  if (is_uniform(b, t) || terms == 0) return scale(b, terms, t);
  return {t.coefficient, b.reduce_sum(*t.value, axes)};
}

Term spread(SharingBuilder& b, const Term& t, const ir::Shape& shape, ir::List axes) {
  if (axes.size() == shape.rank()) return t;
  return move(b, t, [&](ValueId v) { return b.broadcast(v, extents(shape), axes); });
}

ValueId place(SharingBuilder& b, ValueId v, ir::List extents, ir::List to) {
  Axes order = all_axes(b.function().shape(v));
  std::ranges::sort(order, {}, [&to](std::int64_t axis) { return to[static_cast<std::size_t>(axis)]; });
  Axes sorted(to.begin(), to.end());
  std::ranges::sort(sorted);
  const ValueId moved = std::ranges::is_sorted(order) ? v : b.transpose(v, order);
  return sorted.size() == extents.size() ? moved : b.broadcast(moved, extents, sorted);
}

Term permute(SharingBuilder& b, const Term& t, ir::List permutation) {
  if (std::ranges::is_sorted(permutation)) return t;
  return move(b, t, [&](ValueId v) { return b.transpose(v, permutation); });
}

namespace {

// The axes of an operand of a product that are neither batch nor contracted.
Axes free_axes(const ir::Shape& shape, ir::List batch, ir::List contracted) {
  return other_axes(joined(Axes(batch.begin(), batch.end()), contracted), shape.rank());
}

// The sums of one operand over its contracted axes, its other axes in the order of a product.
Term sum_of_products(SharingBuilder& b, const Term& t, const ir::Shape& shape, ir::List batch, ir::List contracted) {
  Axes summed(contracted.begin(), contracted.end());
  std::ranges::sort(summed);
  const Axes kept = other_axes(summed, shape.rank());
  Axes order;  // of the kept axes in the product
  for (const std::int64_t axis : joined(Axes(batch.begin(), batch.end()), free_axes(shape, batch, contracted)))
    order.push_back(std::ranges::find(kept, axis) - kept.begin());
  return permute(b, sum(b, t, shape, summed), order);
}

}  // namespace

Term product(SharingBuilder& b, const Term& s, const ir::Shape& s_shape, const Term& t, const ir::Shape& t_shape,
             const ir::Contraction& axes) {
  if (s.is_zero() || t.is_zero()) return {};
  const bool s_is_uniform = is_uniform(b, s) && s_shape.rank() > 0;
  const bool t_is_uniform = is_uniform(b, t) && t_shape.rank() > 0;
  const auto times = [&b](const Term& p, const Term& q) {  // p·q for a uniform q
    const Term scaled = scale(b, q.coefficient, p);
    return q.value ? multiply(b, scaled, *q.value) : scaled;
  };
  if (!s_is_uniform && !t_is_uniform) {
    if (!s.value) return times(t, s);
    if (!t.value) return times(s, t);
    return scale(b, s.coefficient, {t.coefficient, b.dot(*s.value, *t.value, axes)});
  }
  const std::size_t batch = axes.lhs_batch.size();
  const Axes s_free = free_axes(s_shape, axes.lhs_batch, axes.lhs_contracted);
  const Axes t_free = free_axes(t_shape, axes.rhs_batch, axes.rhs_contracted);
  Axes dims = extents(s_shape, axes.lhs_batch);
  dims = joined(joined(std::move(dims), extents(s_shape, s_free)), extents(t_shape, t_free));
  if (t_is_uniform) {
    const Term summed = sum_of_products(b, s, s_shape, axes.lhs_batch, axes.lhs_contracted);
    return spread(b, times(summed, t), ir::Shape(dims), axis_range(0, batch + s_free.size()));
  }
  const Term summed = sum_of_products(b, t, t_shape, axes.rhs_batch, axes.rhs_contracted);
  const Axes to = joined(axis_range(0, batch), axis_range(batch + s_free.size(), t_free.size()));
  return spread(b, times(summed, s), ir::Shape(dims), to);
}

}  // namespace adc::passes
