// Sums that cancel, computed with as many digits more as they lose.
#pragma once

#include <boost/multiprecision/mpfr.hpp>
#include <cstdint>
#include <limits>

namespace adc::precise {

template <unsigned digits>
using Wide =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<digits>, boost::multiprecision::et_off>;

/// A result, and the largest number that went into it: what it may have lost.
template <class W>
struct Sum {
  W value;
  W largest;
};

template <class W>
W from(mpfr_srcptr x) {
  W y;
  mpfr_set(y.backend().data(), x, MPFR_RNDN);
  return y;
}

template <class W>
inline constexpr unsigned kDigits = std::numeric_limits<W>::digits10;

namespace detail {

/// How many digits are lost; all where the result is 0 and its parts are not.
template <class W>
double lost_digits(const Sum<W>& sum) {
  if (!isfinite(sum.value) || sum.largest == 0) return 0;
  if (sum.value == 0) return kDigits<W>;
  return 0.30103 *
         static_cast<double>(mpfr_get_exp(sum.largest.backend().data()) - mpfr_get_exp(sum.value.backend().data()));
}

template <unsigned level, unsigned... higher, class Function>
void evaluate_at(mpfr_ptr y, unsigned digits, Function function) {
  if (sizeof...(higher) == 0 || level >= digits + 20) {
    const Sum<Wide<level>> sum = function.template operator()<Wide<level>>();
    if (lost_digits(sum) + digits + 10 <= level || (sizeof...(higher) == 0 && sum.value == 0)) {
      mpfr_set(y, sum.value.backend().data(), MPFR_RNDN);
      return;
    }
  }
  mpfr_set_nan(y);
  if constexpr (sizeof...(higher) > 0) evaluate_at<higher...>(y, digits, function);
}

}  // namespace detail

/// Sets `y`, which has `digits` digits, to the value of the sum that `function.operator()<W>()` gives, with the first W
/// that is wide enough; to nan if none is.
template <class Function>
void evaluate_guarded(mpfr_ptr y, unsigned digits, Function function) {
  detail::evaluate_at<120, 250, 650, 1300, 5000>(y, digits, function);
}

/// How many terms of a slow series may be summed, so that a value takes some tenths of a second at most; what needs
/// more is nan.
template <class W>
inline constexpr std::int64_t kTermBudget = 20'000'000 / static_cast<std::int64_t>(kDigits<W>);

/// A function of MPFR's, rounded to nearest.
template <class W, class Function, class... Args>
W mpfr_of(Function function, const W& x, Args... args) {
  W y;
  function(y.backend().data(), x.backend().data(), args..., MPFR_RNDN);
  return y;
}

template <class W>
W pi() {
  W y;
  mpfr_const_pi(y.backend().data(), MPFR_RNDN);
  return y;
}

template <class W>
W log_gamma(const W& x) {
  return mpfr_of(mpfr_lngamma, x);
}

/// C(k, j)
inline double binomial(int k, int j) {
  double value = 1;
  for (int i = 1; i <= j; ++i) value = value * (k + 1 - i) / i;
  return value;
}

}  // namespace adc::precise
