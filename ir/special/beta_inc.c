/* The incomplete beta function, regularised, and its derivatives by x. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_beta_power]
/* x^a y^b/B(a, b), where x + y = 1; 1/B(a, b) = a b/(a + b) gamma(a + b + 1)/(gamma(a + 1) gamma(b + 1)). */
static adc_scaled adc_beta_power(double a, double b, adc_pair x, adc_pair y) {
  const adc_pair log_x = x.high > 0.5 ? adc_pair_log1p(adc_pair_neg(y)) : adc_pair_log(x);
  const adc_pair log_y = y.high > 0.5 ? adc_pair_log1p(adc_pair_neg(x)) : adc_pair_log(y);
  adc_pair log_power = adc_pair_add(adc_pair_mul_double(log_x, a), adc_pair_mul_double(log_y, b));
  const adc_pair sum = adc_pair_sum(a, b);
  log_power = adc_pair_add(log_power, adc_log_gamma_pair(adc_pair_add_double(sum, 1.0)));
  log_power = adc_pair_sub(log_power, adc_log_gamma_pair(adc_pair_sum(a, 1.0)));
  log_power = adc_pair_sub(log_power, adc_log_gamma_pair(adc_pair_sum(b, 1.0)));
  const adc_scaled power = adc_scaled_mul(adc_pair_exp(log_power), adc_scaled_of(adc_pair_of(a, 0.0), 0));
  return adc_scaled_mul(power, adc_scaled_of(adc_pair_div(adc_pair_of(b, 0.0), sum), 0));
}

// [adc_beta_fraction]
/* I_x(a, b) a/adc_beta_power for x <= (a + 1)/(a + b + 2) (DLMF 8.17.22), by Lentz's algorithm. */
static adc_pair adc_beta_fraction(double a, double b, adc_pair x) {
  const adc_pair one = {1.0, 0.0};
  const adc_pair sum = adc_pair_sum(a, b);
  adc_pair c = one;
  adc_pair d = {0.0, 0.0};
  adc_pair result = one;
  for (double k = 1.0; k < (double)adc_max_terms; k += 1.0) {
    const double m = floor(0.5 * k);
    const adc_pair above = 2.0 * m == k ? adc_pair_mul_double(adc_pair_sum(b, -m), m)
                                        : adc_pair_neg(adc_pair_mul(adc_pair_sum(a, m), adc_pair_add_double(sum, m)));
    const adc_pair below = adc_pair_mul(adc_pair_sum(a, k - 1.0), adc_pair_sum(a, k));
    const adc_pair factor = adc_pair_mul(adc_pair_div(above, below), x);
    d = adc_pair_div(one, adc_pair_add_double(adc_pair_mul(factor, d), 1.0));
    c = adc_pair_add_double(adc_pair_div(factor, c), 1.0);
    const adc_pair step = adc_pair_mul(c, d);
    result = adc_pair_mul(result, step);
    if (fabs(step.high - 1.0 + step.low) < 1e-30) break;
  }
  return adc_pair_div(one, result);
}

// [adc_beta_slope]
/* sum C(m, j) (a - 1) ... (a - j) x^-j (b - 1) ... (b - m + j) y^-(m - j) (-1)^(m - j) times `power`: the mth
 * derivative by x of f = x^(a - 1) y^(b - 1), where that is `power`. */
static adc_scaled adc_beta_slope_sum(int m, double a, double b, double x, adc_pair y, adc_scaled power) {
  adc_scaled sum = adc_scaled_of(adc_pair_of(0.0, 0.0), 0);
  for (int j = 0; j <= m; ++j) {
    adc_scaled term = power;
    for (int i = 1; i <= j; ++i) {
      const adc_pair factor = adc_pair_div_double(adc_pair_mul_double(adc_pair_sum(a, -i), m - i + 1.0), i);
      term = adc_scaled_over(adc_scaled_mul(term, adc_scaled_of(factor, 0)), x);
    }
    for (int i = 1; i <= m - j; ++i) {
      term = adc_scaled_mul(term, adc_scaled_of(adc_pair_div(adc_pair_sum(i, -b), y), 0));
    }
    sum = adc_scaled_add(sum, term);
  }
  return sum;
}

// [adc_beta_slope]
/* The same, from x y f' = ((a - 1) y - (b - 1) x) f differentiated m times where the sum would cancel near the mode:
 * x y f^(m + 1) = ((a - 1 - m) y - (b - 1 - m) x) f^(m) - m (a + b - 1 - m) f^(m - 1). */
static adc_scaled adc_beta_slope(int m, double a, double b, double x, adc_pair y, adc_scaled power) {
  const adc_pair product = adc_pair_mul_double(y, x);
  if ((a + b) * product.high < 16.0) return adc_beta_slope_sum(m, a, b, x, y, power);
  adc_scaled last = adc_scaled_of(adc_pair_of(0.0, 0.0), 0);
  for (int j = 0; j < m; ++j) {
    const adc_pair rise = adc_pair_mul(adc_pair_sum(a, -1.0 - j), y);
    const adc_pair fall = adc_pair_mul_double(adc_pair_sum(b, -1.0 - j), x);
    const adc_pair less = adc_pair_mul_double(adc_pair_add_double(adc_pair_sum(a, b), -1.0 - j), -j);
    const adc_scaled first = adc_scaled_mul(power, adc_scaled_of(adc_pair_sub(rise, fall), 0));
    adc_scaled next = adc_scaled_add(first, adc_scaled_mul(last, adc_scaled_of(less, 0)));
    next.value = adc_pair_div(next.value, product);
    last = power;
    power = next;
  }
  return power;
}

// [adc_beta_slope_at_0]
/* The mth derivative of x^(a - 1) (1 - x)^(b - 1)/B(a, b) at 0 from the right: of the terms
 * x^(a - 1 + i) (1 - b) ... (i - b)/i!, the lowest that differentiation leaves. */
static double adc_beta_slope_at_0(int m, double a, double b) {
  if (a > m + 1.0) return 0.0;
  if (a == floor(a)) {
    const int lead = m + 1 - (int)a;
    adc_pair value = {1.0, 0.0};
    for (int i = 1; i <= lead; ++i) value = adc_pair_div_double(adc_pair_mul(value, adc_pair_sum(i, -b)), i);
    for (int i = 1; i <= m; ++i) value = adc_pair_mul_double(value, i);
    /* 1/B(a, b) = b (b + 1) ... (b + a - 1)/(a - 1)! */
    for (int i = 0; i < (int)a; ++i) value = adc_pair_mul(value, adc_pair_sum(b, i));
    for (int i = 1; i < (int)a; ++i) value = adc_pair_div_double(value, i);
    return value.high + value.low;
  }
  double sign = 1.0;
  for (int j = 1; j <= m; ++j) sign = a < j ? -sign : sign;
  return sign * INFINITY;
}

// [adc_beta_value]
/* I_x(a, b): the fraction at x or, beyond the mean, at 1 - x, where it converges. */
static double adc_beta_value(double a, double b, double x) {
  const adc_pair y = adc_pair_sum(1.0, -x);
  const int swapped = x * (a + b + 2.0) > a + 1.0;
  const adc_pair near = swapped ? y : adc_pair_of(x, 0.0);
  adc_scaled part = adc_beta_power(a, b, adc_pair_of(x, 0.0), y);
  part.value = adc_pair_mul(part.value, swapped ? adc_beta_fraction(b, a, near) : adc_beta_fraction(a, b, near));
  part = adc_scaled_over(part, swapped ? b : a);
  if (!swapped) return adc_scaled_round(part);
  if (part.exponent < -2000) return 1.0;
  const adc_pair rest = adc_pair_sub(adc_pair_of(1.0, 0.0), adc_pair_ldexp(part.value, part.exponent));
  return rest.high + rest.low;
}

// [adc_betainc]
/* The kth derivative by x of I_x(a, b). */
double adc_betainc(int k, double a, double b, double x) {
  if (isnan(a) || isnan(b) || isnan(x) || k < 0 || k > adc_max_slope) return NAN;
  if (!(a > 0.0) || !(b > 0.0) || a > 1e9 || b > 1e9 || x < 0.0 || x > 1.0) return NAN;
  if (x == 0.0) return k == 0 ? 0.0 : adc_beta_slope_at_0(k - 1, a, b);
  if (x == 1.0) return k == 0 ? 1.0 : (k % 2 == 0 ? -1.0 : 1.0) * adc_beta_slope_at_0(k - 1, b, a);
  if (k == 0) return adc_beta_value(a, b, x);
  const adc_pair y = adc_pair_sum(1.0, -x);
  adc_scaled power = adc_scaled_over(adc_beta_power(a, b, adc_pair_of(x, 0.0), y), x);
  power.value = adc_pair_div(power.value, y);
  return adc_scaled_round(adc_beta_slope(k - 1, a, b, x, y, power));
}
