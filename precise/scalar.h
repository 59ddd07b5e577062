// The evaluator's scalar with any number of decimal digits, by MPFR. Boost's headers are heavy: include this in few
// files.
#pragma once

#include <boost/math/special_functions/bernoulli.hpp>
#include <boost/math/special_functions/factorials.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <limits>

#include "ir/evaluate.h"
#include "precise/special.h"

namespace adc::precise {

template <unsigned digits>
using MpfrOf =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<digits>, boost::multiprecision::et_off>;

using Mpfr = MpfrOf<100>;

}  // namespace adc::precise

namespace boost::multiprecision {

/// To the nearest integer, halves to even; found by the evaluator through its argument.
template <unsigned digits>
adc::precise::MpfrOf<digits> nearbyint(const adc::precise::MpfrOf<digits>& x) {
  adc::precise::MpfrOf<digits> y;
  mpfr_rint(y.backend().data(), x.backend().data(), MPFR_RNDN);
  return y;
}

}  // namespace boost::multiprecision

namespace adc::ir {

/// Every op by its definition, in plain formulas: 100 digits forgive their cancellation.
template <unsigned digits>
struct Scalar<precise::MpfrOf<digits>> {
  using T = precise::MpfrOf<digits>;

  static T constant(const Constant& constant) {
    switch (constant.kind()) {
      case Constant::Kind::Rational:
        return T(constant.as_rational().numerator().to_string()) / T(constant.as_rational().denominator().to_string());
      case Constant::Kind::Pi: return acos(T(-1));
      case Constant::Kind::E: return exp(T(1));
      case Constant::Kind::Float:
      case Constant::Kind::Bool: break;
    }
    return constant.to_double();
  }

  static T Fma(const T& x, const T& y, const T& z) { return x * y + z; }

  static T Powi(const T& x, int n) { return mpfr(mpfr_pow_si, x, n); }
  static T Pow(const T& x, const T& y) { return mpfr(mpfr_pow, x, y.backend().data()); }
  static T Cbrt(const T& x) { return mpfr(mpfr_cbrt, x); }
  static T Hypot(const T& x, const T& y) { return mpfr(mpfr_hypot, x, y.backend().data()); }

  static T Exp(const T& x) { return exp(x); }
  static T Exp2(const T& x) { return mpfr(mpfr_exp2, x); }
  static T Expm1(const T& x) { return mpfr(mpfr_expm1, x); }
  static T Expnsq(const T& x) { return exp(-x * x); }
  static T Log(const T& x) { return log(x); }
  static T Log2(const T& x) { return mpfr(mpfr_log2, x); }
  static T Log10(const T& x) { return mpfr(mpfr_log10, x); }
  static T Log1p(const T& x) { return mpfr(mpfr_log1p, x); }
  static T Xlogy(const T& x, const T& y) { return x == 0 && y == y ? T(0) : T(x * log(y)); }
  static T Logaddexp(const T& x, const T& y) {
    const T m = InlineOps<T>::Max(x, y);
    return isinf(m) ? m : T(m + Log1p(exp(InlineOps<T>::Min(x, y) - m)));
  }
  static T Sigmoid(const T& x) { return 1 / (1 + exp(-x)); }
  static T Softplus(const T& x) { return x > 0 ? T(x + Log1p(exp(-x))) : Log1p(exp(x)); }

  static T Sin(const T& x) { return sin(angle(x)); }
  static T Cos(const T& x) { return cos(angle(x)); }
  static T Tan(const T& x) { return tan(angle(x)); }
  static T Sec(const T& x) { return 1 / cos(angle(x)); }
  static T Csc(const T& x) { return 1 / sin(angle(x)); }
  static T Cot(const T& x) { return 1 / tan(angle(x)); }
  static T Asin(const T& x) { return asin(x); }
  static T Acos(const T& x) { return acos(x); }
  static T Atan(const T& x) { return atan(x); }
  static T Asec(const T& x) { return acos(1 / x); }
  static T Acsc(const T& x) { return asin(1 / x); }
  static T Acot(const T& x) { return x == 0 ? T(acos(T(0))) : T(atan(1 / x)); }
  static T Atan2(const T& y, const T& x) { return mpfr(mpfr_atan2, y, x.backend().data()); }

  static T Sinh(const T& x) { return mpfr(mpfr_sinh, x); }
  static T Cosh(const T& x) { return mpfr(mpfr_cosh, x); }
  static T Tanh(const T& x) { return mpfr(mpfr_tanh, x); }
  static T Sech(const T& x) { return 1 / Cosh(x); }
  static T Csch(const T& x) { return 1 / Sinh(x); }
  static T Coth(const T& x) { return 1 / Tanh(x); }
  static T Asinh(const T& x) { return mpfr(mpfr_asinh, x); }
  static T Acosh(const T& x) { return mpfr(mpfr_acosh, x); }
  static T Atanh(const T& x) { return mpfr(mpfr_atanh, x); }
  static T Asech(const T& x) { return Acosh(1 / fabs(x) * (x < 0 ? -1 : 1)); }  // a zero's sign does not count
  static T Acsch(const T& x) { return Asinh(1 / x); }
  static T Acoth(const T& x) { return Atanh(1 / x); }

  static T Erf(const T& x) { return is_root_of_3(x) ? erf_of_root_3(x) : mpfr(mpfr_erf, x); }
  static T Erfc(const T& x) { return is_root_of_3(x) ? T(1 - erf_of_root_3(x)) : mpfr(mpfr_erfc, x); }
  static T Gamma(const T& x) { return mpfr(mpfr_gamma, x); }
  static T Lgamma(const T& x) {
    T y;
    int sign = 0;
    mpfr_lgamma(y.backend().data(), &sign, x.backend().data(), MPFR_RNDN);
    return y;
  }
  static T Digamma(const T& x) { return mpfr(mpfr_digamma, x); }
  static T Polygamma(int n, const T& x) {
    if (n == 0) return Digamma(x);
    if (!isfinite(x)) return x > 0 ? T(0) : std::numeric_limits<T>::quiet_NaN();
    if (x > 0) return polygamma_right(n, x);
    if (x == floor(x)) {  // a pole, whose sign is the same to both sides where n is odd
      if (n % 2 == 0 && x != 0) return std::numeric_limits<T>::quiet_NaN();
      return n % 2 == 0 && !signbit(x) ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::infinity();
    }
    // The reflection (DLMF 5.15.6), whose cotangent depends on the distances to the neighbouring integers alone.
    const T below = polygamma_right(n, x - floor(x));
    const T above = polygamma_right(n, ceil(x) - x) - polygamma_right(n, 1 - x);
    return n % 2 == 0 ? T(below - above) : T(below + above);
  }

  static T PolygammaDifference(int n, const T& x, const T& d) {
    const bool is_close = x > 0 && d != 0 && fabs(T(d / x)) < third_of_epsilon();
    return is_close ? T(d * Polygamma(n + 1, T(x + d / 2))) : T(Polygamma(n, T(x + d)) - Polygamma(n, x));
  }

  static T Erfcx(const T& x) { return x > kFarErfc ? erfcx_far(x) : T(exp(x * x) * Erfc(x)); }
  static T ErfcHazard(const T& x) { return 1 / (half_root_pi() * Erfcx(x)); }
  static T IerfcRatio(int n, const T& x) { return 20 * x < digits ? ierfc_ratio_up(n, x) : ierfc_ratio_down(n, x); }
  static T LogErfc(const T& x) {
    if (x > kFarErfc) return log(erfcx_far(x)) - x * x;
    return x < 0.5 ? Log1p(T(-Erf(x))) : T(log(Erfc(x)));
  }
  static T NormalCdf(const T& x) { return Erfc(T(-x / sqrt(T(2)))) / 2; }
  static T LogNormalCdf(const T& x) {
    return x > 0 ? Log1p(T(-NormalCdf(T(-x)))) : T(LogErfc(T(-x / sqrt(T(2)))) - log(T(2)));
  }
  static T Erfinv(const T& x) {
    if (x < 0) return -Erfinv(T(-x));
    return x < 0.5 ? erfinv_centre(x) : Erfcinv(T(1 - x));
  }
  static T Erfcinv(const T& x) {
    if (x > 1) return -Erfcinv(T(2 - x));
    if (x > 0.5) return Erfinv(T(1 - x));
    if (!(x > 0)) return x == 0 ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::quiet_NaN();
    const T log_x = log(x);
    return newton(T(sqrt(-log_x)), [&](const T& y) { return T((LogErfc(y) - log_x) / ErfcHazard(y)); });
  }

  static T Beta(const T& x, const T& y) {
    return x >= 0 && y >= 0 ? T(exp(Lbeta(x, y))) : std::numeric_limits<T>::quiet_NaN();
  }
  static T Lbeta(const T& x, const T& y) {
    if (isnan(x) || isnan(y)) return x + y;
    if (x > y) return Lbeta(y, x);
    if (x < 0 && x > -1 && y > 1 && isfinite(y)) return Lgamma(x) + lgamma_drop(y, x);
    if (!(x >= 0)) return Lgamma(x) + Lgamma(y) - Lgamma(T(x + y));
    if (x == 0 && isinf(y)) return std::numeric_limits<T>::quiet_NaN();
    if (x == 0 || isinf(y)) return x == 0 ? std::numeric_limits<T>::infinity() : -std::numeric_limits<T>::infinity();
    return Lgamma(x) + lgamma_drop(y, x);
  }
  static T Lchoose(const T& x, const T& y) {
    if (!(x > -1 && y > -1 && choice_gap(x, y) > 0)) return Lgamma(T(x + 1)) - Lgamma(T(y + 1)) - Lgamma(T(x - y + 1));
    if (isinf(x) || isinf(y)) return y == 0 || isinf(y) ? Xlogy(T(0), y * 0) : T(copysign(x, y));
    const T rest_plus_1 = choice_gap(x, y);
    if (y + 1 < rest_plus_1) return -lgamma_drop(rest_plus_1, y) - Lgamma(T(y + 1));
    return -lgamma_drop(T(y + 1), T(rest_plus_1 - 1)) - Lgamma(rest_plus_1);
  }
  static T Binomial(const T& x, const T& y) {
    if (!isfinite(x) || !isfinite(y)) return std::numeric_limits<T>::quiet_NaN();
    if (x > -1 && y > -1 && choice_gap(x, y) > 0) return exp(Lchoose(x, y));
    if (y != floor(y)) return std::numeric_limits<T>::quiet_NaN();
    if (y < 0 || (x >= 0 && x == floor(x))) return 0;
    if (y > 1000 && x >= 0) return std::numeric_limits<T>::quiet_NaN();
    if (y > 10'000) return (fmod(y, T(2)) == 0 ? 1 : -1) * Binomial(T(y - x - 1), y);
    T product = 1;
    for (int i = 1; i <= y; ++i) product = product * (x - (i - 1)) / i;
    return product;
  }

  static T Sinc(const T& x) { return x == 0 ? T(1) : isinf(x) ? T(0) : T(Sin(x) / x); }
  static T SincDerivative(int n, const T& x) {
    if (isinf(x)) return 0;
    return fabs(x) < 40 ? sinc_series(n, x) : sinc_recurrence(n, x);
  }

  static T Lambertw(const T& x) { return x < T(-0.25) ? T(lambertw_root(x, 1) - 1) : lambertw_above(x); }
  static T LambertwLower(const T& x) { return x < T(-0.25) ? T(lambertw_root(x, -1) - 1) : lambertw_below(x); }
  static T Lambertw1p(const T& x) { return x < T(-0.25) ? lambertw_root(x, 1) : T(1 + lambertw_above(x)); }
  static T LambertwLower1p(const T& x) { return x < T(-0.25) ? lambertw_root(x, -1) : T(1 + lambertw_below(x)); }
  static T Besselj(int k, const T& n, const T& x) { return special(precise::besselj, k, raw(n), raw(x)); }
  static T Bessely(int k, const T& n, const T& x) { return special(precise::bessely, k, raw(n), raw(x)); }
  static T Besseli(int k, const T& n, const T& x) { return special(precise::besseli, k, raw(n), raw(x)); }
  static T Besselk(int k, const T& n, const T& x) { return special(precise::besselk, k, raw(n), raw(x)); }
  static T Gammainc(int k, const T& a, const T& x) { return special(precise::gammainc, k, raw(a), raw(x)); }
  static T Gammaincc(const T& a, const T& x) { return special(precise::gammaincc, raw(a), raw(x)); }
  static T Betainc(int k, const T& a, const T& b, const T& x) {
    return special(precise::betainc, k, raw(a), raw(b), raw(x));
  }
  static T ExpintEi(const T& x) { return special(precise::expint_ei, raw(x)); }
  static T ExpintE1(const T& x) { return special(precise::expint_e1, raw(x)); }
  /// What the host's functions are in many digits is not known.
  template <class... X>
  static T External1(int, const X&...) {
    return std::numeric_limits<T>::quiet_NaN();
  }
  template <class... X>
  static T External2(int, const X&...) {
    return std::numeric_limits<T>::quiet_NaN();
  }
  template <class... X>
  static T External3(int, const X&...) {
    return std::numeric_limits<T>::quiet_NaN();
  }
  static T Zeta(int k, const T& x) { return special(precise::zeta, k, raw(x)); }
  static T AiryAi(int k, const T& x) { return special(precise::airy_ai, k, raw(x)); }
  static T AiryBi(int k, const T& x) { return special(precise::airy_bi, k, raw(x)); }

  static T Mod(const T& x, const T& y) {
    if (exponent(x) - exponent(y) > kMaxExponent) return std::numeric_limits<T>::quiet_NaN();
    const T r = mpfr(mpfr_fmod, x, y.backend().data());
    return r != 0 && (r < 0) != (y < 0) ? T(r + y) : r;
  }

 private:
  /// What MPFR reduces by a period or a divisor has at most so many binary digits before the point: doubles have 1,024,
  /// and beyond all measure time and memory grow with them.
  static constexpr mpfr_exp_t kMaxExponent = 20'000;
  static mpfr_exp_t exponent(const T& x) { return x == 0 || !isfinite(x) ? 0 : mpfr_get_exp(x.backend().data()); }
  static T angle(const T& x) { return exponent(x) > kMaxExponent ? std::numeric_limits<T>::quiet_NaN() : x; }

  /// Polygamma of order n ≥ 1 at x > 0: by its recurrence (DLMF 5.15.5) up to where the asymptotic series (5.15.8, 9)
  /// gives all digits. With y = x + m,
  ///     (−1)ⁿ⁺¹·ψ⁽ⁿ⁾(x) = n!·Σ_{j<m} (x + j)⁻ⁿ⁻¹ + (n−1)!/yⁿ + n!/(2yⁿ⁺¹) + Σₖ B₂ₖ·(2k+n−1)!/((2k)!·y²ᵏ⁺ⁿ)
  static T polygamma_right(int n, const T& x) {
    const T far = 0.45 * digits + 2 * n;
    T y = x;
    T sum = 0;
    for (; y < far; y += 1) sum += Powi(y, -n - 1);
    T term = boost::math::factorial<T>(static_cast<unsigned>(n - 1)) * Powi(y, -n);
    sum = sum * n * boost::math::factorial<T>(static_cast<unsigned>(n - 1)) + term + term * n / (2 * y);
    const T square = y * y;
    for (int k = 1;; ++k) {
      term = term * ((2 * k + n - 2) * (2 * k + n - 1)) / (square * ((2 * k - 1) * (2 * k)));
      const T next = term * boost::math::bernoulli_b2n<T>(k);
      sum += next;
      if (!(abs(next) > sum * std::numeric_limits<T>::epsilon())) return n % 2 == 0 ? T(-sum) : sum;
    }
  }

  /// Where MPFR 4.2.0 ends the program in erf, whose series 1 − x²/3 + … starts with a 0 there.
  static bool is_root_of_3(const T& x) { return fabs(T(x * x / 3 - 1)) < ldexp(std::numeric_limits<T>::epsilon(), 64); }
  /// erf(x) from beside: erf(x + h) = erf(x) + 2/√π·exp(−x²)·(h − x·h²) + O(h³)
  static T erf_of_root_3(const T& x) {
    const T h = ldexp(T(1), -std::numeric_limits<T>::digits / 2);
    return mpfr(mpfr_erf, T(x + h)) - 2 / sqrt(constant(ir::Constant::pi())) * exp(-x * x) * (h - x * h * h);
  }

  static constexpr int kFarErfc = 100;
  static T third_of_epsilon() { return ldexp(T(1), -std::numeric_limits<T>::digits / 3); }
  static T half_root_pi() { return sqrt(constant(ir::Constant::pi())) / 2; }

  /// The limit of y ← y + step(y), where that converges quadratically.
  template <class Step>
  static T newton(T y, Step step) {
    for (int i = 0; i < 100; ++i) {
      const T h = step(y);
      y += h;
      if (!(fabs(h) > fabs(y) * ldexp(std::numeric_limits<T>::epsilon(), 8))) break;
    }
    return y;
  }

  /// DLMF 7.12.1: 1/(x·√π)·Σ (−1)ᵏ·(2k − 1)!!/(2x²)ᵏ
  static T erfcx_far(const T& x) {
    const T z = -1 / (2 * x * x);
    T sum = 1;
    T term = 1;
    for (int k = 1; fabs(term) > std::numeric_limits<T>::epsilon(); ++k) {
      term *= (2 * k - 1) * z;
      sum += term;
    }
    return sum / (2 * half_root_pi() * x);
  }
  /// DLMF 7.18.7 upwards from erfc, which loses digits as x and n grow
  static T ierfc_ratio_up(int n, const T& x) {
    T r = half_root_pi() * Erfcx(x);
    for (int k = 1; k <= n; ++k) r = (1 / r - 2 * x) / (2 * k);
    return r;
  }
  /// and downwards from an order that does not count any more
  static T ierfc_ratio_down(int n, const T& x) {
    T left = 1;
    int last = n + 1;
    for (; left > std::numeric_limits<T>::epsilon(); ++last) {
      const T s = sqrt(T(x * x + 2 * last));
      left *= (s - x) / (s + x);
    }
    T r = 1 / (x + sqrt(T(x * x + 2 * last)));
    for (int k = last; k > n; --k) r = 1 / (2 * x + 2 * k * r);
    return r;
  }
  static T erfinv_centre(const T& x) {
    return newton(T(half_root_pi() * x), [&](const T& y) { return T((x - Erf(y)) * half_root_pi() * exp(y * y)); });
  }

  /// x − y + 1 for x > −1, y > −1, with digits where it is next to nothing
  static T choice_gap(const T& x, const T& y) {
    if (y >= 2) return x - y + 1;
    return y > 0.5 ? T(x + (1 - y)) : T((x + 1) - y);
  }

  /// log Γ(q) − log Γ(q + p): from where Stirling's series (DLMF 5.11.1) gives all digits on by it, the same terms
  /// together.
  static T lgamma_drop(const T& q, const T& p) {
    if (q < digits) return Lgamma(q) - Lgamma(T(q + p));
    const T growth = Log1p(T(p / q));
    T sum = p - (q + p - T(0.5)) * growth - p * log(q);
    for (int k = 1;; ++k) {
      const T scale = boost::math::bernoulli_b2n<T>(k) / (2 * k * (2 * k - 1));
      const T term = scale * (Powi(q, 1 - 2 * k) - Powi(T(q + p), 1 - 2 * k));
      sum += term;
      if (!(fabs(term) > fabs(sum) * std::numeric_limits<T>::epsilon())) return sum;
    }
  }

  /// Σ (−1)ᵏ·x²ᵏ⁻ⁿ/((2k + 1)·(2k − n)!)
  static T sinc_series(int n, const T& x) {
    const int first = (n + 1) / 2;
    T power = Powi(x, 2 * first - n) * (first % 2 == 0 ? 1 : -1);
    T sum = 0;
    for (int k = first;; ++k) {
      const T term = power / (2 * k + 1);
      sum += term;
      if (k > 20 && !(fabs(term) > fabs(sum) * std::numeric_limits<T>::epsilon())) return sum;
      power *= -x * x / ((2 * k - n + 1) * (2 * k - n + 2));
    }
  }
  /// x·Sₖ = (sin)⁽ᵏ⁾(x) − k·Sₖ₋₁
  static T sinc_recurrence(int n, const T& x) {
    const T turn[] = {Sin(x), Cos(x), -Sin(x), -Cos(x)};
    T sum = turn[0] / x;
    for (int k = 1; k <= n; ++k) sum = (turn[k % 4] - k * sum) / x;
    return sum;
  }

  /// 1 + W(x) by Newton's method for v·eᵛ − expm1(v) = e·x + 1; the double nearest to −1/e counts as it.
  static T lambertw_root(const T& x, int side) {
    const T e = exp(T(1));
    const T q = x + 1 / e;
    if (q < -2e-17) return std::numeric_limits<T>::quiet_NaN();
    if (q <= 0) return 0;
    const T p = side * sqrt(T(2 * e * q));
    const T start = p * (1 - p * (1 - p / 2) / 3);
    return newton(start, [&](const T& v) { return T((e * q - v * exp(v) + Expm1(v)) / (v * exp(v))); });
  }
  static T lambertw_above(const T& x) {
    if (x == 0 || !isfinite(x)) return x;
    const T t = Log1p(x);
    return newton(T(t * (1 - Log1p(t) / (2 + t))), [&](const T& w) { return T(w * (log(x / w) - w) / (1 + w)); });
  }
  static T lambertw_below(const T& x) {
    if (x == 0) return -std::numeric_limits<T>::infinity();
    if (!(x < 0)) return std::numeric_limits<T>::quiet_NaN();
    const T l = log(-x);
    return newton(T(l - log(-l)), [&](const T& w) { return T(w * (log(x / w) - w) / (1 + w)); });
  }

  static mpfr_srcptr raw(const T& x) { return x.backend().data(); }

  /// A function of precise/special.h.
  template <class Function, class... Args>
  static T special(Function function, Args... args) {
    T y;
    function(y.backend().data(), digits, args...);
    return y;
  }

  /// A function of MPFR's, rounded to nearest.
  template <class Function, class... Args>
  static T mpfr(Function function, const T& x, Args... args) {
    T y;
    function(y.backend().data(), x.backend().data(), args..., MPFR_RNDN);
    return y;
  }
};

}  // namespace adc::ir
