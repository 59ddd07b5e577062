// Incomplete gamma and beta functions by series of positive terms and, for Q where x is large, a continued fraction.
#include <cmath>
#include <cstdint>

#include "precise/guarded.h"
#include "precise/special.h"

namespace adc::precise {
namespace {

/// 1 + r(1) + r(1)·r(2) + …, of positive terms that fall from the index `mode` on; nan where the budget ends first
template <class W, class Ratio>
W sum_of_products(const W& mode, Ratio ratio) {
  W term = 1;
  W sum = 1;
  for (std::int64_t m = 1; m < kTermBudget<W>; ++m) {
    term *= ratio(m);
    sum += term;
    if (m >= mode && term < sum * std::numeric_limits<W>::epsilon()) return sum;
  }
  return std::numeric_limits<W>::quiet_NaN();
}

/// Σ xᵐ/((a + 1)…(a + m)), of positive terms
template <class W>
W gamma_series(const W& a, const W& x) {
  return sum_of_products(W(x - a), [&](std::int64_t m) { return W(x / (a + m)); });
}

/// x^a e^−x/Γ(a + 1); beyond all measure by Stirling's formula, whose logarithms do not cancel
template <class W>
W gamma_power(const W& a, const W& x) {
  if (a > 1e60) {
    const W u = (x - a) / a;
    return exp(W(-a * (u - mpfr_of(mpfr_log1p, u)) - 1 / (12 * a))) / sqrt(2 * pi<W>() * a);
  }
  return exp(W(a * log(x) - x - log_gamma(W(a + 1))));
}

/// Q over that: a/(x + 1 − a + (a − 1)/(x + 3 − a + …)) by Lentz's algorithm, for x well above a
template <class W>
W gamma_fraction(const W& a, const W& x) {
  W b = x + 1 - a;
  W c = 1 / std::numeric_limits<W>::epsilon() / std::numeric_limits<W>::epsilon();
  W d = 1 / b;
  W h = d;
  for (std::int64_t m = 1; m < kTermBudget<W>; ++m) {
    const W above = m * (a - m);
    b += 2;
    d = 1 / (above * d + b);
    c = b + above / c;
    h *= c * d;
    if (abs(W(c * d - 1)) < std::numeric_limits<W>::epsilon()) break;
  }
  return a * h;
}

/// P (lower) or Q where a is beyond all measure: a step at x = a, half of it at a itself (DLMF 8.11.12).
template <class W>
W gamma_step(const W& a, const W& x, bool lower) {
  if (x == a) {
    const W beside = 1 / (3 * sqrt(2 * pi<W>() * a));
    return W(1) / 2 + (lower ? beside : W(-beside));
  }
  return (x > a) == lower ? 1 : 0;
}

template <class W>
Sum<W> gamma_value(const W& a, const W& x, bool lower) {
  if (a > 1e60) return {gamma_step(a, x, lower), W(0)};
  if (x > 2 * a + 100) {
    const W q = gamma_power(a, x) * gamma_fraction(a, x);
    return {lower ? W(1 - q) : q, W(0)};
  }
  if (a > 1e10) return {std::numeric_limits<W>::quiet_NaN(), W(0)};
  const W p = gamma_power(a, x) * gamma_series(a, x);
  return {lower ? p : W(1 - p), lower ? W(0) : W(1)};
}

/// The mth derivative of x^(a − 1) e^−x/Γ(a) at x > 0.
template <class W>
Sum<W> gamma_slope(int m, const W& a, const W& x) {
  W term = gamma_power(a, x) * a / x * (m % 2 == 0 ? 1 : -1);
  Sum<W> sum{W(0), W(0)};
  for (int j = 0; j <= m; ++j) {
    sum.value += term;
    sum.largest = std::max<W>(sum.largest, abs(term));
    term *= (a - (j + 1)) * (j - m) / ((j + 1) * x);
  }
  return sum;
}

/// x^(a − 1)/Γ(a)·Σ cᵢ xⁱ, differentiated m times, at 0 from the right, where c(i) has the sign of `coefficient(i)`.
template <class W, class Coefficient>
W slope_at_zero(int m, const W& a, Coefficient coefficient) {
  if (a > m + 1) return 0;
  if (a == floor(a)) {
    const int i = m + 1 - static_cast<int>(a);
    return coefficient(i) * mpfr_of(mpfr_gamma, W(m + 1));
  }
  int sign = 1;
  for (int j = 1; j <= m; ++j) sign = a < j ? -sign : sign;
  return sign * std::numeric_limits<W>::infinity();
}

template <class W>
Sum<W> gamma_at(int k, const W& a, const W& x, bool lower) {
  const W nan = std::numeric_limits<W>::quiet_NaN();
  if (isnan(a) || isnan(x) || a < 0 || x < 0) return {nan, W(0)};
  if (isinf(a)) return {isinf(x) ? nan : W(lower ? 0 : 1), W(0)};
  if (isinf(x)) return {W(k == 0 && lower ? 1 : 0), W(0)};
  if (a == 0) return {x == 0 ? nan : W(k == 0 && lower ? 1 : 0), W(0)};
  if (k > 0 && x == 0) {
    const W value = slope_at_zero(k - 1, a, [&](int i) {
      return W((i % 2 == 0 ? 1 : -1) / (mpfr_of(mpfr_gamma, W(i + 1)) * mpfr_of(mpfr_gamma, a)));
    });
    return {value, W(0)};
  }
  if (x == 0) return {W(lower ? 0 : 1), W(0)};
  return k == 0 ? gamma_value(a, x, lower) : gamma_slope(k - 1, a, x);
}

/// x^a (1 − x)^b/B(a, b)
template <class W>
W beta_power(const W& a, const W& b, const W& x) {
  return exp(W(a * log(x) + b * mpfr_of(mpfr_log1p, W(-x)) + log_gamma(W(a + b)) - log_gamma(a) - log_gamma(b)));
}

/// Iₓ(a, b) over beta_power: Σ (a + b)…(a + b + m − 1)/((a + 1)…(a + m)) xᵐ/a, of positive terms
template <class W>
W beta_series(const W& a, const W& b, const W& x) {
  return sum_of_products(W((b - 1) * x / (1 - x)), [&](std::int64_t m) { return W((a + b + (m - 1)) * x / (a + m)); }) /
         a;
}

template <class W>
Sum<W> beta_value(const W& a, const W& b, const W& x) {
  const bool near_one = x > 0.99 || (x > 0.5 && x * (a + b) > a);
  if (!near_one) return {beta_power(a, b, x) * beta_series(a, b, x), W(0)};
  const W y = 1 - x;
  const W rest = beta_power(b, a, y) * beta_series(b, a, y);
  return {1 - rest, W(1)};
}

template <class W>
Sum<W> beta_slope(int m, const W& a, const W& b, const W& x) {
  const W y = 1 - x;
  const W power = beta_power(a, b, x) / x / y;
  Sum<W> sum{W(0), W(0)};
  for (int j = 0; j <= m; ++j) {
    W term = power * binomial(m, j);
    for (int i = 1; i <= j; ++i) term *= (a - i) / x;
    for (int i = 1; i <= m - j; ++i) term *= (i - b) / y;
    sum.value += term;
    sum.largest = std::max<W>(sum.largest, abs(term));
  }
  return sum;
}

template <class W>
W beta_slope_at_zero(int m, const W& a, const W& b) {
  return slope_at_zero(m, a, [&](int i) {
    W c = 1;
    for (int j = 1; j <= i; ++j) c *= (j - b) / j;
    return W(c * exp(W(log_gamma(W(a + b)) - log_gamma(a) - log_gamma(b))));
  });
}

template <class W>
Sum<W> beta_at(int k, const W& a, const W& b, const W& x) {
  const bool inside = a > 0 && b > 0 && a <= 1e9 && b <= 1e9 && x >= 0 && x <= 1;
  if (!inside) return {std::numeric_limits<W>::quiet_NaN(), W(0)};
  if (x == 0) return {k == 0 ? W(0) : beta_slope_at_zero(k - 1, a, b), W(0)};
  if (x == 1) return {k == 0 ? W(1) : W(beta_slope_at_zero(k - 1, b, a) * (k % 2 == 0 ? -1 : 1)), W(0)};
  return k == 0 ? beta_value(a, b, x) : beta_slope(k - 1, a, b, x);
}

}  // namespace

void gammainc(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr a, mpfr_srcptr x) {
  evaluate_guarded(y, digits, [&]<class W>() { return gamma_at(k, from<W>(a), from<W>(x), true); });
}
void gammaincc(mpfr_ptr y, unsigned digits, mpfr_srcptr a, mpfr_srcptr x) {
  evaluate_guarded(y, digits, [&]<class W>() { return gamma_at(0, from<W>(a), from<W>(x), false); });
}
void betainc(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr a, mpfr_srcptr b, mpfr_srcptr x) {
  evaluate_guarded(y, digits, [&]<class W>() { return beta_at(k, from<W>(a), from<W>(b), from<W>(x)); });
}

}  // namespace adc::precise
