/* The beta function, binomial coefficients and differences of polygammas; sections as in special.c. Logarithms of gamma
 * functions nearly cancel here, so that they are sums of two numbers, which hold some 32 digits. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_rising]
/* x (x + 1) ... (x + m - 1) */
static adc_pair adc_rising(adc_pair x, int m) {
  adc_pair product = {1.0, 0.0};
  for (int i = 0; i < m; ++i) product = adc_pair_mul(product, adc_pair_add(x, adc_pair_of(i, 0.0)));
  return product;
}

// [adc_steps_to_20]
static int adc_steps_to_20(double x) { return x < 20.0 ? (int)ceil(20.0 - x) : 0; }

// [adc_log_share]
/* log(q/(q + p)) for -1 < p <= q */
static adc_pair adc_log_share(adc_pair q, adc_pair p) { return adc_pair_neg(adc_pair_log1p(adc_pair_div(p, q))); }

// [adc_lgamma_drop]
/* log gamma(q) - log gamma(q + p) for q > 0, -1 < p <= q. From q = 20 on, with l = log(q/(q + p)), (q + p - 1/2) l - p
 * log q + p and the difference of Stirling's rests (Didonato and Morris, Algorithm 708, 1992).
 */
static adc_pair adc_lgamma_drop(adc_pair q, adc_pair p) {
  const int m = adc_steps_to_20(q.high);
  const adc_pair y = adc_pair_add(q, adc_pair_of(m, 0.0));
  const adc_pair l = adc_log_share(y, p);
  adc_pair sum = adc_pair_add(adc_pair_mul(y, l), p);
  sum = adc_pair_add(sum, adc_pair_mul(adc_pair_add_double(p, -0.5), l));
  sum = adc_pair_sub(sum, adc_pair_mul(p, adc_pair_log(y)));
  sum = adc_pair_add(sum, adc_stirling_rest(y));
  sum = adc_pair_sub(sum, adc_stirling_rest(adc_pair_add(y, p)));
  if (m == 0) return sum;
  const adc_pair growth = adc_pair_div(adc_rising(adc_pair_add(q, p), m), adc_rising(q, m));
  return adc_pair_add(sum, adc_pair_log(growth));
}

// [adc_lbeta_far]
/* For 20 <= p <= q, with l = log(q/(p + q)): log(2 pi/q)/2 + (p - 1/2) (log p - log q + l) + q l
 * and Stirling's rests (Didonato and Morris, Algorithm 708, 1992). */
static adc_pair adc_lbeta_far(double p, double q) {
  const adc_pair q_pair = {q, 0.0};
  const adc_pair p_pair = {p, 0.0};
  adc_pair rest = adc_pair_add(adc_stirling_rest(p_pair), adc_stirling_rest(q_pair));
  rest = adc_pair_add(rest, adc_pair_neg(adc_stirling_rest(adc_pair_add(p_pair, q_pair))));
  const adc_pair l = adc_log_share(q_pair, p_pair);
  const adc_pair log_q = adc_pair_log(q_pair);
  const adc_pair log_ratio = adc_pair_add(adc_pair_log(p_pair), adc_pair_neg(log_q));
  adc_pair sum = adc_pair_mul(adc_pair_sum(p, -0.5), adc_pair_add(log_ratio, l));
  sum = adc_pair_add(sum, adc_pair_mul(q_pair, l));
  sum = adc_pair_add(sum, adc_pair_of(-0.5 * log_q.high, -0.5 * log_q.low));
  return adc_pair_add(sum, adc_pair_add(adc_half_log_2pi, rest));
}

// [adc_lbeta_pair]
/* For 0 < p <= q: log gamma(p) + log(gamma(q)/gamma(q + p)); where products would overflow p log(p/(p + q)) +
 * q log(q/(p + q)), which is all that counts there. */
static adc_pair adc_lbeta_pair(double p, double q) {
  if (q > 1e300 && p > 1e25) return adc_pair_of(-p * log1p(q / p) - q * log1p(p / q), 0.0);
  if (p == 1.0) return adc_pair_neg(adc_pair_log(adc_pair_of(q, 0.0)));
  if (p >= 20.0) return adc_lbeta_far(p, q);
  return adc_pair_add(adc_log_gamma_pair(adc_pair_of(p, 0.0)),
                      adc_lgamma_drop(adc_pair_of(q, 0.0), adc_pair_of(p, 0.0)));
}

// [adc_is_pole]
/* Whether gamma has a pole at x. */
static int adc_is_pole(double x) { return x <= 0.0 && x == floor(x); }

// [adc_lbeta_below]
/* log |beta(p, q)| for p < 0, p <= q. */
static double adc_lbeta_below(double p, double q) {
  if (isinf(p) || isinf(q)) return NAN;
  if (adc_is_pole(p) || adc_is_pole(q)) return adc_is_pole(p + q) ? NAN : INFINITY;
  if (p <= -1.0 || q < 1.0) return (adc_lgamma(p) + adc_lgamma(q)) - adc_lgamma(p + q);
  const adc_pair drop = adc_lgamma_drop(adc_pair_of(q, 0.0), adc_pair_of(p, 0.0));
  return adc_lgamma(p) + (drop.high + drop.low);
}

// [adc_lbeta]
double adc_lbeta(double a, double b) {
  if (isnan(a) || isnan(b)) return NAN;
  const double p = a < b ? a : b;
  const double q = a < b ? b : a;
  if (p < 0.0) return adc_lbeta_below(p, q);
  if (p == 0.0) return isinf(q) ? NAN : INFINITY;
  if (isinf(q)) return -INFINITY;
  const adc_pair l = adc_lbeta_pair(p, q);
  return l.high + l.low;
}

// [adc_beta]
double adc_beta(double a, double b) {
  const double p = a < b ? a : b;
  const double q = a < b ? b : a;
  if (!(p >= 0.0 && q >= p)) return NAN;
  if (p == 0.0) return isinf(q) ? NAN : INFINITY;
  if (p == 1.0) return 1.0 / q;
  return isinf(q) ? 0.0 : adc_scaled_round(adc_pair_exp(adc_lbeta_pair(p, q)));
}

// [adc_is_choosable]
/* Whether n > -1 and -1 < k < n + 1, where all three gamma functions are of positive numbers. */
static int adc_is_choosable(double n, double k) {
  if (!(n > -1.0 && k > -1.0)) return 0;
  return n - k == INFINITY || adc_pair_add_double(adc_pair_sum(n, -k), 1.0).high > 0.0;
}

// [adc_lchoose_pair]
/* For n > -1, -1 < k < n + 1: log gamma(n + 1)/gamma(n - j + 1) - log gamma(j + 1) with j the smaller of k and n - k.
 */
static adc_pair adc_lchoose_pair(double n, double k) {
  const adc_pair rest = adc_pair_sum(n, -k);
  const adc_pair k_plus_1 = adc_pair_sum(k, 1.0);
  const adc_pair rest_plus_1 = adc_pair_add_double(rest, 1.0);
  const double r = rest.high;
  const int less = k < r;
  if (n > 1e300 && k > 1e25 && r > 1e25) return adc_pair_of(k * log1p(r / k) + r * log1p(k / r), 0.0);
  const adc_pair drop = less ? adc_lgamma_drop(rest_plus_1, adc_pair_of(k, 0.0)) : adc_lgamma_drop(k_plus_1, rest);
  return adc_pair_neg(adc_pair_add(drop, adc_log_gamma_pair(less ? k_plus_1 : rest_plus_1)));
}

// [adc_lchoose_outside]
/* log |n choose k| elsewhere; where a gamma function below has a pole and none above -inf. */
static double adc_lchoose_outside(double n, double k) {
  const int below = adc_is_pole(k + 1.0) || adc_is_pole(n - k + 1.0) || isinf(k);
  if (below && isfinite(n)) return adc_is_pole(n + 1.0) ? NAN : -INFINITY;
  return (adc_lgamma(n + 1.0) - adc_lgamma(k + 1.0)) - adc_lgamma(n - k + 1.0);
}

// [adc_lchoose_near]
/* For k small beside 1 and n + 1, its series: k (psi(n + 1) - psi(1)) - k^2/2 (psi'(n + 1) + psi'(1)) + k^3/6
 * (psi''(n + 1) - psi''(1)) - k^4/24 (psi'''(n + 1) + psi'''(1)), to a relative k^4. */
static double adc_lchoose_near(double n, double k) {
  const double first = adc_polygamma_difference(0, 1.0, n);
  const double second = (adc_polygamma(1, n + 1.0) + 1.6449340668482264) / 2.0;
  const double third = adc_polygamma_difference(2, 1.0, n) / 6.0;
  const double fourth = (adc_polygamma(3, n + 1.0) + 6.4939394022668291) / 24.0;
  return k * (first - k * (second - k * (third - k * fourth)));
}

// [adc_lchoose]
double adc_lchoose(double n, double k) {
  if (isnan(n) || isnan(k)) return NAN;
  if (!adc_is_choosable(n, k)) return adc_lchoose_outside(n, k);
  if (k == 0.0 || k == n) return 0.0;
  if (isinf(n)) return isinf(k) ? NAN : copysign(INFINITY, k);
  const double j = fabs(k) < fabs(n - k) ? k : n - k;
  if (fabs(j) < 1e-5 * fmin(1.0, n + 1.0)) return adc_lchoose_near(n, j);
  const adc_pair l = adc_lchoose_pair(n, k);
  return l.high + l.low;
}

// [adc_choose_product]
/* n/1 (n - 1)/2 ... (n - k + 1)/k, the power of two apart. */
static double adc_choose_product(double n, double k) {
  adc_pair product = {1.0, 0.0};
  int exponent = 0;
  for (int i = 1; i <= k; ++i) {
    product = adc_pair_mul(product, adc_pair_sum(n, 1.0 - i));
    product = adc_pair_div(product, adc_pair_of(i, 0.0));
    int e = 0;
    product.high = frexp(product.high, &e);
    product.low = ldexp(product.low, -e);
    exponent += e;
  }
  return ldexp(product.high + product.low, exponent);
}

// [adc_binomial]
/* For n < 0 and whole k (-1)^k (k - n - 1 choose k). */
double adc_binomial(double n, double k) {
  if (isnan(n) || isnan(k) || isinf(n) || isinf(k)) return NAN;
  const int whole = k == floor(k);
  if (whole && k < 0.0) return 0.0;
  if (whole && n == floor(n) && 0.0 <= n && n < k) return 0.0;
  const adc_pair rest = adc_pair_sum(n, -k);
  const int has_whole_rest = rest.low == 0.0 && rest.high == floor(rest.high) && rest.high >= 0.0;
  const int inside = adc_is_choosable(n, k);
  if (inside && has_whole_rest && rest.high <= 64.0 && rest.high < k) return adc_choose_product(n, rest.high);
  if (inside && !(whole && k <= 64.0)) return adc_scaled_round(adc_pair_exp(adc_lchoose_pair(n, k)));
  if (whole && k <= 1000.0) return adc_choose_product(n, k);
  if (!whole || n >= 0.0) return NAN;
  const double sign = fmod(k, 2.0) == 0.0 ? 1.0 : -1.0;
  return sign * (isinf(k - n) ? INFINITY : adc_binomial(k - n - 1.0, k));
}
