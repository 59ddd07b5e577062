/* The incomplete gamma functions, regularised, and the derivatives by x. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_gamma_power]
/* x^a e^-x/gamma(a + 1). For large a it is e^-(a (u - log(1 + u)))/(sqrt(2 pi a) e^rest) with u = (x - a)/a, where no
 * large numbers cancel. */
static adc_scaled adc_gamma_power(double a, double x) {
  if (a < 16.0) {
    const adc_pair power = adc_pair_mul_double(adc_pair_log(adc_pair_of(x, 0.0)), a);
    const adc_pair log_gamma = adc_log_gamma_pair(adc_pair_sum(a, 1.0));
    return adc_pair_exp(adc_pair_sub(adc_pair_add_double(power, -x), log_gamma));
  }
  const adc_pair u = adc_pair_div_double(adc_pair_sum(x, -a), a);
  adc_pair excess = adc_pair_excess(u);
  if (u.high < -0.3) { /* near -1, u has too few digits of x/a */
    const adc_pair log_a = adc_pair_log(adc_pair_of(a, 0.0));
    excess = adc_pair_sub(u, adc_pair_sub(adc_pair_log(adc_pair_of(x, 0.0)), log_a));
  }
  excess = adc_pair_mul_double(excess, a);
  adc_scaled power = adc_pair_exp(adc_pair_neg(adc_pair_add(excess, adc_stirling_rest(adc_pair_of(a, 0.0)))));
  const adc_scaled root = adc_scaled_normal(adc_scaled_of(adc_pair_of(a, 0.0), 0));
  const int odd = root.exponent & 1;
  const adc_pair m = adc_pair_sqrt(adc_pair_mul(adc_pair_ldexp(adc_pi, 1), adc_pair_ldexp(root.value, odd)));
  return adc_scaled_of(adc_pair_div(power.value, m), power.exponent - (root.exponent - odd) / 2);
}

// [adc_gamma_series]
/* P(a, x) over adc_gamma_power: sum x^n/((a + 1) ... (a + n)) (DLMF 8.11.4). */
static adc_pair adc_gamma_series(double a, double x) {
  adc_pair term = {1.0, 0.0};
  adc_pair sum = {1.0, 0.0};
  for (double n = 1.0; n < (double)adc_max_terms && term.high > 1e-24 * sum.high; n += 1.0) {
    term = adc_pair_div(adc_pair_mul_double(term, x), adc_pair_sum(a, n));
    sum = adc_pair_add(sum, term);
  }
  return sum;
}

// [adc_upper_gamma_fraction]
/* gamma(a, x)/(x^a e^-x) = 1/(b + (a - 1)/(b + 2 + 2 (a - 2)/(b + 4 + ...))) with b = x + 1 - a, for x > a or x > 1
 * (DLMF 8.9.2, contracted), by Steed's algorithm. */
adc_pair adc_upper_gamma_fraction(double a, adc_pair b) {
  adc_pair d = adc_pair_div(adc_pair_of(1.0, 0.0), b);
  adc_pair step = d;
  adc_pair sum = d;
  for (double n = 1.0; n < (double)adc_max_terms && fabs(step.high) > 1e-24 * fabs(sum.high); n += 1.0) {
    const adc_pair numerator = adc_pair_mul_double(adc_pair_sum(a, -n), n);
    b = adc_pair_add_double(b, 2.0);
    d = adc_pair_div(adc_pair_of(1.0, 0.0), adc_pair_add(b, adc_pair_mul(d, numerator)));
    step = adc_pair_mul(step, adc_pair_add_double(adc_pair_mul(b, d), -1.0));
    sum = adc_pair_add(sum, step);
  }
  return sum;
}

// [adc_gamma_fraction]
/* Q(a, x) over adc_gamma_power for x > a. */
static adc_pair adc_gamma_fraction(double a, double x) {
  const adc_pair b = adc_pair_add_double(adc_pair_sum(x, -a), 1.0);
  return adc_pair_mul_double(adc_upper_gamma_fraction(a, b), a);
}

// [adc_gamma_small]
/* Q(a, x) for small a and x, relatively accurate: with x^a/gamma(a + 1) = 1 + w, where w is small, it is
 * -w - (1 + w) sum (-x)^k/k! a/(a + k), k = 1, 2, ... (DLMF 8.7.1). */
static adc_pair adc_gamma_small(double a, double x) {
  const adc_pair power = adc_pair_mul_double(adc_pair_log(adc_pair_of(x, 0.0)), a);
  const adc_pair log_reciprocal = adc_pair_log1p(adc_reciprocal_gamma_m1(adc_pair_of(a, 0.0)));
  const adc_pair w = adc_pair_expm1(adc_pair_add(power, log_reciprocal));
  adc_pair term = {1.0, 0.0};
  adc_pair sum = {0.0, 0.0};
  for (double k = 1.0; k < 100.0; k += 1.0) {
    term = adc_pair_div_double(adc_pair_mul_double(term, -x), k);
    const adc_pair part = adc_pair_div(term, adc_pair_sum(a, k));
    sum = adc_pair_add(sum, part);
    if (fabs(part.high) < 1e-34 * fabs(sum.high)) break;
  }
  sum = adc_pair_mul(adc_pair_mul_double(sum, a), adc_pair_add_double(w, 1.0));
  return adc_pair_neg(adc_pair_add(w, sum));
}

// [adc_gamma_temme_sum]
/* c_0 + c_1/a + c_2/a^2 of Temme's expansion (DLMF 8.12.9 to 8.12.12), for a > 1e6: with u = x/a - 1 and
 * eta^2/2 = u - log(1 + u), c_0 = 1/u - 1/eta, c_1 = 1/eta^3 - 1/u^3 - 1/u^2 - 1/(12 u); near 0 their series, where
 * what c_2 varies by is negligible. */
static adc_pair adc_gamma_temme_sum(double a, adc_pair u, adc_pair eta) {
  static const double c0[8] = {-1.0 / 3,   1.0 / 12,        -2.0 / 135,  1.0 / 864,
                               1.0 / 2835, -139.0 / 777600, 1.0 / 25515, -571.0 / 261273600};
  const double h = eta.high;
  if (fabs(h) < 1e-3) {
    double first = 0.0;
    for (int k = 7; k >= 1; --k) first = first * h + c0[k];
    const double second = (-1.0 / 540 - h / 288 + h * h / 378) / a + 25.0 / 6048 / a / a;
    const adc_pair third = adc_pair_div_double(adc_pair_of(-1.0, 0.0), 3.0);
    return adc_pair_add_double(third, first * h + second);
  }
  const adc_pair one = {1.0, 0.0};
  const adc_pair p = adc_pair_div(one, u);
  const adc_pair q = adc_pair_div(one, eta);
  const adc_pair cubes = adc_pair_sub(adc_pair_mul(q, adc_pair_mul(q, q)), adc_pair_mul(p, adc_pair_mul(p, p)));
  const adc_pair rest = adc_pair_add(adc_pair_mul(p, p), adc_pair_div_double(p, 12.0));
  return adc_pair_add(adc_pair_sub(p, q), adc_pair_div_double(adc_pair_sub(cubes, rest), a));
}

// [adc_gamma_half]
/* erfc(sqrt(y)) = Q(1/2, y) for y > 0. */
static adc_scaled adc_gamma_half(adc_pair y) {
  const adc_pair factor = adc_pair_div(adc_pair_sqrt(y), adc_root_pi);
  adc_scaled e = adc_pair_exp(adc_pair_neg(y));
  if (y.high < 2.0) {
    adc_pair term = {2.0, 0.0};
    adc_pair sum = {2.0, 0.0};
    for (double n = 1.5; n < 200.0 && term.high > 1e-34; n += 1.0) {
      term = adc_pair_div_double(adc_pair_mul(term, y), n);
      sum = adc_pair_add(sum, term);
    }
    const adc_pair p = adc_pair_ldexp(adc_pair_mul(adc_pair_mul(e.value, factor), sum), e.exponent);
    return adc_scaled_of(adc_pair_sub(adc_pair_of(1.0, 0.0), p), 0);
  }
  const adc_pair fraction = adc_upper_gamma_fraction(0.5, adc_pair_add_double(y, 0.5));
  e.value = adc_pair_mul(adc_pair_mul(e.value, factor), fraction);
  return e;
}

// [adc_gamma_temme]
/* The smaller of P and Q for a > 1e6 (DLMF 8.12.3, 4): erfc(sqrt(a eta^2/2))/2 +- R, where R is the rest's sum times
 * e^(-a eta^2/2)/sqrt(2 pi a). */
static adc_scaled adc_gamma_temme(double a, double x) {
  const adc_pair u = adc_pair_div_double(adc_pair_sum(x, -a), a);
  const adc_pair excess = adc_pair_excess(u);
  adc_pair eta = adc_pair_sqrt(adc_pair_ldexp(excess, 1));
  if (u.high < 0.0) eta = adc_pair_neg(eta);
  const adc_scaled half = adc_gamma_half(adc_pair_mul_double(excess, a));
  const adc_pair root_two_pi = {0x1.40d931ff62706p+1, -0x1.a6a0d6f814637p-53};
  adc_scaled rest = adc_pair_exp(adc_pair_neg(adc_pair_mul_double(excess, a)));
  const adc_pair root = adc_pair_mul(root_two_pi, adc_pair_sqrt(adc_pair_of(a, 0.0)));
  rest.value = adc_pair_div(adc_pair_mul(rest.value, adc_gamma_temme_sum(a, u, eta)), root);
  if (u.high < 0.0) rest.value = adc_pair_neg(rest.value);
  return adc_scaled_add(adc_scaled_of(adc_pair_ldexp(half.value, -1), half.exponent), rest);
}

// [adc_gamma_is_step]
/* Whether x is so far from a that P is 0 or 1. */
static int adc_gamma_is_step(double a, double x) { return (x > 1e5 && x / 10.0 > a) || (a > 1e5 && a / 10.0 > x); }

// [adc_gamma_both]
/* P(a, x) where `lower` is set, else Q(a, x), for finite a, x > 0. Of the two, the smaller is computed, and the other
 * is what it lacks to 1. */
static double adc_gamma_both(double a, double x, int lower) {
  adc_scaled part;
  int is_lower = x < a;
  if (adc_gamma_is_step(a, x)) {
    part = adc_scaled_of(adc_pair_of(0.0, 0.0), 0);
  } else if (a > 1e6) {
    is_lower = x < a; /* at x = a, Q, which is the smaller by a hair */
    part = adc_gamma_temme(a, x);
  } else if (a < 0.01 && x < 2.0) {
    /* linear in the smallest a, which have no digits to spare */
    const double start = a < 0x1p-900 ? 0x1p-900 : a;
    part = adc_scaled_of(adc_gamma_small(start, x), 0);
    part = adc_scaled_mul(part, adc_scaled_over(adc_scaled_of(adc_pair_of(a, 0.0), 0), start));
    is_lower = 0;
  } else {
    is_lower = x <= a || x < 1.5;
    part = adc_gamma_power(a, x);
    part.value = adc_pair_mul(part.value, is_lower ? adc_gamma_series(a, x) : adc_gamma_fraction(a, x));
  }
  if (is_lower == lower) return adc_scaled_round(part);
  if (part.exponent < -2000) return 1.0;
  const adc_pair rest = adc_pair_sub(adc_pair_of(1.0, 0.0), adc_pair_ldexp(part.value, part.exponent));
  return rest.high + rest.low;
}

// [adc_gamma_slope]
/* power times sum C(m, j) (a - 1) ... (a - j) x^-j (-1)^(m - j): the mth derivative by x of x^(a - 1) e^-x, where that
 * is `power`. At x >= 16, near whose mode the sum would cancel, f' = ((a - 1)/x - 1) f differentiated m times instead:
 * x f^(m + 1) = (a - 1 - x - m) f^(m) - m f^(m - 1). */
static adc_scaled adc_gamma_slope(int m, double a, double x, adc_scaled power) {
  if (x >= 16.0) {
    if (power.exponent < -2000) return power; /* 0, where a/x may be large */
    const adc_pair slope = adc_pair_add_double(adc_pair_sum(a, -x), -1.0);
    adc_pair last = {0.0, 0.0};
    adc_pair value = {1.0, 0.0};
    for (int j = 0; j < m; ++j) {
      const adc_pair first = adc_pair_mul(adc_pair_add_double(slope, -j), value);
      const adc_pair next = adc_pair_div_double(adc_pair_sub(first, adc_pair_mul_double(last, j)), x);
      last = value;
      value = next;
    }
    return adc_scaled_mul(power, adc_scaled_of(value, 0));
  }
  adc_scaled sum = adc_scaled_of(adc_pair_of(0.0, 0.0), 0);
  if (m % 2 != 0) power.value = adc_pair_neg(power.value);
  for (int j = 0; j <= m; ++j) {
    sum = adc_scaled_add(sum, power);
    power = adc_scaled_mul(power, adc_scaled_of(adc_pair_sum(a, -(j + 1.0)), 0));
    power.value = adc_pair_div_double(adc_pair_mul_double(power.value, (double)(j - m)), j + 1.0);
    power = adc_scaled_over(power, x);
  }
  return sum;
}

// [adc_gamma_slope_at_0]
/* The mth derivative of x^(a - 1) e^-x/gamma(a) at 0 from the right: of its terms x^(a - 1 + j) (-1)^j/j!, the lowest
 * that differentiation leaves. */
static double adc_gamma_slope_at_0(int m, double a) {
  double sign = 1.0;
  if (a > m + 1.0) return 0.0;
  if (a == floor(a)) {
    double binomial = m % 2 == (int)fmod(a - 1.0, 2.0) ? 1.0 : -1.0;
    for (double j = 1.0; j < a; j += 1.0) binomial = binomial * (m + 1.0 - j) / j;
    return binomial;
  }
  for (int j = 1; j <= m; ++j) sign = a < j ? -sign : sign;
  return sign * INFINITY;
}

// [adc_gammainc]
/* The kth derivative by x of P(a, x). */
double adc_gammainc(int k, double a, double x) {
  if (isnan(a) || isnan(x) || a < 0.0 || x < 0.0 || k < 0 || k > adc_max_slope) return NAN;
  if (isinf(a)) return isinf(x) ? NAN : 0.0;
  if (isinf(x)) return k == 0 ? 1.0 : 0.0;
  if (a == 0.0) return x == 0.0 ? NAN : k == 0 ? 1.0 : 0.0;
  if (x == 0.0) return k == 0 ? 0.0 : adc_gamma_slope_at_0(k - 1, a);
  if (k == 0) return adc_gamma_both(a, x, 1);
  if (adc_gamma_is_step(a, x)) return 0.0;
  const adc_scaled power = adc_scaled_mul(adc_gamma_power(a, x), adc_scaled_of(adc_pair_of(a, 0.0), 0));
  return adc_scaled_round(adc_gamma_slope(k - 1, a, x, adc_scaled_over(power, x)));
}

// [adc_gammaincc]
/* Q(a, x) */
double adc_gammaincc(double a, double x) {
  if (isnan(a) || isnan(x) || a < 0.0 || x < 0.0) return NAN;
  if (isinf(a)) return isinf(x) ? NAN : 1.0;
  if (isinf(x)) return 0.0;
  if (a == 0.0) return x == 0.0 ? NAN : 0.0;
  return x == 0.0 ? 1.0 : adc_gamma_both(a, x, 0);
}
