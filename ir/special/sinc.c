/* sin(x)/x and its derivatives; sections as in special.c. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_sinc]
/* Near 0 the series, whose rounding is that of its last addition. */
double adc_sinc(double x) {
  static const double c[9] = {-1.0 / 6,
                              1.0 / 120,
                              -1.0 / 5040,
                              1.0 / 362880,
                              -1.0 / 39916800,
                              1.0 / 6227020800.0,
                              -1.0 / 1307674368000.0,
                              1.0 / 355687428096000.0,
                              -1.0 / 121645100408832000.0};
  if (isinf(x)) return 0.0;
  if (fabs(x) >= 1.5) return sin(x) / x;
  const double z = x * x;
  double sum = c[8];
  for (int k = 7; k >= 0; --k) sum = sum * z + c[k];
  return 1.0 + z * sum;
}

// [adc_sinc_slope]
/* S_n by pairs of numbers, whose errors the recurrence may add up. */
static double adc_sinc_slope(int n, double x) {
  adc_pair s;
  adc_pair c;
  adc_pair_sincos(adc_pair_of(x, 0.0), &s, &c);
  const adc_pair turn[4] = {s, c, adc_pair_neg(s), adc_pair_neg(c)};
  adc_pair sum = {0.0, 0.0};
  const double a = fabs(x);
  if (a > n + 1.0) {
    sum = adc_pair_div_double(s, x);
    for (int k = 1; k <= n; ++k) {
      sum = adc_pair_div_double(adc_pair_sub(turn[k % 4], adc_pair_mul_double(sum, k)), x);
    }
    return sum.high + sum.low;
  }
  int last = n + 2;
  for (double weight = 1.0; weight > 1e-20; weight *= a / last) ++last;
  for (int k = last; k > n; --k) {
    sum = adc_pair_div_double(adc_pair_sub(turn[k % 4], adc_pair_mul_double(sum, x)), k);
  }
  return sum.high + sum.low;
}

// [adc_sinc_derivative]
/* S_n = integral of the nth derivative of cos(xt) by x over t from 0 to 1. From n S_(n-1) + x S_n = (nth derivative of
 * sin)(x), which is stable upwards for |x| >= n, and downwards, from an order whose weight in the result is nothing,
 * for |x| <= n. */
double adc_sinc_derivative(int n, double x) {
  if (isnan(x) || n < 0 || n > 64) return NAN;
  if (n == 0) return adc_sinc(x);
  if (isinf(x)) return 0.0;
  if (n > 2) return adc_sinc_slope(n, x);
  const double s = sin(x);
  const double c = cos(x);
  const double turn[4] = {s, c, -s, -c};
  const double a = fabs(x);
  if (a > n + 1.0) {
    double sum = adc_sinc(x);
    for (int k = 1; k <= n; ++k) sum = (turn[k % 4] - k * sum) / x;
    return sum;
  }
  int last = n + 2;
  for (double weight = 1.0; weight > 1e-20; weight *= a / last) ++last;
  double sum = 0.0;
  for (int k = last; k > n; --k) sum = (turn[k % 4] - x * sum) / k;
  return sum;
}
