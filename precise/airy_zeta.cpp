// Airy functions, exponential integrals and Riemann's zeta function.
#include <boost/math/special_functions/bernoulli.hpp>
#include <cstdint>
#include <vector>

#include "precise/guarded.h"
#include "precise/special.h"

namespace adc::precise {
namespace {

// --- Airy: the series of y″ = x·y (DLMF 9.4), far out expansions in ζ = ⅔|x|^(3/2) (9.7) --------------------------

template <class W>
struct AiryStart {
  W value;
  W slope;
};

template <class W>
AiryStart<W> airy_start(bool second) {
  const W third = W(1) / 3;
  const W value = 1 / (pow(W(3), W(2 * third)) * mpfr_of(mpfr_gamma, W(2 * third)));
  const W slope = -1 / (pow(W(3), third) * mpfr_of(mpfr_gamma, third));
  if (!second) return {value, slope};
  return {value * sqrt(W(3)), -slope * sqrt(W(3))};
}

/// Taylor's series at 0: the coefficients obey cₘ₊₃ = cₘ/((m + 2)(m + 3)).
template <class W>
Sum<W> airy_series(int k, bool second, const W& x) {
  const AiryStart<W> start = airy_start<W>(second);
  Sum<W> sum{W(0), W(0)};
  const auto add = [&](const W& term) {
    sum.value += term;
    sum.largest = std::max<W>(sum.largest, abs(term));
  };
  W f = start.value;  // cₘ·xᵐ for m = 0, 3, …
  W g = start.slope;  // cₘ·xᵐ⁻¹ for m = 1, 4, …
  const W cube = x * x * x;
  for (std::int64_t m = 0; m < 100'000; m += 3) {
    if (k == 0) {
      add(f);
      add(W(g * x));
    } else {
      if (m > 0) add(W(f * m / x));
      add(W(g * (m + 1)));
    }
    if (m > 3 && abs(f) + abs(g) < sum.largest * std::numeric_limits<W>::epsilon() / (m + 1)) break;
    f *= cube / (W(m + 2) * (m + 3));
    g *= cube / (W(m + 3) * (m + 4));
  }
  if (k == 1 && x == 0) sum.value = start.slope;
  return sum;
}

template <class W>
Sum<W> airy_far(int k, bool second, const W& x) {
  const W size = abs(x);
  const W zeta = 2 * size * sqrt(size) / 3;
  const bool oscillates = x < 0;
  W u = 1;
  W even = 1;
  W odd = 0;
  for (int m = 1; m < 100'000; ++m) {
    u *= W(6 * m - 5) * (6 * m - 3) * (6 * m - 1) / (zeta * 216 * m * (2 * m - 1));
    W term = k == 0 ? u : W(u * (6 * m + 1) / (1 - 6 * m));
    if (oscillates && (m / 2) % 2 != 0) term = -term;
    (m % 2 == 0 ? even : odd) += term;
    if (abs(u) < std::numeric_limits<W>::epsilon() || m > 2 * zeta) break;
  }
  const W root = k == 0 ? W(1 / (sqrt(pi<W>()) * sqrt(sqrt(size)))) : W(sqrt(sqrt(size)) / sqrt(pi<W>()));
  if (oscillates) {
    const W angle = zeta + pi<W>() / 4;
    const W s = sin(angle);
    const W c = cos(angle);
    // Ai = s·P − c·Q, Bi = c·P + s·Q, Ai′ = −c·P − s·Q, Bi′ = s·P − c·Q (DLMF 9.7.9 to 12)
    const W value = (k == 0) == !second ? W(s * even - c * odd) : W(c * even + s * odd);
    return {root * (k == 1 && !second ? W(-value) : value), root};
  }
  const W value = second ? W(root * exp(zeta) * (even + odd)) : W(root / 2 * exp(W(-zeta)) * (even - odd));
  return {k == 1 && !second ? W(-value) : value, W(0)};
}

template <class W>
Sum<W> airy_at(int k, bool second, const W& x, unsigned digits) {
  if (x < 0 && isinf(x) && k == 0) return {W(0), W(0)};
  if (isnan(x) || x < -1e10) return {std::numeric_limits<W>::quiet_NaN(), W(0)};
  if (isinf(x)) return {second ? std::numeric_limits<W>::infinity() : W(k == 0 ? W(0) : -W(0)), W(0)};
  const W size = abs(x);
  return size * sqrt(size) * 2 / 3 > 1.2 * digits + 30 ? airy_far(k, second, x) : airy_series(k, second, x);
}

// --- exponential integrals
// --------------------------------------------------------------------------------------------

/// γ + log |x| + Σ xᵐ/(m·m!)
template <class W>
Sum<W> expint_series(const W& x) {
  W euler;
  mpfr_const_euler(euler.backend().data(), MPFR_RNDN);
  W term = 1;
  Sum<W> sum{euler + log(W(abs(x))), W(1)};
  for (std::int64_t m = 1; m < 1'000'000; ++m) {
    term *= x / m;
    sum.value += term / m;
    sum.largest = std::max<W>(sum.largest, abs(term));
    if (abs(term) < sum.largest * std::numeric_limits<W>::epsilon()) break;
  }
  return sum;
}

/// eˣ/x Σ m!/xᵐ: Ei(x) for large |x|, and −E₁(−x)
template <class W>
W expint_far(const W& x) {
  W term = 1;
  W sum = 1;
  for (std::int64_t m = 1; m < abs(x) && abs(term) > std::numeric_limits<W>::epsilon(); ++m) {
    term *= m / x;
    sum += term;
  }
  return exp(x) / x * sum;
}

template <class W>
Sum<W> expint_at(const W& x, unsigned digits) {
  if (isnan(x)) return {x, W(0)};
  if (x == 0) return {-std::numeric_limits<W>::infinity(), W(0)};
  if (isinf(x)) return {x > 0 ? x : W(0), W(0)};
  if (abs(x) > 2.4 * digits + 50) return {expint_far(x), W(0)};
  return expint_series(x);
}

// --- zeta
// -------------------------------------------------------------------------------------------------------------

/// log m
template <class W>
const W& log_of(std::int64_t m) {
  static thread_local std::vector<W> logs{W(0), W(0)};
  while (logs.size() <= static_cast<std::size_t>(m)) logs.push_back(log(W(logs.size())));
  return logs[static_cast<std::size_t>(m)];
}

/// (−1)ᵏ Σ log(m)ᵏ m⁻ˣ by Euler and Maclaurin's formula from `first` on.
template <class W>
W zeta_tail(int k, const W& x, std::int64_t first) {
  const W l = log_of<W>(first);
  const W d = x - 1;
  W integral = 1;
  W power = 1;
  for (int j = 1; j <= k; ++j) {
    power *= l;
    integral = power + integral * j / d;
  }
  W sum = integral * first / d + power / 2;
  std::vector<W> p(static_cast<std::size_t>(k) + 1, W(0));  // f⁽ᵐ⁾(t) = t⁻ˣ⁻ᵐ·p(log t)
  p.back() = 1;
  W factorial = 1;
  for (int m = 1; m < 4'000; ++m) {
    for (std::size_t j = 0; j < p.size(); ++j) {
      W next = -(x + (m - 1)) * p[j];
      if (j + 1 < p.size()) next += p[j + 1] * (j + 1);
      p[j] = next / first;
    }
    factorial *= m;
    if (m % 2 == 0) continue;
    W value = 0;
    for (std::size_t j = p.size(); j-- > 0;) value = value * l + p[j];
    const W term = boost::math::bernoulli_b2n<W>((m + 1) / 2) / (factorial * (m + 1)) * value;
    sum -= term;
    if (abs(term) < abs(sum) * std::numeric_limits<W>::epsilon()) break;
  }
  return sum * exp(W(-x * l));
}

template <class W>
Sum<W> zeta_at(int k, const W& x) {
  const W infinity = std::numeric_limits<W>::infinity();
  const int sign = k % 2 == 0 ? 1 : -1;
  if (!(x > 1)) return {x == 1 ? W(sign * infinity) : std::numeric_limits<W>::quiet_NaN(), W(0)};
  if (isinf(x)) return {W(k == 0 ? 1 : 0), W(0)};
  const W last = pow(W(2), W(-x));
  W sum = k == 0 ? 1 : 0;
  if (x > 1e6) return {k == 0 ? W(1 + last) : W(pow(log(W(2)), k) * last * sign), W(0)};
  const std::int64_t first =
      2 * static_cast<std::int64_t>(kDigits<W>) / 5 + 20 + k + static_cast<std::int64_t>(x < 2'000 ? x / 2 : W(1'000));
  std::int64_t m = 2;
  for (; m < first; ++m) {
    const W& l = log_of<W>(m);
    W term = exp(W(-x * l));
    for (int j = 0; j < k; ++j) term *= l;
    sum += term;
    if (term < sum * std::numeric_limits<W>::epsilon() / 10'000 && m > 10) break;
  }
  if (m == first) sum += zeta_tail(k, x, first);
  return {sum * sign, W(0)};
}

}  // namespace

void airy_ai(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr x) {
  evaluate_guarded(y, digits, [&]<class W>() { return airy_at(k, false, from<W>(x), digits); });
}
void airy_bi(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr x) {
  evaluate_guarded(y, digits, [&]<class W>() { return airy_at(k, true, from<W>(x), digits); });
}
void expint_ei(mpfr_ptr y, unsigned digits, mpfr_srcptr x) {
  evaluate_guarded(y, digits, [&]<class W>() { return expint_at(from<W>(x), digits); });
}
void expint_e1(mpfr_ptr y, unsigned digits, mpfr_srcptr x) {
  evaluate_guarded(y, digits, [&]<class W>() -> Sum<W> {
    const W at = from<W>(x);
    if (!(at >= 0)) return {std::numeric_limits<W>::quiet_NaN(), W(0)};
    Sum<W> sum = expint_at(W(-at), digits);
    sum.value = -sum.value;
    return sum;
  });
}
void zeta(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr x) {
  evaluate_guarded(y, digits, [&]<class W>() { return zeta_at(k, from<W>(x)); });
}

}  // namespace adc::precise
