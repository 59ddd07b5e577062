// Products of expressions: the normal form of factors and powers.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "passes/real/counted.h"
#include "passes/real/expr.h"
#include "passes/real/layout.h"

namespace adc::passes::real {
namespace {

constexpr std::size_t kInlineFactors = 64;
// Powers of numbers past this stay symbolic.
constexpr std::int64_t kMaxNumberPower = 64;

// Hypotenuses that are squared one in the other: what a person wrote must not decide how deep calls nest.
constexpr int kMaxHypotenuses = 8;

// The integer k with kⁿ = value, if there is one.
std::optional<std::int64_t> integer_root(std::int64_t value, std::int64_t n) {
  const double guess = std::round(std::pow(static_cast<double>(value), 1.0 / static_cast<double>(n)));
  if (!(std::abs(guess) < 1e9)) return std::nullopt;
  const Rational root(static_cast<std::int64_t>(guess));
  const auto power = ir::pow(root, n);
  if (!power || !(*power == Rational(value))) return std::nullopt;
  return root.to_int64();
}

// value^exponent where that is rational: 4^(1/2) = 2.
std::optional<Rational> exact_power(const Rational& value, const Rational& exponent) {
  const auto p = exponent.numerator().to_int64();
  const auto q = exponent.denominator().to_int64();
  const auto num = value.numerator().to_int64();
  const auto den = value.denominator().to_int64();
  if (!p || !q || !num || !den || *num <= 0 || *q > 16 || std::abs(*p) > kMaxNumberPower) return std::nullopt;
  const auto num_root = integer_root(*num, *q);
  const auto den_root = integer_root(*den, *q);
  if (!num_root || !den_root) return std::nullopt;
  return ir::pow(Rational::ratio(*num_root, *den_root), *p);
}

// The largest integer that is at most `value`; nullopt if that is beyond ±kMaxNumberPower.
std::optional<std::int64_t> floor_of(const Rational& value) {
  const double nearest = std::floor(value.to_double());
  if (!(std::abs(nearest) <= kMaxNumberPower)) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(nearest);
  return value < Rational(whole) ? whole - 1 : whole;  // 1 − 1e-80 is 1 as a double
}

}  // namespace

// (c·(k + Σ cᵢ·tᵢ))ⁿ = cⁿ·(k + Σ cᵢ·tᵢ)ⁿ with the content c in front.
bool Pool::add_sum_factor(Expr base, std::int64_t n, Rational& coeff, std::vector<Factor>& out) {
  const NormalForm& sum_node = (*this)[base];
  const Rational k = content(sum_node);
  if (k.is_one() || std::abs(n) > kMaxNumberPower) return false;
  std::vector<Term> terms;
  terms.reserve(sum_node.order.size());
  for (const std::uint32_t i : sum_node.order)
    terms.push_back({over(sum_node.terms[i].coeff, k), sum_node.terms[i].expr});
  const Expr primitive = sum(over(sum_node.number, k), terms);
  coeff = times(coeff, raised(k, n));
  out.push_back({primitive, number(Rational(n))});
  return true;
}

// Powers of calls that are known to be simple.
bool Pool::add_call_factor(Expr base, std::int64_t n, Rational& coeff, std::vector<Factor>& out) {
  const NormalForm& form = (*this)[base];
  switch (form.op) {
    case Op::Abs:  // |u|^2k = u^2k
      if (n % 2 != 0) return false;
      add_factor(form.args[0], number(Rational(n)), coeff, out);
      return true;
    case Op::Sign:  // sign(u)^2k = 1, sign(u)^(2k+1) = sign(u), where u ≠ 0
      if (n == 1 || (n % 2 == 0 && (*this)[form.args[0]].is_flat)) return false;  // which may be 0 on a whole range
      if (n % 2 != 0) out.push_back({base, one()});
      return true;
    case Op::Hypot: {  // hypot(u, v)^2k = (u² + v²)^k
      if (n % 2 != 0 || hypotenuses_ == kMaxHypotenuses) return false;
      const Counted counted(hypotenuses_);
      const Expr two = number(Rational(2));
      const Expr squares = add(power(form.args[0], two), power(form.args[1], two));
      add_factor(squares, number(Rational(n / 2)), coeff, out);
      return true;
    }
    case Op::Cbrt:  // cbrt(u)^3k = u^k
      if (n % 3 != 0) return false;
      add_factor(form.args[0], number(Rational(n / 3)), coeff, out);
      return true;
    default: return false;
  }
}

// (c·u²·v⁴)^(1/2) = c^(1/2)·|u|·v²: nothing but the number stays below the root
bool Pool::leaves_root(const NormalForm& product, const Rational& exponent) const {
  return std::ranges::all_of(product.factors, [&](const Factor& factor) {
    const NormalForm& power = (*this)[factor.exponent];
    const auto n = power.kind == Kind::Number ? power.number.to_int64() : std::nullopt;
    return n && *n % 2 == 0 && times(power.number, exponent).is_integer();
  });
}

bool Pool::add_fractional_factor(Expr base, const Rational& exponent, Rational& coeff, std::vector<Factor>& out) {
  const NormalForm& form = (*this)[base];
  if (form.kind == Kind::Number) {
    if (const auto power = exact_power(form.number, exponent)) {
      coeff = times(coeff, *power);
      return true;
    }
    // c^(n + r) = cⁿ·c^r with 0 < r < 1
    const std::optional<std::int64_t> floor = floor_of(exponent);
    if (form.number.is_negative() || form.number.is_zero() || !floor || *floor == 0) return false;
    coeff = times(coeff, raised(form.number, *floor));
    out.push_back({base, number(plus(exponent, Rational(-*floor)))});
    return true;
  }
  if (form.kind == Kind::Product && form.number.is_one() && form.factors.size() == 1) {
    const Factor inner = form.factors[0];
    const NormalForm& power = (*this)[inner.exponent];
    if (power.kind != Kind::Number) {
      // (e^u)^r = e^(r·u)
      if (!is_constant(inner.base, ir::Constant::Kind::E)) return false;
      out.push_back({inner.base, scaled(exponent, inner.exponent)});
      return true;
    }
    // (u^2k)^r = |u|^(2k·r); otherwise u^a ≥ 0 is u ≥ 0, where (u^a)^r = u^(a·r)
    const auto n = power.number.to_int64();
    const bool even = n && *n % 2 == 0;
    add_factor(even ? call(Op::Abs, {inner.base}) : inner.base, number(times(power.number, exponent)), coeff, out);
    return true;
  }
  // (k²·u)^(1/2) = k·u^(1/2)
  if (form.kind == Kind::Product && !form.number.is_one() && !form.number.is_negative()) {
    const auto root = exact_power(form.number, exponent);
    if (!root) {
      if (!leaves_root(form, exponent)) return false;
      out.push_back({number(form.number), number(exponent)});
      for (const std::uint32_t i : form.order) {
        const Factor inner = form.factors[i];
        add_factor(call(Op::Abs, {inner.base}), number(times((*this)[inner.exponent].number, exponent)), coeff, out);
      }
      return true;
    }
    coeff = times(coeff, *root);
    add_factor(product(Rational(1), factors_in_order(form)), number(exponent), coeff, out);
    return true;
  }
  if (form.kind == Kind::Sum) {
    const Rational k = content(form).abs();
    const auto root = k.is_one() ? std::nullopt : exact_power(k, exponent);
    if (!root) return false;
    coeff = times(coeff, *root);
    out.push_back({scaled(over(Rational(1), k), base), number(exponent)});
    return true;
  }
  return false;
}

// Appends the factors that base^exponent consists of; true if they may need another round of normalising.
bool Pool::add_factor(Expr base, Expr exponent, Rational& coeff, std::vector<Factor>& out) {
  const NormalForm& form = (*this)[base];
  const NormalForm& power = (*this)[exponent];
  const auto keep = [&] {
    out.push_back({base, exponent});
    return false;
  };
  if (power.kind == Kind::Number) {
    if (power.number.is_zero()) return false;  // u^0 = 1
    const auto n = power.number.to_int64();
    if (!n) return add_fractional_factor(base, power.number, coeff, out) || keep();
    switch (form.kind) {
      case Kind::Number: {
        if (form.number.is_zero() && *n < 0) throw NoNormalForm{};
        if (std::abs(*n) > kMaxNumberPower) return keep();
        coeff = times(coeff, raised(form.number, *n));
        return false;
      }
      case Kind::Product: {  // (c·Π b^a)ⁿ = cⁿ·Π b^(a·n)
        if (std::abs(*n) > kMaxNumberPower && !form.number.is_one()) return keep();
        if (form.factors.size() > kInlineFactors) {
          if (form.number.is_one()) return keep();
          coeff = times(coeff, raised(form.number, *n));
          out.push_back({product(Rational(1), factors_in_order(form)), exponent});
          return false;
        }
        if (!form.number.is_one()) coeff = times(coeff, raised(form.number, *n));
        for (const std::uint32_t i : form.order) {
          const Factor& inner = form.factors[i];
          out.push_back({inner.base, *n == 1 ? inner.exponent : scaled(Rational(*n), inner.exponent)});
        }
        return *n != 1;
      }
      case Kind::Sum: return add_sum_factor(base, *n, coeff, out) || keep();
      case Kind::Call: return add_call_factor(base, *n, coeff, out) || keep();
    }
  }
  if (form.kind == Kind::Number && form.number.is_one()) return false;  // 1^u = 1
  if (is_constant(base, ir::Constant::Kind::E)) {                       // e^(c·log u) = u^c
    const NormalForm& shape = (*this)[exponent];
    if (is_call(exponent, Op::Log)) {
      out.push_back({shape.args[0], one()});
      return true;
    }
    if (shape.kind == Kind::Product) {
      for (const Factor& inner : shape.factors) {
        if (!is_call(inner.base, Op::Log) || !is_number(inner.exponent, 1)) continue;
        const Expr argument = (*this)[inner.base].args[0];
        out.push_back({argument, div(exponent, inner.base)});
        return true;
      }
    }
    return keep();
  }
  // (b^a)^u = b^(a·u) where b^a ≥ 0 only for b ≥ 0, or b = e
  if (form.kind == Kind::Product && form.number.is_one() && form.factors.size() == 1) {
    const Factor inner = form.factors[0];
    const bool root = is_number(inner.exponent) && !(*this)[inner.exponent].number.is_integer();
    if (root || is_constant(inner.base, ir::Constant::Kind::E)) {
      out.push_back({inner.base, mul(inner.exponent, exponent)});
      return true;
    }
  }
  return keep();
}

// u^a·u^b = u^(a+b), at the place of the first
bool Pool::merge_bases(std::vector<Factor>& factors) {
  if (factors.size() < 2) return false;
  std::vector<std::uint32_t> by_base(factors.size());
  std::iota(by_base.begin(), by_base.end(), 0U);
  std::ranges::stable_sort(by_base,
                           [&](std::uint32_t a, std::uint32_t b) { return before(factors[a].base, factors[b].base); });
  bool changed = false;
  for (std::size_t i = 0; i < by_base.size();) {
    Factor& first = factors[by_base[i]];
    for (++i; i < by_base.size() && factors[by_base[i]].base == first.base; ++i) {
      first.exponent = add(first.exponent, factors[by_base[i]].exponent);
      factors[by_base[i]].exponent = zero();
      changed = true;
    }
  }
  return changed;
}

// (1 − u)^(1/2)·(u − 1)ⁿ = (−1)ⁿ·(1 − u)^(n+1/2): a sum under a root keeps its sign and content, and others follow it.
void Pool::merge_signed_sums(Rational& coeff, std::vector<Factor>& factors) {
  for (const Factor& root : std::vector<Factor>(factors)) {
    if ((*this)[root.base].kind != Kind::Sum || !is_number(root.exponent)) continue;
    if ((*this)[root.exponent].number.is_integer()) continue;
    const Rational k = content((*this)[root.base]);
    if (k.is_one()) continue;
    const Expr primitive = scaled(over(Rational(1), k), root.base);
    for (Factor& other : factors) {
      const auto n = is_number(other.exponent) ? (*this)[other.exponent].number.to_int64() : std::nullopt;
      if (other.base != primitive || !n || std::abs(*n) > kMaxNumberPower) continue;
      coeff = times(coeff, raised(k, -*n));
      other.base = root.base;
    }
  }
}

// sign(u)·u^(2k+1) = |u|^(2k+1), sign(u)·|u|^(2k+1) = u^(2k+1), |u|^a·u^2k = |u|^(a+2k), |u|ⁿ·u^−n = sign(u) for odd n
bool Pool::merge_signs(std::vector<Factor>& factors) {
  for (Factor& a : factors) {
    const bool is_abs = is_call(a.base, Op::Abs);
    const auto n = is_number(a.exponent) ? (*this)[a.exponent].number.to_int64() : std::nullopt;
    if (!is_abs && !(is_call(a.base, Op::Sign) && is_number(a.exponent, 1))) continue;
    const Expr argument = (*this)[a.base].args[0];
    for (Factor& b : factors) {
      const auto m = is_number(b.exponent) ? (*this)[b.exponent].number.to_int64() : std::nullopt;
      if (!m) continue;
      const bool odd = *m % 2 != 0;
      if (!is_abs && b.base == argument && odd) {
        a = {call(Op::Abs, {argument}), b.exponent};
      } else if (!is_abs && is_call(b.base, Op::Abs) && (*this)[b.base].args[0] == argument && odd) {
        a = {argument, b.exponent};
      } else if (is_abs && b.base == argument && !odd) {
        a = {a.base, add(a.exponent, b.exponent)};
      } else if (is_abs && b.base == argument && n && *n == -*m) {
        a = {call(Op::Sign, {argument}), one()};
      } else {
        continue;
      }
      b.exponent = zero();
      return true;
    }
  }
  return false;
}

Expr Pool::product(const Rational& coeff, std::vector<Factor> factors) {
  Rational c = coeff;
  // A sum alone keeps its content.
  if (c.is_one() && factors.size() == 1 && is_number(factors[0].exponent, 1)) return factors[0].base;
  for (bool again = true; again;) {
    std::vector<Factor> flat;
    again = false;
    for (const Factor& factor : factors) again = add_factor(factor.base, factor.exponent, c, flat) || again;
    again = merge_bases(flat) || again;
    merge_signed_sums(c, flat);
    again = merge_bases(flat) || again;
    again = merge_signs(flat) || again;
    factors = std::move(flat);
  }
  if (c.is_zero()) return zero();
  if (factors.empty()) return number(c);
  if (factors.size() == 1 && is_number(factors[0].exponent, 1)) {
    const Expr base = factors[0].base;
    if (c.is_one()) return base;
    const NormalForm& form = (*this)[base];
    if (form.kind == Kind::Sum && form.terms.size() <= kInlineTerms) return sum(Rational(0), {{c, base}});
  }
  NormalForm form;
  form.kind = Kind::Product;
  form.number = c;
  std::vector<std::uint32_t> by_base(factors.size());
  std::iota(by_base.begin(), by_base.end(), 0U);
  std::ranges::sort(by_base, before, [&](std::uint32_t i) { return factors[i].base; });
  form.order.resize(factors.size());
  for (std::uint32_t i = 0; i < by_base.size(); ++i) {
    form.order[by_base[i]] = i;
    form.factors.push_back(factors[by_base[i]]);
  }
  return intern(std::move(form));
}

}  // namespace adc::passes::real
