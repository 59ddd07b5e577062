/* Exponential integrals. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_expint_series]
/* Euler's constant + log |x| + sum x^k/(k k!) = Ei(x), also -E1(-x) (DLMF 6.6.2). */
static adc_pair adc_expint_series(double x) {
  const adc_pair euler = {0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58};
  adc_pair power = {1.0, 0.0};
  adc_pair sum = {0.0, 0.0};
  for (double k = 1.0; k < 500.0; k += 1.0) {
    power = adc_pair_div_double(adc_pair_mul_double(power, x), k);
    const adc_pair term = adc_pair_div_double(power, k);
    sum = adc_pair_add(sum, term);
    if (fabs(term.high) < 1e-33 * fabs(sum.high)) break;
  }
  return adc_pair_add(adc_pair_add(euler, adc_pair_log(adc_pair_of(fabs(x), 0.0))), sum);
}

// [adc_expint_far]
/* Ei(x) ~ e^x/x sum k!/x^k for x > 50, to e^-x of itself (DLMF 6.12.2). */
static double adc_expint_far(double x) {
  adc_pair term = {1.0, 0.0};
  adc_pair sum = {1.0, 0.0};
  for (double k = 1.0; k < x && term.high > 1e-25; k += 1.0) {
    term = adc_pair_div_double(adc_pair_mul_double(term, k), x);
    sum = adc_pair_add(sum, term);
  }
  adc_scaled e = adc_pair_exp(adc_pair_of(x, 0.0));
  e.value = adc_pair_div_double(adc_pair_mul(e.value, sum), x);
  return adc_scaled_round(e);
}

// [adc_expint_fraction]
/* E1(x) = gamma(0, x) for x > 1 (DLMF 6.11.1). */
static double adc_expint_fraction(double x) {
  adc_scaled e = adc_pair_exp(adc_pair_of(-x, 0.0));
  e.value = adc_pair_mul(e.value, adc_upper_gamma_fraction(0.0, adc_pair_sum(x, 1.0)));
  return adc_scaled_round(e);
}

// [adc_expint_e1]
double adc_expint_e1(double x) {
  if (!(x > 0.0)) return x == 0.0 ? INFINITY : NAN;
  if (isinf(x)) return 0.0;
  if (x > 1.5) return adc_expint_fraction(x);
  const adc_pair sum = adc_expint_series(-x);
  return -(sum.high + sum.low);
}

// [adc_expint_ei]
/* Near its zero, 0.37..., too, pairs leave more digits than a double has. */
double adc_expint_ei(double x) {
  if (isnan(x)) return x;
  if (x < 0.0) return -adc_expint_e1(-x);
  if (x == 0.0) return -INFINITY;
  if (isinf(x)) return x;
  if (x > 50.0) return adc_expint_far(x);
  const adc_pair sum = adc_expint_series(x);
  return sum.high + sum.low;
}
