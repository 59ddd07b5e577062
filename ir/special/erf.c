/* The relatives of erfc that keep their digits where it underflows, and its inverses; sections as in special.c. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_erfcx_above]
/* erfcx for x >= 1/2: (1 + 2x) erfcx(x) as a polynomial in t = (x - 5/2)/(x + 5/2) (Shepherd and Laframboise, Chebyshev
 * approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < inf, Math. Comp. 36, 1981), from 80 Chebyshev points. Of its
 * terms the first alone needs two numbers. */
adc_pair adc_erfcx_above(adc_pair x) {
  static const double c[28] = {
      -0.12235676308240431,    -0.09902453957360224,    0.15762991902322043,     -0.10296705603853315,
      0.03276089326856589,     0.0009318928160763226,   -0.0043820783381089004,  0.0004918658331088177,
      0.0006321243112813223,   -8.847942267048907e-05,  -0.00011352211490994778, 6.267066572348538e-06,
      2.2698322960300445e-05,  2.6050811906616547e-06,  -4.2134396335524055e-06, -1.575620901061963e-06,
      5.171853678769088e-07,   5.163437828062291e-07,   4.828842561005431e-08,   -1.0348404492542005e-07,
      -5.770501995387617e-08,  -1.1664614921666846e-09, 2.5258748600577704e-08,  1.0343680613926857e-08,
      -1.0474480869758675e-08, -2.5031376611119367e-09, 3.1638828796541037e-09,  -6.143048382629563e-10};
  const adc_pair t = adc_pair_div(adc_pair_add_double(x, -2.5), adc_pair_add_double(x, 2.5));
  double rest = c[27];
  for (int k = 26; k >= 0; --k) rest = rest * t.high + c[k];
  const adc_pair first = {0x1.43cc6f6c9672cp+0, 0x1.912dca6b0c289p-56};
  const adc_pair sum = adc_pair_add(first, adc_pair_mul_double(t, rest));
  return adc_pair_div(sum, adc_pair_add_double(adc_pair_ldexp(x, 1), 1.0));
}

// [adc_erfcx]
/* x^2 = h + l exactly, and exp(h + l) = exp(h) (1 + l). */
double adc_erfcx(double x) {
  if (x > 1e10) return 0.56418958354775629 / x;
  if (x >= 0.5) return adc_erfcx_above(adc_pair_of(x, 0.0)).high;
  const double h = x * x;
  const double f = exp(h);
  const double e = erfc(x);
  const double y = f * e;
  return isinf(y) ? y : y + (fma(f, e, -y) + y * fma(x, x, -h));
}

// [adc_erfc_hazard]
double adc_erfc_hazard(double x) {
  if (x < 0.0) return 1.1283791670955126 * adc_expnsq(x) / erfc(x);
  if (x > 1e10) return 2.0 * x;
  if (x < 0.5) return 1.1283791670955126 / adc_erfcx(x);
  const adc_pair two_over_root_pi = {0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56};
  return adc_pair_div(two_over_root_pi, adc_erfcx_above(adc_pair_of(x, 0.0))).high;
}

// [adc_ierfc_ratio_below]
/* Forwards from r_1 = hazard/2 - x, by 2n r_n = 1/r_(n-1) - 2x (DLMF 7.18.7): for x < 0 nothing cancels. */
static double adc_ierfc_ratio_below(int n, double x) {
  double inverse = adc_erfc_hazard(x);
  double r = 0.0;
  for (int m = 1; m <= n; ++m) {
    r = (0.5 * inverse - x) / m;
    inverse = 1.0 / r;
  }
  return r;
}

// [adc_ierfc_ratio_down]
/* r_n from r_m for m >= n, by r_(m-1) = 1/(2x + 2m r_m), which damps an error by (s - x)/(s + x) with s^2 = x^2 + 2m
 * (Gautschi, Recursive computation of the repeated integrals of the error function, Math. Comp. 15, 1961). */
static double adc_ierfc_ratio_down(int n, double x, int m, double r) {
  for (; m > n; --m) r = 1.0 / (2.0 * x + 2.0 * m * r);
  return r;
}

// [adc_ierfc_ratio_beyond]
/* For x >= 1, from where nothing of the start is left. */
static double adc_ierfc_ratio_beyond(int n, double x) {
  int m = n;
  for (double left = 1.0; left > 1e-18;) {
    const double s = sqrt(x * x + 2.0 * ++m);
    left *= (s - x) / (s + x);
  }
  return adc_ierfc_ratio_down(n, x, m, 1.0 / (x + sqrt(x * x + 2.0 * (m + 1))));
}

// [adc_ierfc_ratio_between]
/* For -1/2 <= x < 1 by Taylor's series at 1, whose terms are positive: with I_n = exp(x^2) i^n erfc(x) and t = 2(1 - x)
 *   I_(n-1)(x) = sum t^k (n - 1 + k choose k) I_(n-1+k)(1),  I_n(x) = sum k/(n t) times the same terms.
 * In pairs of numbers, since a term is a product of many ratios. */
static double adc_ierfc_ratio_between(int n, double x) {
  adc_pair at_1[330];
  const int last = 2 * n + 200;
  adc_pair r = adc_pair_of(1.0 / (1.0 + sqrt(2.0 + 2.0 * last)), 0.0);
  for (int m = last; m >= n; --m) {
    at_1[m] = r;
    r = adc_pair_div(adc_pair_of(0.5, 0.0), adc_pair_add_double(adc_pair_mul_double(r, m), 1.0));
  }
  const adc_pair t = adc_pair_ldexp(adc_pair_sum(1.0, -x), 1);
  adc_pair term = adc_pair_of(1.0, 0.0);
  adc_pair lower = term;
  adc_pair upper = {0.0, 0.0};
  for (int k = 1; n + k <= last && term.high > 1e-19 * lower.high; ++k) {
    term = adc_pair_mul(adc_pair_mul(term, t), at_1[n + k - 1]);
    term = adc_pair_div_double(adc_pair_mul_double(term, n + k - 1), k);
    lower = adc_pair_add(lower, term);
    upper = adc_pair_add(upper, adc_pair_mul_double(term, k));
  }
  const adc_pair ratio = adc_pair_div(upper, adc_pair_mul_double(adc_pair_mul(t, lower), n));
  return ratio.high + ratio.low;
}

// [adc_ierfc_ratio]
double adc_ierfc_ratio(int n, double x) {
  if (isnan(x) || n < 0 || n > 64) return NAN;
  if (n == 0) return 0.88622692545275801 * adc_erfcx(x);
  if (x > 1e100) return 0.5 / x;
  if (x < (n == 1 ? 0.25 : -0.5)) return adc_ierfc_ratio_below(n, x);
  return x >= 1.0 ? adc_ierfc_ratio_beyond(n, x) : adc_ierfc_ratio_between(n, x);
}

// [adc_log_erfc]
/* log1p(-erf) around the zero at 0; log erfcx - x^2, of one sign, from 1 on. */
double adc_log_erfc(double x) {
  if (x < 0.5) return log1p(-erf(x));
  if (x < 1.0) return log(erfc(x));
  const double h = x * x;
  if (h > 1e20) return -h;
  return (log(adc_erfcx(x)) - fma(x, x, -h)) - h;
}

// [adc_over_root_2]
/* x/sqrt(2) */
static adc_pair adc_over_root_2(double x) {
  const adc_pair y = adc_pair_product(x, 0.70710678118654757);
  return adc_pair_fast_sum(y.high, y.low - x * 4.8336466567264567e-17);
}

// [adc_normal_cdf]
/* erfc(y)/2 with y = -x/sqrt(2), whose rounding would cost up to 2y^2 ulp: of erfc's relative for y > 1/2
 * exp(-x^2/2) erfcx(y)/2, where x^2 = h + l exactly and exp(-h/2 - l/2) = exp(-h/2) (1 - l/2). */
double adc_normal_cdf(double x) {
  if (x < -40.0) return 0.0;
  if (x > 40.0) return 1.0;
  const adc_pair y = adc_over_root_2(-x);
  if (x >= -0.75) return 0.5 * (erfc(y.high) - 1.1283791670955126 * adc_expnsq(y.high) * y.low);
  const adc_pair scaled = adc_erfcx_above(y);
  const adc_pair square = adc_pair_product(x, x);
  const double e = 0.5 * exp(-0.5 * square.high);
  return fma(e, scaled.high, e * (scaled.low - 0.5 * square.low * scaled.high));
}

// [adc_log_normal_cdf]
/* Left of the centre the logarithm of the factors of adc_normal_cdf, of one sign. */
double adc_log_normal_cdf(double x) {
  if (x > 0.0) return log1p(-adc_normal_cdf(-x));
  if (x < -1e10) return -0.5 * x * x;
  if (x >= -0.75) return log(adc_normal_cdf(x));
  const adc_pair square = adc_pair_product(x, x);
  return (log(0.5 * adc_erfcx_above(adc_over_root_2(-x)).high) - 0.5 * square.low) - 0.5 * square.high;
}

// [adc_erfcinv_tail]
/* The y > 0 with erfc(y) = c <= 1/2: Newton's method for log erfc, which is nearly a parabola, so that three steps
 * double the digits of the start (Winitzki, A handy approximation for the error function and its inverse, 2008) to all.
 */
static double adc_erfcinv_tail(double c) {
  const double log_c = log(c);
  const double l = 0.5 * (log_c + log(2.0 - c));
  const double b = 4.3307467508 + l;
  double y = sqrt(sqrt(b * b - 2.0 * l / 0.147) - b);
  for (int step = 0; step < 4; ++step) {
    const double e = adc_erfcx(y);
    y += ((log(e) - log_c) - y * y) * e * 0.88622692545275801;
  }
  return y;
}

// [adc_erfinv_centre]
/* For |x| <= 1/2: two steps of Halley's method from the first terms of the series (DLMF 7.17.2). */
static double adc_erfinv_centre(double x) {
  const double z = x * x;
  double y = 0.88622692545275801 * x;
  if (z < 1e-17) return y;
  y *= 1.0 + z * (0.2617993877991494 + z * (0.1439317308492193 + z * 0.0976636197503919));
  for (int step = 0; step < 2; ++step) {
    const double d = (erf(y) - x) * 0.88622692545275801 / adc_expnsq(y);
    y -= d / (1.0 + y * d);
  }
  return y;
}

// [adc_erfinv]
double adc_erfinv(double x) {
  const double a = fabs(x);
  if (a <= 0.5) return adc_erfinv_centre(x);
  if (a < 1.0) return copysign(adc_erfcinv_tail(1.0 - a), x);
  return a == 1.0 ? copysign(INFINITY, x) : NAN;
}

// [adc_erfcinv]
double adc_erfcinv(double x) {
  if (!(x >= 0.0 && x <= 2.0)) return NAN;
  if (x == 0.0 || x == 2.0) return x == 0.0 ? INFINITY : -INFINITY;
  if (x < 0.5) return adc_erfcinv_tail(x);
  return x > 1.5 ? -adc_erfcinv_tail(2.0 - x) : adc_erfinv_centre(1.0 - x);
}
