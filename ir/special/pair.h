/* Arithmetic with pairs of doubles: the unevaluated sum of a number and of what it lacks, about 106 bits (Dekker 1971,
 * Knuth; Hida, Li, Bailey 2001). The special functions whose formulas cancel, or whose errors grow along a recurrence,
 * are computed with pairs and rounded once. Results that are not finite have high parts that are not. */
#pragma once

#include <math.h>

// [adc_pair]
/* high + low with |low| <= ulp(high)/2. */
typedef struct {
  double high, low;
} adc_pair;

// [adc_pi]
static const adc_pair adc_pi = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};

// [adc_two_over_pi]
static const adc_pair adc_two_over_pi = {0x1.45f306dc9c883p-1, -0x1.6b01ec5417056p-55};

// [adc_root_pi]
static const adc_pair adc_root_pi = {0x1.c5bf891b4ef6bp+0, -0x1.618f13eb7ca89p-54};

// [adc_log_2]
static const adc_pair adc_log_2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};

// [adc_half_log_2pi]
/* log(2 pi)/2 */
static const adc_pair adc_half_log_2pi = {0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55};

// [adc_scaled]
/* value 2^exponent, for numbers beyond the range of doubles. */
typedef struct {
  adc_pair value;
  int exponent;
} adc_scaled;

// [adc_bessel_middle]
/* Bessel functions J and Y of an order and of the next one, and J of a higher order. */
typedef struct {
  adc_pair j, j_next, y, y_next, j_above;
} adc_bessel_middle;

// [adc_max_slope]
/* The highest derivative of a special function that is computed. */
enum { adc_max_slope = 16 };

// [adc_max_terms]
/* How many terms a series or a fraction has at most. */
enum { adc_max_terms = 10000000 };

// [adc_pair_of]
static inline adc_pair adc_pair_of(double high, double low) {
  adc_pair x;
  x.high = high;
  x.low = low;
  return x;
}

// [adc_pair_fast_sum]
/* a + b for |a| >= |b| or a = 0. */
static inline adc_pair adc_pair_fast_sum(double a, double b) {
  const double sum = a + b;
  return adc_pair_of(sum, b - (sum - a));
}

// [adc_pair_sum]
static inline adc_pair adc_pair_sum(double a, double b) {
  const double sum = a + b;
  const double back = sum - a;
  return adc_pair_of(sum, (a - (sum - back)) + (b - back));
}

// [adc_pair_product]
static inline adc_pair adc_pair_product(double a, double b) {
  const double product = a * b;
  return adc_pair_of(product, fma(a, b, -product));
}

// [adc_pair_neg]
static inline adc_pair adc_pair_neg(adc_pair x) { return adc_pair_of(-x.high, -x.low); }

// [adc_pair_add]
static inline adc_pair adc_pair_add(adc_pair x, adc_pair y) {
  const adc_pair high = adc_pair_sum(x.high, y.high);
  const adc_pair low = adc_pair_sum(x.low, y.low);
  const adc_pair sum = adc_pair_fast_sum(high.high, high.low + low.high);
  return adc_pair_fast_sum(sum.high, sum.low + low.low);
}

// [adc_pair_sub]
static inline adc_pair adc_pair_sub(adc_pair x, adc_pair y) { return adc_pair_add(x, adc_pair_neg(y)); }

// [adc_pair_add_double]
static inline adc_pair adc_pair_add_double(adc_pair x, double y) {
  const adc_pair sum = adc_pair_sum(x.high, y);
  return adc_pair_fast_sum(sum.high, sum.low + x.low);
}

// [adc_pair_mul]
static inline adc_pair adc_pair_mul(adc_pair x, adc_pair y) {
  const adc_pair product = adc_pair_product(x.high, y.high);
  return adc_pair_fast_sum(product.high, product.low + (x.high * y.low + x.low * y.high));
}

// [adc_pair_mul_double]
static inline adc_pair adc_pair_mul_double(adc_pair x, double y) {
  const adc_pair product = adc_pair_product(x.high, y);
  return adc_pair_fast_sum(product.high, product.low + x.low * y);
}

// [adc_pair_ldexp]
static inline adc_pair adc_pair_ldexp(adc_pair x, int n) { return adc_pair_of(ldexp(x.high, n), ldexp(x.low, n)); }

// [adc_pair_div]
/* Long division by three digits. */
static inline adc_pair adc_pair_div(adc_pair x, adc_pair y) {
  const double first = x.high / y.high;
  adc_pair rest = adc_pair_sub(x, adc_pair_mul_double(y, first));
  const double second = rest.high / y.high;
  rest = adc_pair_sub(rest, adc_pair_mul_double(y, second));
  return adc_pair_add_double(adc_pair_fast_sum(first, second), rest.high / y.high);
}

// [adc_pair_div_double]
static inline adc_pair adc_pair_div_double(adc_pair x, double y) {
  const double first = x.high / y;
  const adc_pair rest = adc_pair_sub(x, adc_pair_product(first, y));
  return adc_pair_fast_sum(first, rest.high / y);
}

// [adc_pair_sqrt]
/* One step of Newton's method with an exact residual. */
static inline adc_pair adc_pair_sqrt(adc_pair x) {
  if (!(x.high > 0.0) || isinf(x.high)) return adc_pair_of(sqrt(x.high), 0.0);
  const double root = sqrt(x.high);
  const adc_pair rest = adc_pair_sub(x, adc_pair_product(root, root));
  return adc_pair_fast_sum(root, rest.high / (2.0 * root));
}

// [adc_scaled_of]
static inline adc_scaled adc_scaled_of(adc_pair value, int exponent) {
  adc_scaled x;
  x.value = value;
  x.exponent = exponent;
  return x;
}

// [adc_scaled_normal]
/* The same number with 1/2 <= |value| < 1; 0 has the least exponent. */
static inline adc_scaled adc_scaled_normal(adc_scaled x) {
  int shift = 0;
  if (x.value.high == 0.0) return adc_scaled_of(adc_pair_of(0.0, 0.0), -2000000000);
  if (!isfinite(x.value.high)) return x;
  (void)frexp(x.value.high, &shift);
  return adc_scaled_of(adc_pair_ldexp(x.value, -shift), x.exponent + shift);
}

// [adc_scaled_mul]
static inline adc_scaled adc_scaled_mul(adc_scaled x, adc_scaled y) {
  x = adc_scaled_normal(x);
  y = adc_scaled_normal(y);
  if (x.value.high == 0.0) return adc_scaled_of(adc_pair_mul(x.value, y.value), 0);
  if (y.value.high == 0.0) return adc_scaled_of(adc_pair_mul(x.value, y.value), 0);
  return adc_scaled_of(adc_pair_mul(x.value, y.value), x.exponent + y.exponent);
}

// [adc_scaled_add]
static inline adc_scaled adc_scaled_add(adc_scaled x, adc_scaled y) {
  x = adc_scaled_normal(x);
  y = adc_scaled_normal(y);
  if (x.exponent < y.exponent) {
    const adc_scaled swapped = x;
    x = y;
    y = swapped;
  }
  if (y.value.high == 0.0) return x;
  const int shift = x.exponent - y.exponent;
  if (shift > 300) return x;
  return adc_scaled_of(adc_pair_add(x.value, adc_pair_ldexp(y.value, -shift)), x.exponent);
}

// [adc_scaled_round]
/* To a double, rounded once where that is normal. */
static inline double adc_scaled_round(adc_scaled x) { return ldexp(x.value.high + x.value.low, x.exponent); }

// [adc_scaled_over]
/* x/y for finite y, also a subnormal one. */
static inline adc_scaled adc_scaled_over(adc_scaled x, double y) {
  int exponent = 0;
  const double m = frexp(y, &exponent);
  x = adc_scaled_normal(x);
  return adc_scaled_of(adc_pair_div_double(x.value, m), x.exponent - exponent);
}
