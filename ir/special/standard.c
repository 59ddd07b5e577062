/* Functions of C's math library for languages whose own lacks them (C calls the library's), by the means of the other
 * special functions. Within 2 ulp. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_standard_erf_centre]
/* erf(x) for |x| < 1: 2/sqrt(pi) exp(-x^2) (x + 2x^3/3 + 4x^5/15 + ...), whose terms have one sign (DLMF 7.6.2). */
static double adc_standard_erf_centre(double x) {
  const adc_pair square = adc_pair_ldexp(adc_pair_product(x, x), 1);
  adc_pair term = {1.0, 0.0};
  adc_pair sum = {1.0, 0.0};
  for (double n = 3.0; term.high > 1e-20; n += 2.0) {
    term = adc_pair_div_double(adc_pair_mul(term, square), n);
    sum = adc_pair_add(sum, term);
  }
  const adc_pair two_over_root_pi = {0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56};
  const adc_scaled e = adc_pair_exp(adc_pair_neg(adc_pair_product(x, x)));
  return adc_scaled_round(
      adc_scaled_mul(e, adc_scaled_of(adc_pair_mul_double(adc_pair_mul(sum, two_over_root_pi), x), 0)));
}

// [adc_standard_erfc]
double adc_standard_erfc(double x) {
  if (isnan(x)) return x;
  if (x > 27.5) return 0.0;
  if (x < -6.0) return 2.0;
  if (x < 0.5) return x < -0.5 ? 2.0 - adc_standard_erfc(-x) : 1.0 - adc_standard_erf_centre(x);
  const adc_scaled e = adc_pair_exp(adc_pair_neg(adc_pair_product(x, x)));
  return adc_scaled_round(adc_scaled_mul(e, adc_scaled_of(adc_erfcx_above(adc_pair_of(x, 0.0)), 0)));
}

// [adc_standard_erf]
double adc_standard_erf(double x) {
  if (x == 0.0) return x;
  if (fabs(x) < 1.0) return adc_standard_erf_centre(x);
  return x < 0.0 ? adc_standard_erfc(-x) - 1.0 : 1.0 - adc_standard_erfc(x);
}

// [adc_standard_log_gamma]
/* log |gamma(x)|, for negative x that is no integer by log(pi/|sin pi x|) - log gamma(1 - x) (DLMF 5.5.3). */
static adc_pair adc_standard_log_gamma(double x) {
  if (x > 0.0) return adc_log_gamma_pair(adc_pair_of(x, 0.0));
  adc_pair sine, cosine;
  adc_pair_sincos_pi(adc_pair_of(x, 0.0), &sine, &cosine);
  if (sine.high < 0.0) sine = adc_pair_neg(sine);
  const adc_pair reflected = adc_pair_log(adc_pair_div(adc_pi, sine));
  return adc_pair_sub(reflected, adc_log_gamma_pair(adc_pair_sum(1.0, -x)));
}

// [adc_standard_lgamma]
double adc_standard_lgamma(double x) {
  if (isnan(x)) return x;
  if (isinf(x) || x > 1e306 || (x <= 0.0 && x == floor(x))) return INFINITY;
  if (x < 0.0 && x > -1e-300) return -log(-x);
  if (x > 1e17) return x * (log(x) - 1.0);
  const adc_pair value = adc_standard_log_gamma(x);
  return value.high + value.low;
}

// [adc_standard_tgamma]
double adc_standard_tgamma(double x) {
  if (x == 0.0) return 1.0 / x;
  if (isnan(x) || x > 172.0) return isnan(x) ? x : INFINITY;
  if (x < 0.0 && x == floor(x)) return NAN;
  if (x < -190.0) return fmod(floor(x), 2.0) == 0.0 ? 0.0 : -0.0;
  if (fabs(x) < 1e-300) return 1.0 / x;
  const double size = adc_scaled_round(adc_pair_exp(adc_standard_log_gamma(x)));
  return x < 0.0 && fmod(floor(x), 2.0) != 0.0 ? -size : size;
}
