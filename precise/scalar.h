// The evaluator's scalar with any number of decimal digits, by MPFR. Boost's headers are heavy: include this in few
// files.
#pragma once

#include <boost/math/special_functions/bernoulli.hpp>
#include <boost/math/special_functions/factorials.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <limits>

#include "ir/evaluate.h"

namespace adc::precise {

template <unsigned Digits>
using MpfrOf =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<Digits>, boost::multiprecision::et_off>;

using Mpfr = MpfrOf<100>;

}  // namespace adc::precise

namespace boost::multiprecision {

/// To the nearest integer, halves to even; found by the evaluator through its argument.
template <unsigned Digits>
adc::precise::MpfrOf<Digits> nearbyint(const adc::precise::MpfrOf<Digits>& x) {
  adc::precise::MpfrOf<Digits> y;
  mpfr_rint(y.backend().data(), x.backend().data(), MPFR_RNDN);
  return y;
}

}  // namespace boost::multiprecision

namespace adc::ir {

/// Every op by its definition, in plain formulas: 100 digits forgive their cancellation.
template <unsigned Digits>
struct Scalar<precise::MpfrOf<Digits>> {
  using T = precise::MpfrOf<Digits>;

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
    const T far = 0.45 * Digits + 2 * n;
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

  /// A function of MPFR's, rounded to nearest.
  template <class Function, class... Args>
  static T mpfr(Function function, const T& x, Args... args) {
    T y;
    function(y.backend().data(), x.backend().data(), args..., MPFR_RNDN);
    return y;
  }
};

}  // namespace adc::ir
