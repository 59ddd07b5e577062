#include "passes/stable/match.h"

#include <algorithm>
#include <array>

#include "passes/rules/squares.h"

namespace adc::passes {

std::optional<Rational> small_product(const Rational& c, const Rational& d) {
  std::optional<Rational> product = mul(c, d);
  if (product && !product->is_within(std::int64_t{1} << 20U)) product.reset();
  return product;
}

bool is_single(const Site& s) { return s.b.function().float_type() == ir::DType::F32; }

ValueId largest_number(const Site& s) {
  if (is_single(s)) return s.b.rational(*mul(*pow(Rational(2), 104), Rational((std::int64_t{1} << 24U) - 1)));
  return s.b.rational(*mul(*pow(Rational(2), 971), Rational((std::int64_t{1} << 53U) - 1)));
}

ValueId largest_exponent(const Site& s) { return constant(s, is_single(s) ? 88 : 709); }

ValueId range_bound(const Site& s, int n) { return s.b.rational(*pow(Rational(2), is_single(s) ? n / 8 : n)); }

ValueId scaled(const Site& s, const Rational& c, ValueId v) {
  if (c.is_one()) return v;
  if (const Rational* d = s.rational(v)) {
    if (const auto product = mul(c, *d)) return s.b.rational(*product);
  }
  if (s.is(v, Op::Neg)) return scaled(s, -c, s.arg(v));
  if (s.is(v, Op::Mul)) {
    const Rational* d = s.rational(s.arg(v, 0));
    const auto product = d != nullptr ? small_product(c, *d) : std::nullopt;
    if (product) return product->is_one() ? s.arg(v, 1) : s.b.mul(s.b.rational(*product), s.arg(v, 1));
  }
  return c == Rational(-1) ? s.b.neg(v) : s.b.mul(s.b.rational(c), v);
}

ValueId negated(const Site& s, ValueId v) {
  if (s.is(v, Op::Sub)) return s.b.sub(s.arg(v, 1), s.arg(v, 0));
  return scaled(s, -1, v);
}

Multiple multiple(const Site& s, ValueId v) {
  constexpr int kMostFactors = 16;
  Multiple product{1, v};
  for (int i = 0; i < kMostFactors; ++i) {
    const ValueId u = product.u;
    std::optional<Rational> c;
    ValueId rest = u;
    if (s.is(u, Op::Neg)) {
      c = -product.c;
      rest = s.arg(u);
    } else if (const Rational* number = s.rational(u)) {
      const bool is_factor = !number->is_one() && !number->is_zero();
      c = is_factor ? small_product(product.c, *number) : std::nullopt;
      if (c) rest = s.b.integer(1);
    } else if (s.is(u, Op::Mul)) {
      const std::size_t k = s.rational(s.arg(u, 0)) != nullptr ? 0 : 1;
      const Rational* factor = s.rational(s.arg(u, k));
      c = factor != nullptr ? small_product(product.c, *factor) : std::nullopt;
      rest = s.arg(u, 1 - k);
    } else if (s.is(u, Op::Div)) {
      const Rational* divisor = s.rational(s.arg(u, 1));
      const bool fits = divisor != nullptr && !divisor->is_zero();
      const std::optional<Rational> inverse = fits ? div(Rational(1), *divisor) : std::nullopt;
      c = inverse ? small_product(product.c, *inverse) : std::nullopt;
      rest = s.arg(u, 0);
    }
    if (!c || c->is_zero()) return product;
    product = {*c, rest};
  }
  return product;
}

bool is_negative_of(const Site& s, ValueId v, ValueId w) {
  if (s.is(v, Op::Neg) && s.arg(v) == w) return true;
  if (s.is(w, Op::Neg) && s.arg(w) == v) return true;
  if (s.is(v, Op::Sub) && s.is(w, Op::Sub)) return s.arg(v, 0) == s.arg(w, 1) && s.arg(v, 1) == s.arg(w, 0);
  if (!s.is(v, Op::Mul) || !s.is(w, Op::Mul) || s.arg(v, 1) != s.arg(w, 1)) return false;
  const Rational* c = s.rational(s.arg(v, 0));
  const Rational* d = s.rational(s.arg(w, 0));
  return c != nullptr && d != nullptr && *c == -*d;
}

ValueId difference(const Site& s, ValueId v, ValueId w) {
  const Rational* c = s.rational(v);
  const Rational* d = s.rational(w);
  if (c != nullptr && d != nullptr) {
    if (const auto exact = sub(*c, *d)) return s.b.rational(*exact);
  }
  if (s.is_rational(w, 0)) return v;
  if (s.is_rational(v, 0)) return negated(s, w);
  if (is_negative_of(s, w, v)) return scaled(s, 2, v);
  if (s.is(w, Op::Neg)) return s.b.add(v, s.arg(w));
  return s.b.sub(v, w);
}

bool is_never_negative(const Site& s, ValueId v) {
  constexpr std::array kOps{Op::Abs, Op::Hypot, Op::Norm, Op::Sqrt};
  return std::ranges::find(kOps, s.b.function().op(v)) != kOps.end() || is_nonnegative(s.b.base(), v);
}

std::optional<ValueId> one_plus(const Site& s, ValueId v) {
  if (!s.is(v, Op::Add)) return std::nullopt;
  for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
    const ValueId rest = s.arg(v, 1 - k);
    if (s.is_rational(s.arg(v, k), 1) && !s.is(rest, Op::Const)) return rest;
  }
  return std::nullopt;
}

std::optional<ValueId> one_minus(const Site& s, ValueId v) {
  return s.is(v, Op::Sub) && s.is_rational(s.arg(v, 0), 1) ? std::optional(s.arg(v, 1)) : std::nullopt;
}

Offset offset(const Site& s, ValueId v) {
  if (s.is(v, Op::Add)) {
    if (const Rational* c = s.rational(s.arg(v, 0))) return {s.arg(v, 1), *c};
    if (const Rational* c = s.rational(s.arg(v, 1))) return {s.arg(v, 0), *c};
  } else if (s.is(v, Op::Sub)) {
    if (const Rational* c = s.rational(s.arg(v, 1))) return {s.arg(v, 0), -*c};
  }
  return {v, 0};
}

std::optional<ValueId> excess(const Site& s, ValueId v, ValueId w) {
  if (!s.is(v, Op::Add)) return std::nullopt;
  if (s.arg(v, 0) == w) return s.arg(v, 1);
  if (s.arg(v, 1) == w) return s.arg(v, 0);
  return std::nullopt;
}

std::optional<ValueId> square_root_of(const Site& s, ValueId v) {
  if (s.is(v, Op::Mul) && s.arg(v, 0) == s.arg(v, 1)) return s.arg(v);
  if (s.is(v, Op::Powi) && s.b.function().immediate(v) == 2) return s.arg(v);
  return std::nullopt;
}

ValueId unguarded_power(const Site& s, ValueId v) {
  const bool guarded = s.is(v, Op::Select) && s.is(s.arg(v, 1), Op::Exp) && s.is(s.arg(v, 2), Op::Pow);
  return guarded ? s.arg(v, 2) : v;
}

std::optional<ValueId> exponent(const Site& s, ValueId v) {
  if (s.is(v, Op::Exp)) return s.arg(v);
  if (s.is_rational(v, 1)) return s.b.integer(0);
  if (s.is(v, Op::Div) && s.is_rational(s.arg(v, 0), 1) && s.is(s.arg(v, 1), Op::Exp))
    return negated(s, s.arg(s.arg(v, 1)));
  return std::nullopt;
}

std::optional<ValueId> opposite_exponents(const Site& s, ValueId v, ValueId w) {
  const std::optional<ValueId> u = exponent(s, v);
  const std::optional<ValueId> t = u ? exponent(s, w) : std::nullopt;
  return t && is_negative_of(s, *t, *u) ? u : std::nullopt;
}

std::optional<ValueId> double_cosh(const Site& s, ValueId v) {
  const bool sum = s.is(v, Op::Add) && s.is(s.arg(v, 0), Op::Exp);
  return sum ? opposite_exponents(s, s.arg(v, 0), s.arg(v, 1)) : std::nullopt;
}

std::vector<ValueId> terms_of_sum(const Site& s, ValueId v) {
  constexpr std::size_t kMostTerms = 64;
  std::vector<ValueId> open{v};
  std::vector<ValueId> terms;
  while (!open.empty()) {
    const ValueId term = open.back();
    open.pop_back();
    if (s.is(term, Op::Add)) {
      open.push_back(s.arg(term, 1));
      open.push_back(s.arg(term, 0));
    } else {
      terms.push_back(term);
    }
    if (terms.size() + open.size() > kMostTerms) return {};
  }
  return terms;
}

std::vector<ValueId> exponents_of_sum(const Site& s, ValueId v) {
  std::vector<ValueId> exponents;
  for (const ValueId term : terms_of_sum(s, v)) {
    const auto u = exponent(s, term);
    if (!u) return {};
    exponents.push_back(*u);
  }
  return exponents.size() < 2 ? std::vector<ValueId>{} : exponents;
}

std::vector<ValueId> other_exponents(const Site& s, ValueId numerator, ValueId denominator) {
  if (!s.is(denominator, Op::Add)) return {};
  const std::optional<ValueId> u = exponent(s, numerator);
  std::vector<ValueId> v = u ? exponents_of_sum(s, denominator) : std::vector<ValueId>{};
  const auto own = std::ranges::find(v, u);
  if (own == v.end()) return {};
  v.erase(own);
  for (ValueId& other : v) other = difference(s, other, *u);
  return v;
}

ValueId log_sum_exp(const Site& s, const std::vector<ValueId>& exponents) {
  ValueId sum = exponents.front();
  for (std::size_t i = 1; i < exponents.size(); ++i) {
    if (s.is_rational(sum, 0))
      sum = s.b.softplus(exponents[i]);
    else if (s.is_rational(exponents[i], 0))
      sum = s.b.softplus(sum);
    else
      sum = s.b.logaddexp(sum, exponents[i]);
  }
  return sum;
}

}  // namespace adc::passes
