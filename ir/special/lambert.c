/* Lambert's W, the inverse of w e^w, on its two real branches; sections as in special.c. */
#include <math.h>

#include "ir/special/special.h"

// [adc_lambertw_root]
/* 1 + W near the branch point -1/e, v >= 0 on the upper branch: with q = x + 1/e, v solves
 *   1 + (v - 1) e^v = sum_{k >= 2} (k - 1)/k! v^k = e q = p^2/2.
 * Halley's method from the first terms of the series in p (Corless et al., On the Lambert W function, 1996, (4.22)).
 * The double that is nearest to -1/e counts as it. */
static double adc_lambertw_root(double x, double sign) {
  const double q = (x + 0.36787944117144233) - 1.2428753672788363e-17;
  if (q < -2e-17) return NAN;
  if (q <= 0.0) return sign * 0.0;
  const double g = 2.7182818284590452 * q;
  const double p = sign * sqrt(2.0 * g);
  double v = p * (1.0 + p * (-1.0 / 3 + p * (11.0 / 72 + p * (-43.0 / 540 + p * (769.0 / 17280 - p * 221.0 / 8505)))));
  for (int step = 0; step < 3; ++step) {
    double sum = 1.0;
    for (int k = 24; k >= 2; --k) sum = 1.0 + v * k / ((k - 1.0) * (k + 1.0)) * sum;
    const double d = (0.5 * v * v * sum - g) / (v * exp(v));
    v -= d / (1.0 - 0.5 * d * (1.0 + v) / v);
  }
  return v;
}

// [adc_lambertw]
/* Newton's method for log w + w = log x (Iacono and Boyd, New approximations to the principal real-valued branch of the
 * Lambert W-function, 2017), from their (20)-like start. */
double adc_lambertw(double x) {
  if (x < -0.25) return adc_lambertw_root(x, 1.0) - 1.0;
  if (x == 0.0 || !(x < INFINITY)) return x;
  const double t = log1p(x);
  double w = t * (1.0 - log1p(t) / (2.0 + t));
  for (int step = 0; step < 4; ++step) w += w * ((log(x / w) - w) / (1.0 + w));
  return w;
}

// [adc_lambertw_1p]
double adc_lambertw_1p(double x) { return x < -0.25 ? adc_lambertw_root(x, 1.0) : 1.0 + adc_lambertw(x); }

// [adc_lambertw_lower]
double adc_lambertw_lower(double x) {
  if (x < -0.25) return adc_lambertw_root(x, -1.0) - 1.0;
  if (x == 0.0) return -INFINITY;
  if (!(x < 0.0)) return NAN;
  const double l = log(-x);
  const double log_l = log(-l);
  double w = l - log_l + log_l / l;
  for (int step = 0; step < 4; ++step) w += w * (((l - log(-w)) - w) / (1.0 + w));
  return w;
}

// [adc_lambertw_lower_1p]
double adc_lambertw_lower_1p(double x) { return x < -0.25 ? adc_lambertw_root(x, -1.0) : 1.0 + adc_lambertw_lower(x); }
