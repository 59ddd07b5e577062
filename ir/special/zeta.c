/* Riemann's zeta function and its derivatives. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_zeta_integral]
/* The integral of log(t)^k t^-s from n on, over n^-s, with d = s - 1 and l = log n:
 * n (l^k + k/d (l^(k-1) + (k-1)/d (...)))/d, all of whose terms are positive. */
static adc_pair adc_zeta_integral(int k, adc_pair d, adc_pair l, double n) {
  adc_pair sum = {1.0, 0.0};
  adc_pair power = {1.0, 0.0};
  for (int j = 1; j <= k; ++j) {
    power = adc_pair_mul(power, l);
    sum = adc_pair_add(power, adc_pair_mul_double(adc_pair_div(sum, d), (double)j));
  }
  return adc_pair_div(adc_pair_mul_double(sum, n), d);
}

// [adc_zeta_differentiate]
/* From p with f(t) = t^-r p(log t) to p with f'(t) = t^-(r + 1) p(log t): p' - r p, a polynomial of degree k. */
static void adc_zeta_differentiate(int k, adc_pair r, adc_pair* p) {
  for (int j = 0; j <= k; ++j) {
    adc_pair c = adc_pair_neg(adc_pair_mul(r, p[j]));
    if (j < k) c = adc_pair_add(c, adc_pair_mul_double(p[j + 1], (double)(j + 1)));
    p[j] = c;
  }
}

// [adc_zeta_correction]
/* -sum B_2j/(2j)! f^(2j - 1)(n) for f(t) = log(t)^k t^-s, over n^-s. */
static adc_pair adc_zeta_correction(int k, adc_pair s, adc_pair l, double n) {
  adc_pair p[adc_max_slope + 1] = {{0.0, 0.0}};
  adc_pair sum = {0.0, 0.0};
  double factorial = 1.0; /* (2j - 2)!, for B_2j/(2j)! of Stirling's coefficients */
  p[k] = adc_pair_of(1.0, 0.0);
  for (int m = 0; m < 23; ++m) {
    adc_zeta_differentiate(k, adc_pair_add_double(s, (double)m), p);
    for (int j = 0; j <= k; ++j) p[j] = adc_pair_div_double(p[j], n);
    if (m % 2 != 0) continue;
    adc_pair value = p[k];
    for (int j = k - 1; j >= 0; --j) value = adc_pair_add(adc_pair_mul(value, l), p[j]);
    if (m > 0) factorial *= (m - 1.0) * m;
    const adc_pair coefficient = adc_pair_div_double(adc_stirling_coefficient(m / 2 + 1), factorial);
    sum = adc_pair_sub(sum, adc_pair_mul(value, coefficient));
  }
  return sum;
}

// [adc_zeta_term]
/* log(n)^k n^-s */
static adc_scaled adc_zeta_term(int k, adc_pair s, adc_pair l) {
  adc_scaled term = adc_pair_exp(adc_pair_neg(adc_pair_mul(s, l)));
  for (int j = 0; j < k; ++j) term.value = adc_pair_mul(term.value, l);
  return term;
}

// [adc_zeta]
/* The kth derivative for x > 1, (-1)^k sum log(n)^k n^-x, by Euler and Maclaurin's formula (DLMF 25.2.9, 10) with 30
 * terms before it, in pairs. */
double adc_zeta(int k, double x) {
  if (isnan(x) || k < 0 || k > adc_max_slope) return NAN;
  const double sign = k % 2 == 0 ? 1.0 : -1.0;
  if (!(x > 1.0)) return x == 1.0 ? sign * INFINITY : NAN;
  if (x > 1100.0) return k == 0 ? 1.0 : sign * 0.0;
  const double end = 30.0;
  const adc_pair s = {x, 0.0};
  adc_scaled sum = adc_scaled_of(adc_pair_of(k == 0 ? 1.0 : 0.0, 0.0), 0);
  for (double n = 2.0; n < end; n += 1.0) {
    sum = adc_scaled_add(sum, adc_zeta_term(k, s, adc_pair_log(adc_pair_of(n, 0.0))));
  }
  const adc_pair l = adc_pair_log(adc_pair_of(end, 0.0));
  adc_scaled tail = adc_pair_exp(adc_pair_neg(adc_pair_mul(s, l)));
  adc_pair half = {0.5, 0.0};
  for (int j = 0; j < k; ++j) half = adc_pair_mul(half, l);
  half = adc_pair_add(half, adc_zeta_integral(k, adc_pair_sum(x, -1.0), l, end));
  tail.value = adc_pair_mul(tail.value, adc_pair_add(half, adc_zeta_correction(k, s, l, end)));
  return sign * adc_scaled_round(adc_scaled_add(sum, tail));
}
