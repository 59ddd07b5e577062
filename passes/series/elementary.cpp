// Powers, exponentials, logarithms, circular and hyperbolic functions of series.
#include <algorithm>
#include <numeric>
#include <utility>

#include "ir/watch.h"
#include "passes/series/algebra.h"

namespace adc::passes::series {
namespace {

using ir::Op;
using Product = Coefficients::Product;

/// Powers of polynomials up to this are polynomials again.
constexpr std::int64_t kMaxWholePower = 64;
constexpr std::int64_t kMaxRamification = 60;

Rational over(std::int64_t a, std::int64_t b) { return Rational::ratio(a, b); }

/// c as a rational multiple of the logarithm and the rest; nullopt where the logarithm stands in it otherwise.
struct Logarithmic {
  Rational multiple;
  Expr rest;
};

std::optional<Logarithmic> split_log(Coefficients& k, Expr c) {
  Pool& pool = k.pool();
  if (!k.has_log(c)) return Logarithmic{Rational(0), c};
  const real::Term whole = pool.split(c);
  if (whole.expr == k.log()) return Logarithmic{whole.coeff, pool.zero()};
  if (pool[c].kind != real::Kind::Sum) return std::nullopt;
  Logarithmic parts;
  std::vector<real::Term> rest;
  for (const real::Term& term : std::vector<real::Term>(pool[c].terms)) {
    if (term.expr == k.log()) {
      parts.multiple = term.coeff;
    } else {
      if (k.has_log(term.expr)) return std::nullopt;
      rest.push_back(term);
    }
  }
  parts.rest = pool.sum(Rational(pool[c].number), rest);
  return parts;
}

}  // namespace

Series Algebra::whole_power(const Series& u, std::int64_t n) {
  Series power = number(Rational(1));
  for (Series square = u;; square = mul(square, square)) {
    if (n % 2 == 1) power = mul(power, square);
    n /= 2;
    if (n == 0) return power;
  }
}

// y = uᶜ: u·y′ = c·y·u′, so k·u₀·yₖ = Σ (c·j − (k − j))·uⱼ·yₖ₋ⱼ, j from 1
std::vector<Expr> Algebra::unit_power(const Series& u, Expr c) {
  Pool& pool = k_.pool();
  const Expr first = leading(u);
  const Expr inverse = k_.inverse(first);
  const bool is_whole = u.is_complete() && u.coefficients.size() == 1;
  const std::size_t known = is_whole ? 1 : count(u);
  std::vector<Expr> y{pool.power(first, c)};
  for (std::size_t k = 1; k < known; ++k) {
    ir::check_time(1 + k / 4);
    std::vector<Product> products;
    for (std::size_t j = 1; j <= std::min(k, u.coefficients.size() - 1); ++j) {
      const auto m = static_cast<std::int64_t>(j);
      const auto n = static_cast<std::int64_t>(k);
      if (u.coefficients[j] == pool.zero() || y[k - j] == pool.zero()) continue;
      const Expr factor = pool.sum(Rational(m - n), {{Rational(m), c}});
      products.push_back({over(1, n), k_.mul(factor, k_.mul(u.coefficients[j], inverse)), y[k - j]});
    }
    y.push_back(k_.sum_of(products));
  }
  return y;
}

Series Algebra::power(const Series& u, const Rational& c) {
  if (c.is_zero()) return number(Rational(1));
  if (u.is_zero()) {
    if (c.is_negative()) refuse("something is divided by 0 wherever the program has a value");
    return {};
  }
  const std::optional<std::int64_t> whole = c.to_int64();
  if (whole && *whole > 0 && *whole <= kMaxWholePower && u.is_complete()) return whole_power(u, *whole);
  const Expr first = leading(u);
  if (k_.has_log(first) && !whole) refuse("there is no power series: a root of what grows as a logarithm");
  if (!whole) {
    note_side(u);
    if (k_.sign(first).value_or(1) < 0) refuse("there is no real number on this side: a root of what is negative");
  }
  const std::optional<std::int64_t> p = c.numerator().to_int64();
  const std::optional<std::int64_t> q = c.denominator().to_int64();
  constexpr std::int64_t kMaxPower = 1'000'000;
  if (!p || !q || std::abs(*p) > kMaxPower) refuse("there is a power with an exponent that is too large for a series");
  const std::int64_t step = *q / std::gcd(u.valuation * *p, *q);
  if (step * u.ramification > kMaxRamification) refuse("the series would have roots of an order above 60");
  const std::vector<Expr> y = unit_power(u, k_.pool().number(c));
  Series s;
  s.ramification = u.ramification * step;
  s.valuation = u.valuation * step * *p / *q;
  s.coefficients.assign((y.size() - 1) * static_cast<std::size_t>(step) + 1, k_.pool().zero());
  for (std::size_t i = 0; i < y.size(); ++i) s.coefficients[i * static_cast<std::size_t>(step)] = y[i];
  if (!(u.is_complete() && u.coefficients.size() == 1)) {
    s.truncation = s.valuation + static_cast<std::int64_t>(y.size()) * step;
  }
  return normal(std::move(s));
}

Series Algebra::power(const Series& u, Expr c) {
  if (k_.pool().is_number(c)) return power(u, k_.pool()[c].number);
  if (u.is_zero()) refuse("there is no power series: a power of 0 with an exponent that is not known");
  const Expr first = leading(u);
  if (u.begin() != 0) {
    refuse("there is no power series: a power of the variable with the exponent `" + k_.text_of(c) + "`",
           {"give the inputs in it values; a constant exponent has to be rational"});
  }
  if (k_.has_log(first) || k_.has_log(c)) refuse("there is no power series: a power of what grows as a logarithm");
  if (k_.sign(first).value_or(1) < 0) refuse("there is no real number on this side: a root of what is negative");
  Series s;
  s.ramification = u.ramification;
  s.coefficients = unit_power(u, c);
  if (!(u.is_complete() && u.coefficients.size() == 1)) {
    s.truncation = static_cast<std::int64_t>(s.coefficients.size());
  }
  return normal(std::move(s));
}

// y = eᵘ: y′ = u′·y, so k·yₖ = Σ j·uⱼ·yₖ₋ⱼ, j from 1; e^(k·ln t) = tᵏ
Series Algebra::exp(const Series& u) {
  if (!u.is_complete() && u.truncation <= 0) throw TooFewTerms{};
  if (u.begin() < 0) refuse("there is an essential singularity: the exponential of what grows without bound");
  const std::optional<Logarithmic> start = split_log(k_, constant_of(u));
  const std::optional<std::int64_t> p = start ? start->multiple.numerator().to_int64() : std::nullopt;
  const std::optional<std::int64_t> q = start ? start->multiple.denominator().to_int64() : std::nullopt;
  if (!p || !q || *q > kMaxRamification) {
    refuse("there is no power series: the exponential of what grows as a logarithm",
           {"a power `x^a` has a series about 0 where `a` is a rational number"});
  }
  const Series delta = without_constant(u);
  Series s;
  s.ramification = delta.ramification;
  s.coefficients.push_back(k_.pool().power(k_.pool().e(), start->rest));
  if (!delta.is_zero()) {
    const auto known =
        static_cast<std::size_t>(std::min<std::int64_t>(delta.truncation, static_cast<std::int64_t>(terms_)));
    s.truncation = static_cast<std::int64_t>(known);
    for (std::size_t k = 1; k < known; ++k) {
      ir::check_time(1 + k / 4);
      std::vector<Product> products;
      for (std::size_t i = 0; i < delta.coefficients.size(); ++i) {
        const std::size_t j = i + static_cast<std::size_t>(delta.valuation);
        if (j > k) break;
        products.push_back({over(static_cast<std::int64_t>(j), static_cast<std::int64_t>(k)), delta.coefficients[i],
                            s.coefficients[k - j]});
      }
      s.coefficients.push_back(k_.sum_of(products));
    }
  }
  if (*p == 0) return normal(std::move(s));
  Series power = monomial(k_.pool().one(), log_sign_.is_negative() ? -*p : *p);
  power.ramification = *q;
  sided_ = true;
  return mul(normal(std::move(s)), power);
}

// y = log(1 + w): yₖ = wₖ − Σ j·yⱼ·wₖ₋ⱼ/k, j from 1 to k − 1; log(c·tᵛ·(1 + w)) = log c + v·log t + y
Series Algebra::log(const Series& u) {
  if (u.is_zero()) refuse("there is no real number: the logarithm of 0");
  Pool& pool = k_.pool();
  const Expr first = leading(u);
  if (k_.has_log(first)) refuse("there is no power series: the logarithm of what grows as a logarithm");
  if (k_.sign(first).value_or(1) < 0) refuse("there is no real number on this side: the logarithm of what is negative");
  const Expr inverse = k_.inverse(first);
  Series s;
  s.ramification = u.ramification;
  s.coefficients.push_back(k_.call(Op::Log, {first}));
  if (u.valuation != 0) {
    sided_ = true;
    s.coefficients[0] =
        k_.add(s.coefficients[0], pool.scaled(real::times(log_sign_, over(u.valuation, u.ramification)), k_.log()));
  }
  const bool is_whole = u.is_complete() && u.coefficients.size() == 1;
  const std::size_t known = is_whole ? 1 : count(u);
  std::vector<Expr> w{pool.one()};
  for (std::size_t k = 1; k < known; ++k) {
    ir::check_time(1 + k / 4);
    w.push_back(k < u.coefficients.size() ? k_.mul(u.coefficients[k], inverse) : pool.zero());
    std::vector<Product> products{{Rational(1), w[k], pool.one()}};
    for (std::size_t j = 1; j < k; ++j) {
      if (w[k - j] == pool.zero() || s.coefficients[j] == pool.zero()) continue;
      products.push_back(
          {over(-static_cast<std::int64_t>(j), static_cast<std::int64_t>(k)), s.coefficients[j], w[k - j]});
    }
    s.coefficients.push_back(k_.sum_of(products));
  }
  if (!is_whole) s.truncation = static_cast<std::int64_t>(known);
  return normal(std::move(s));
}

// s = sin u, c = cos u: k·sₖ = Σ j·uⱼ·cₖ₋ⱼ and k·cₖ = −Σ j·uⱼ·sₖ₋ⱼ, j from 1; for sinh and cosh without the sign
Algebra::Pair Algebra::pair(const Series& u, Op sine, Op cosine, const Rational& sign) {
  require_finite(u, std::string(ir::info(sine).spelling) + " or " + std::string(ir::info(cosine).spelling));
  const Expr start = constant_of(u);
  const Series delta = without_constant(u);
  Series s;
  s.ramification = delta.ramification;
  s.coefficients.push_back(k_.call(sine, {start}));
  Series c = s;
  c.coefficients[0] = k_.call(cosine, {start});
  if (delta.is_zero()) return {normal(std::move(s)), normal(std::move(c))};
  const auto known =
      static_cast<std::size_t>(std::min<std::int64_t>(delta.truncation, static_cast<std::int64_t>(terms_) + 1));
  for (std::size_t k = 1; k < known; ++k) {
    ir::check_time(1 + k / 2);
    std::vector<Product> of_sine;
    std::vector<Product> of_cosine;
    for (std::size_t i = 0; i < delta.coefficients.size(); ++i) {
      const std::size_t j = i + static_cast<std::size_t>(delta.valuation);
      if (j > k) break;
      const Rational weight = over(static_cast<std::int64_t>(j), static_cast<std::int64_t>(k));
      of_sine.push_back({weight, delta.coefficients[i], c.coefficients[k - j]});
      of_cosine.push_back({real::times(sign, weight), delta.coefficients[i], s.coefficients[k - j]});
    }
    s.coefficients.push_back(k_.sum_of(of_sine));
    c.coefficients.push_back(k_.sum_of(of_cosine));
  }
  s.truncation = c.truncation = static_cast<std::int64_t>(known);
  return {normal(std::move(s)), normal(std::move(c))};
}

// t·d/dt of Σ cᵢ·tᵉ is Σ e·cᵢ·tᵉ; ∫ q·tᵉ⁻¹ = q·tᵉ/e
Series Algebra::integral(Expr start, const Series& p, const Series& u) {
  Series slope = u;
  for (std::size_t i = 0; i < slope.coefficients.size(); ++i) {
    const Rational exponent = over(slope.valuation + static_cast<std::int64_t>(i), slope.ramification);
    slope.coefficients[i] = k_.scaled(exponent, slope.coefficients[i]);
  }
  Series s = mul(p, normal(std::move(slope)));
  if (s.begin() <= 0 && !s.is_zero()) refuse("there is no power series that is known where a function is singular");
  for (std::size_t i = 0; i < s.coefficients.size(); ++i) {
    if (p.begin() < 0 && k_.has_log(s.coefficients[i])) {
      refuse("there is no power series that is known of logarithms where a function is singular");
    }
    const std::int64_t exponent = s.valuation + static_cast<std::int64_t>(i);
    s.coefficients[i] = k_.scaled(over(s.ramification, exponent), s.coefficients[i]);
  }
  return add(constant(start), s);
}

Series Algebra::composed(const std::vector<Expr>& coefficients, const Series& u) {
  const Series delta = without_constant(u);
  if (delta.is_zero()) return normal(constant(coefficients.front()));
  Series s;
  s.ramification = delta.ramification;
  s.truncation = 0;
  for (std::size_t i = coefficients.size(); i-- > 0;) s = add(mul(s, delta), normal(constant(coefficients[i])));
  return s;
}

}  // namespace adc::passes::series
