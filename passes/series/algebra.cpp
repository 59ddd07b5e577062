#include "passes/series/algebra.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "diag/diagnostics.h"
#include "ir/watch.h"

namespace adc::passes::series {
namespace {

using Product = Coefficients::Product;

const Rational kUnit(1);

/// Series in powers of t^(1/n) for larger n are refused.
constexpr std::int64_t kMaxRamification = 60;

std::int64_t saturated(std::int64_t a, std::int64_t b) { return a >= Series::kNone ? Series::kNone : a + b; }

/// Both in powers of one t^(1/n).
std::pair<Series, Series> on_one_grid(const Series& a, const Series& b, Expr zero) {
  const std::int64_t n = std::lcm(a.ramification, b.ramification);
  if (n > kMaxRamification) Algebra::refuse("the series would have roots of an order above 60");
  const auto spread = [&](const Series& s) {
    const std::int64_t step = n / s.ramification;
    if (step == 1) return s;
    Series wide{n, s.valuation * step, {}, s.is_complete() ? Series::kNone : s.truncation * step};
    if (s.coefficients.empty()) return wide;
    wide.coefficients.assign((s.coefficients.size() - 1) * static_cast<std::size_t>(step) + 1, zero);
    for (std::size_t i = 0; i < s.coefficients.size(); ++i) {
      wide.coefficients[i * static_cast<std::size_t>(step)] = s.coefficients[i];
    }
    // What is known ends with the next power, which may be any.
    return wide;
  };
  return {spread(a), spread(b)};
}

}  // namespace

void Algebra::refuse(const std::string& message, std::vector<std::string> help) {
  diag::fail("no-series", {}, message, std::move(help));
}

Series Algebra::constant(Expr c) { return normal(monomial(c, 0)); }

Series Algebra::monomial(Expr c, std::int64_t exponent) {
  Series s;
  s.valuation = exponent;
  s.coefficients.push_back(c);
  return s;
}

// The first coefficient is made not 0, the last one of what is complete, too, and no more are kept than are asked for.
Series Algebra::normal(Series a) {
  std::vector<Expr>& c = a.coefficients;
  std::size_t zeros = 0;
  while (zeros < c.size() && k_.is_zero(c[zeros])) ++zeros;
  c.erase(c.begin(), c.begin() + static_cast<std::ptrdiff_t>(zeros));
  a.valuation += static_cast<std::int64_t>(zeros);
  if (a.is_complete()) {
    while (!c.empty() && k_.pool().is_number(c.back(), 0)) c.pop_back();
  }
  if (c.size() > terms_) {
    c.resize(terms_, k_.pool().zero());
    a.truncation = a.valuation + static_cast<std::int64_t>(terms_);
  }
  if (c.empty() && a.is_complete()) return {};
  return a;
}

// How many coefficients are known, of those that are kept.
std::size_t Algebra::count(const Series& a) const {
  if (a.is_complete()) return terms_;
  return std::min(terms_, static_cast<std::size_t>(std::max<std::int64_t>(0, a.truncation - a.begin())));
}

Expr Algebra::leading(const Series& a) {
  if (a.coefficients.empty()) throw TooFewTerms{};
  return a.coefficients.front();
}

Series Algebra::combine(const Series& left, const Series& right, const Rational& scale) {
  if (right.is_zero()) return left;
  if (left.is_zero()) return scaled(scale, right);
  const auto [a, b] = on_one_grid(left, right, k_.pool().zero());
  Series s;
  s.ramification = a.ramification;
  s.truncation = std::min(a.truncation, b.truncation);
  s.valuation = std::min({a.begin(), b.begin(), s.truncation});
  const auto end = [](const Series& x) { return x.begin() + static_cast<std::int64_t>(x.coefficients.size()); };
  const std::int64_t last = std::min(std::max(end(a), end(b)), s.truncation);
  const auto most = s.valuation + static_cast<std::int64_t>(terms_) * 2;  // some may cancel
  if (last > most) s.truncation = std::min(s.truncation, most);
  const auto at = [&](const Series& x, std::int64_t i) {
    const std::int64_t k = i - x.valuation;
    const bool within = k >= 0 && k < static_cast<std::int64_t>(x.coefficients.size());
    return within ? x.coefficients[static_cast<std::size_t>(k)] : k_.pool().zero();
  };
  for (std::int64_t i = s.valuation; i < std::min(last, most); ++i) {
    const Expr x = at(a, i);
    const Expr y = at(b, i);
    s.coefficients.push_back(k_.sum_of({{kUnit, x, k_.pool().one()}, {scale, y, k_.pool().one()}}));
  }
  return normal(std::move(s));
}

Series Algebra::scaled(const Rational& by, const Series& a) {
  if (by.is_zero()) return {};
  Series s = a;
  for (Expr& c : s.coefficients) c = k_.scaled(by, c);
  return s;
}

Series Algebra::mul(const Series& left, const Series& right) {
  if (left.is_zero() || right.is_zero()) return {};
  const auto [a, b] = on_one_grid(left, right, k_.pool().zero());
  Series s;
  s.ramification = a.ramification;
  s.valuation = a.begin() + b.begin();
  s.truncation = std::min(saturated(a.truncation, b.begin()), saturated(b.truncation, a.begin()));
  if (a.coefficients.empty() || b.coefficients.empty()) return s;
  const std::size_t all = a.coefficients.size() + b.coefficients.size() - 1;
  std::size_t wanted = std::min(all, terms_ + 1);
  if (!s.is_complete()) wanted = std::min(wanted, static_cast<std::size_t>(s.truncation - s.valuation));
  const Expr zero = k_.pool().zero();
  for (std::size_t n = 0; n < wanted; ++n) {
    ir::check_time(1 + n / 4);
    std::vector<Product> products;
    const std::size_t first = n < b.coefficients.size() ? 0 : n - b.coefficients.size() + 1;
    for (std::size_t i = first; i <= std::min(n, a.coefficients.size() - 1); ++i) {
      if (a.coefficients[i] == zero || b.coefficients[n - i] == zero) continue;
      products.push_back({kUnit, a.coefficients[i], b.coefficients[n - i]});
    }
    s.coefficients.push_back(k_.sum_of(products));
  }
  if (all > wanted) s.truncation = std::min(s.truncation, s.valuation + static_cast<std::int64_t>(wanted));
  return normal(std::move(s));
}

// yₖ = (uₖ − Σ vⱼ·yₖ₋ⱼ)/v₀
Series Algebra::div(const Series& left, const Series& right) {
  if (right.is_zero()) refuse("something is divided by 0 wherever the program has a value");
  if (left.is_zero()) return {};
  const auto [a, b] = on_one_grid(left, right, k_.pool().zero());
  const Expr inverse = k_.inverse(leading(b));
  Series s;
  s.ramification = a.ramification;
  s.valuation = a.begin() - b.valuation;
  if (b.coefficients.size() == 1 && b.is_complete()) {
    s.truncation = saturated(a.truncation, -b.valuation);
    for (const Expr c : a.coefficients) s.coefficients.push_back(k_.mul(c, inverse));
    return s;
  }
  const std::size_t known = a.coefficients.empty() ? 0 : std::min(count(a), count(b));
  const Expr zero = k_.pool().zero();
  for (std::size_t n = 0; n < known; ++n) {
    ir::check_time(1 + n / 4);
    std::vector<Product> products;
    if (n < a.coefficients.size()) products.push_back({kUnit, a.coefficients[n], inverse});
    for (std::size_t j = 1; j <= std::min(n, b.coefficients.size() - 1); ++j) {
      if (b.coefficients[j] == zero || s.coefficients[n - j] == zero) continue;
      products.push_back({Rational(-1), k_.mul(b.coefficients[j], inverse), s.coefficients[n - j]});
    }
    s.coefficients.push_back(k_.sum_of(products));
  }
  s.truncation = s.valuation + static_cast<std::int64_t>(known);
  return normal(std::move(s));
}

Expr Algebra::constant_of(const Series& u) {
  const std::int64_t i = -u.valuation;
  if (i < 0 || i >= static_cast<std::int64_t>(u.coefficients.size())) return k_.pool().zero();
  return u.coefficients[static_cast<std::size_t>(i)];
}

Series Algebra::without_constant(const Series& u) {
  Series s = u;
  const std::int64_t i = -u.valuation;
  if (i >= 0 && i < static_cast<std::int64_t>(u.coefficients.size())) {
    s.coefficients[static_cast<std::size_t>(i)] = k_.pool().zero();
  }
  return normal(std::move(s));
}

void Algebra::require_finite(const Series& u, const std::string& what) {
  if (!u.is_complete() && u.truncation <= 0) throw TooFewTerms{};
  if (u.begin() < 0) refuse("there is an essential singularity: " + what + " of what grows without bound");
  if (k_.has_log(constant_of(u))) refuse("there is no power series: " + what + " of what grows as a logarithm");
}

// Where t is the distance to a point, a power t^k of even k is the same on both sides.
void Algebra::note_side(const Series& u) {
  if (u.begin() % (2 * u.ramification) != 0) sided_ = true;
}

int Algebra::sign(const Series& u) {
  if (u.is_zero()) return 0;
  const Expr first = leading(u);
  note_side(u);
  const std::optional<int> sign = k_.sign(first);
  if (!sign)
    refuse("what there is depends on the sign of `" + k_.text_of(first) + "`", {"give the inputs in it values"});
  return *sign;
}

}  // namespace adc::passes::series
