/* Bessel functions of real order, ordinary and modified, and their derivatives. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_bessel_parts]
/* A pair of an order's two functions: J and Y, or I and K. */
typedef struct {
  adc_scaled first, second;
} adc_bessel_parts;

// [adc_bessel_wanted]
/* Which of them, where computing the other takes time. */
typedef enum { adc_bessel_wants_both, adc_bessel_wants_first, adc_bessel_wants_second } adc_bessel_wanted;

// [adc_bessel_power]
/* (x/2)^n/gamma(n + 1) for n >= 0. */
static adc_scaled adc_bessel_power(adc_pair n, double x) {
  const adc_pair log_gamma = adc_log_gamma_pair(adc_pair_add_double(n, 1.0));
  return adc_pair_exp(adc_pair_sub(adc_pair_mul(adc_log_half(x), n), log_gamma));
}

// [adc_bessel_series]
/* (x/2)^n/gamma(n + 1) sum (side x^2/4)^k/(k! (n + 1) ... (n + k)) for n >= 0: J for side = -1, I for side = 1
 * (DLMF 10.2.2, 10.25.2). */
static adc_scaled adc_bessel_series(adc_pair n, double x, double side) {
  const adc_pair square = adc_pair_product(0.5 * side * x, 0.5 * x);
  adc_pair term = {1.0, 0.0};
  adc_pair sum = {1.0, 0.0};
  adc_scaled power = adc_bessel_power(n, x);
  for (double k = 1.0; k < 1e7 && fabs(term.high) > 1e-33 * fabs(sum.high); k += 1.0) {
    const adc_pair below = adc_pair_mul_double(adc_pair_add_double(n, k), k);
    term = adc_pair_div(adc_pair_mul(term, square), below);
    sum = adc_pair_add(sum, term);
    if (sum.high > 0x1p900) {
      term = adc_pair_ldexp(term, -900);
      sum = adc_pair_ldexp(sum, -900);
      power.exponent += 900;
    }
  }
  power.value = adc_pair_mul(power.value, sum);
  return power;
}

// [adc_bessel_inverse_series]
/* gamma(n) (2/x)^n/2 sum (side x^2/4)^k/(k! (n - 1) ... (n - k)), to the terms that count: K for side = -1, -pi/2 Y for
 * side = 1, where x is small beside sqrt(n), or n >= 1 and x^2 is nothing. */
static adc_scaled adc_bessel_inverse_series(adc_pair n, double x, double side) {
  const adc_pair square = adc_pair_product(0.5 * side * x, 0.5 * x);
  adc_pair term = {1.0, 0.0};
  adc_pair sum = {1.0, 0.0};
  for (double k = 1.0; k < 0.5 * n.high && fabs(term.high) > 1e-28; k += 1.0) {
    term = adc_pair_div(adc_pair_mul(term, square), adc_pair_mul_double(adc_pair_add_double(n, -k), k));
    sum = adc_pair_add(sum, term);
  }
  const adc_scaled power = adc_bessel_power(n, x);
  const adc_pair below = adc_pair_mul(adc_pair_ldexp(n, 1), power.value);
  return adc_scaled_of(adc_pair_div(sum, below), -power.exponent);
}

// [adc_bessel_fraction]
/* F_(n + 1)/F_n = 1/(2 (n + 1)/x + side/(2 (n + 2)/x + side/...)): of J for side = -1, n >= x (DLMF 10.10.1), by
 * Steed's algorithm. */
static adc_pair adc_bessel_fraction(adc_pair n, double x, double side) {
  const adc_pair one = {1.0, 0.0};
  const adc_pair inverse = adc_pair_div_double(adc_pair_of(2.0, 0.0), x);
  adc_pair d = adc_pair_div(one, adc_pair_mul(adc_pair_add_double(n, 1.0), inverse));
  adc_pair step = d;
  adc_pair sum = d;
  for (double k = 2.0; k < 1e7 && fabs(step.high) > 1e-28 * fabs(sum.high); k += 1.0) {
    const adc_pair b = adc_pair_mul(adc_pair_add_double(n, k), inverse);
    d = adc_pair_div(one, adc_pair_add(b, adc_pair_mul_double(d, side)));
    step = adc_pair_mul(step, adc_pair_add_double(adc_pair_mul(b, d), -1.0));
    sum = adc_pair_add(sum, step);
  }
  return sum;
}

// [adc_bessel_recur]
/* From F_mu and F_(mu + 1) to those `steps` orders higher by F_(n + 1) = 2n/x F_n + side F_(n - 1); what they are to be
 * multiplied by grows in `exponent`. */
static void adc_bessel_recur(adc_pair mu, double x, double side, double steps, adc_pair* value, adc_pair* next,
                             int* exponent) {
  const adc_pair inverse = adc_pair_div_double(adc_pair_of(2.0, 0.0), x);
  for (double k = 1.0; k <= steps; k += 1.0) {
    const adc_pair factor = adc_pair_mul(adc_pair_add_double(mu, k), inverse);
    const adc_pair after = adc_pair_add(adc_pair_mul(factor, *next), adc_pair_mul_double(*value, side));
    *value = *next;
    *next = after;
    if (fabs(after.high) > 0x1p400) {
      *value = adc_pair_ldexp(*value, -400);
      *next = adc_pair_ldexp(*next, -400);
      *exponent += 400;
    }
  }
}

// [adc_bessel_is_low]
/* Whether the inverse series holds: a high order beside x, or next to nothing but the first term. */
static int adc_bessel_is_low(double n, double x) {
  return (n >= 1.0 && x < 1e-9) || (n > 0.5 && x < 1e-40) || (n > 100.0 && x * x < n);
}

// [adc_bessel_growth]
/* Roughly log I_n(x) for n >= 0, x > 0: sqrt(n^2 + x^2) - n asinh(n/x); with side = -1 log J_n(x) for n > x. */
static double adc_bessel_growth(double n, double x, double side) {
  if (n < 1.0) return side < 0.0 ? 0.0 : x;
  const double z = x / n;
  if (z > 1e8) return side < 0.0 ? 0.0 : x;
  const double root = sqrt(1.0 + side * z * z);
  return n * (root + (log(x) - log(n)) - log1p(root));
}

// [adc_bessel_beyond]
/* Roughly, both functions where they are far out of range: e^growth and side e^-growth. */
static adc_bessel_parts adc_bessel_beyond(double growth, double side) {
  const int exponent = (int)(fmin(fmax(growth, -1e8), 1e8) * 1.4426950408889634);
  adc_bessel_parts parts;
  parts.first = adc_scaled_of(adc_pair_of(1.0, 0.0), exponent);
  parts.second = adc_scaled_of(adc_pair_of(side, 0.0), -exponent);
  return parts;
}

// [adc_bessel_j_of_y]
/* J of order n > x from Y of orders n and n + 1 and the fraction for J_(n + 1)/J_n, by their Wronskian (DLMF 10.5.2):
 * 2/(pi x)/(J_(n + 1)/J_n Y_n - Y_(n + 1)). */
static adc_scaled adc_bessel_j_of_y(adc_pair n, double x, adc_scaled y, adc_pair next) {
  const adc_pair below = adc_pair_sub(adc_pair_mul(adc_bessel_fraction(n, x, -1.0), y.value), next);
  return adc_scaled_of(adc_pair_div(adc_pair_div_double(adc_two_over_pi, x), below), -y.exponent);
}

// [adc_bessel_j_recurred]
/* J of order mu + steps < x by its recurrence, in the region where it oscillates, from |mu| <= 1/2. */
static adc_scaled adc_bessel_j_recurred(adc_pair mu, double x, double steps) {
  adc_pair j, next, unused;
  int exponent = 0;
  adc_bessel_hankel(mu, x, &j, &unused);
  adc_bessel_hankel(adc_pair_add_double(mu, 1.0), x, &next, &unused);
  adc_bessel_recur(mu, x, -1.0, steps, &j, &next, &exponent);
  return adc_scaled_of(j, exponent);
}

// [adc_bessel_jy_between]
/* J and Y of order n >= 0 where neither order nor x is small beside the other: Y by recurrence from |mu| <= 1/2, J by
 * the way that loses no digits. */
static adc_bessel_parts adc_bessel_jy_between(adc_bessel_wanted wanted, adc_pair n, double x) {
  const double steps = nearbyint(n.high);
  const adc_pair mu = adc_pair_add_double(n, -steps);
  const int has_series = x < 6.0 || (n.high >= x && (x < 40.0 || x * x < 40.0 * n.high));
  adc_bessel_parts parts = {{{0.0, 0.0}, 0}, {{0.0, 0.0}, 0}};
  adc_pair y = {0.0, 0.0};
  adc_pair next = y;
  int exponent = 0;
  if (wanted != adc_bessel_wants_first || (!has_series && n.high > x)) {
    adc_bessel_y_start(mu, x, &y, &next);
    adc_bessel_recur(mu, x, -1.0, steps, &y, &next, &exponent);
    parts.second = adc_scaled_of(y, exponent);
  }
  if (wanted == adc_bessel_wants_second) return parts;
  if (has_series) {
    parts.first = adc_bessel_series(n, x, -1.0);
  } else if (n.high > x) {
    parts.first = adc_bessel_j_of_y(n, x, parts.second, next);
  } else if (x < 40.0) {
    parts.first = adc_scaled_of(adc_bessel_middle_at(mu, adc_pair_of(x, 0.0), steps).j_above, 0);
  } else {
    parts.first = adc_bessel_j_recurred(mu, x, steps);
  }
  return parts;
}

// [adc_bessel_jy]
/* J and Y of order n >= 0 for finite x > 0. */
static adc_bessel_parts adc_bessel_jy(adc_bessel_wanted wanted, adc_pair n, double x) {
  const double growth = n.high > x ? adc_bessel_growth(n.high, x, -1.0) : 0.0;
  if (growth < -5000.0) return adc_bessel_beyond(growth, -1.0);
  adc_bessel_parts parts;
  if (x >= 40.0 && x - 40.0 >= 0.5 * n.high * n.high) {
    adc_pair j, y;
    adc_bessel_hankel(n, x, &j, &y);
    parts.first = adc_scaled_of(j, 0);
    parts.second = adc_scaled_of(y, 0);
    return parts;
  }
  if (adc_bessel_is_low(n.high, x)) {
    parts.first = adc_bessel_series(n, x, -1.0);
    parts.second = adc_bessel_inverse_series(n, x, 1.0);
    parts.second.value = adc_pair_mul(parts.second.value, adc_pair_neg(adc_two_over_pi));
    return parts;
  }
  return adc_bessel_jy_between(wanted, n, x);
}

// [adc_bessel_ik_far]
/* I and K where x is large beside n^2 (DLMF 10.40.1, 2). */
static adc_bessel_parts adc_bessel_ik_far(adc_pair n, double x) {
  adc_bessel_parts parts;
  adc_pair even, odd;
  adc_hankel_sums(n, adc_pair_of(x, 0.0), 1.0, &even, &odd);
  const adc_pair root = adc_pair_sqrt(adc_pair_mul_double(adc_pair_ldexp(adc_pi, 1), x));
  parts.first = adc_pair_exp(adc_pair_of(x, 0.0));
  parts.first.value = adc_pair_div(adc_pair_mul(parts.first.value, adc_pair_sub(even, odd)), root);
  parts.second = adc_pair_exp(adc_pair_of(-x, 0.0));
  parts.second.value = adc_pair_mul(adc_pair_mul(parts.second.value, adc_pair_add(even, odd)), root);
  parts.second.value = adc_pair_div_double(parts.second.value, 2.0 * x);
  return parts;
}

// [adc_bessel_ik]
/* I and K of order n >= 0 for finite x > 0. */
static adc_bessel_parts adc_bessel_ik(adc_bessel_wanted wanted, adc_pair n, double x) {
  const double growth = adc_bessel_growth(n.high, x, 1.0);
  if (fabs(growth) > 5000.0) return adc_bessel_beyond(growth, 1.0);
  if (x >= 25.0 && x - 25.0 >= 0.5 * n.high * n.high) return adc_bessel_ik_far(n, x);
  const int is_low = adc_bessel_is_low(n.high, x);
  adc_bessel_parts parts;
  parts.first = adc_bessel_series(n, x, 1.0);
  if (is_low) {
    parts.second = adc_bessel_inverse_series(n, x, -1.0);
    return parts;
  }
  if (wanted == adc_bessel_wants_first) {
    parts.second = adc_scaled_of(adc_pair_of(0.0, 0.0), 0);
    return parts;
  }
  const double steps = nearbyint(n.high);
  const adc_pair mu = adc_pair_add_double(n, -steps);
  adc_pair k, next;
  int exponent = 0;
  adc_bessel_k_start(mu, x, &k, &next, &exponent);
  adc_bessel_recur(mu, x, 1.0, steps, &k, &next, &exponent);
  parts.second = adc_scaled_of(k, exponent);
  return parts;
}

// [adc_bessel_sine]
/* sin(n adc_pi), also where n is so near to an integer that pi times the distance has no digits to spare. */
static adc_scaled adc_bessel_sine(adc_pair n, adc_pair sine) {
  const double nearest = nearbyint(n.high);
  const adc_pair rest = adc_pair_add_double(n, -nearest);
  if (!(fabs(rest.high) < 1e-150)) return adc_scaled_of(sine, 0);
  const adc_pair scaled = adc_pair_mul(adc_pair_ldexp(rest, 500), adc_pi);
  return adc_scaled_of(fmod(nearest, 2.0) == 0.0 ? scaled : adc_pair_neg(scaled), -500);
}

// [adc_bessel_reflected]
/* Both functions of order -n by those of n (DLMF 10.4.7, 10.27.2, 10.27.3). */
static adc_bessel_parts adc_bessel_reflected(int modified, adc_pair n, adc_bessel_parts parts) {
  adc_pair sine, cosine;
  adc_pair_sincos_pi(n, &sine, &cosine);
  const adc_scaled s = adc_bessel_sine(n, sine);
  if (modified) {
    const adc_scaled scaled = adc_scaled_mul(s, adc_scaled_of(adc_two_over_pi, 0));
    parts.first = adc_scaled_add(parts.first, adc_scaled_mul(parts.second, scaled));
    return parts;
  }
  const adc_scaled c = adc_scaled_of(cosine, 0);
  const adc_scaled minus_s = adc_scaled_of(adc_pair_neg(s.value), s.exponent);
  const adc_scaled j = adc_scaled_add(adc_scaled_mul(parts.first, c), adc_scaled_mul(parts.second, minus_s));
  parts.second = adc_scaled_add(adc_scaled_mul(parts.first, s), adc_scaled_mul(parts.second, c));
  parts.first = j;
  return parts;
}

// [adc_bessel_of_positive]
static adc_bessel_parts adc_bessel_of_positive(int modified, adc_bessel_wanted wanted, adc_pair n, double x) {
  return modified ? adc_bessel_ik(wanted, n, x) : adc_bessel_jy(wanted, n, x);
}

// [adc_bessel_signed]
/* A function of any order. */
static adc_scaled adc_bessel_signed(int modified, int second, adc_pair n, double x) {
  const adc_bessel_wanted wanted = second ? adc_bessel_wants_second : adc_bessel_wants_first;
  adc_bessel_parts parts;
  if (n.high >= 0.0) {
    parts = adc_bessel_of_positive(modified, wanted, n, x);
  } else {
    const adc_pair order = adc_pair_neg(n);
    parts = adc_bessel_reflected(modified, order, adc_bessel_of_positive(modified, adc_bessel_wants_both, order, x));
  }
  return second ? parts.second : parts.first;
}

// [adc_bessel_orders]
/* What derivatives need: functions of the orders n - k, ..., n + k. */
typedef struct {
  adc_scaled of[2 * adc_max_slope + 1];
} adc_bessel_orders;

// [adc_bessel_run]
/* One function of all orders n - k, ..., n + k > n - k > 0 from those of two by F_(m + 1) = 2m/x F_m + side F_(m - 1),
 * downward the first function, which grows so, and upward the second. */
static adc_bessel_orders adc_bessel_run(int modified, int second, int k, double n, double x) {
  const adc_bessel_wanted wanted = second ? adc_bessel_wants_second : adc_bessel_wants_first;
  const adc_scaled side = adc_scaled_of(adc_pair_of(modified ? 1.0 : -1.0, 0.0), 0);
  const int step = second ? 1 : -1;
  adc_bessel_orders all;
  int m = second ? -k : k;
  for (int i = 0; i < 2; ++i) {
    const adc_bessel_parts parts = adc_bessel_of_positive(modified, wanted, adc_pair_sum(n, m + i * step), x);
    all.of[m + i * step + k] = second ? parts.second : parts.first;
  }
  for (m += step; m + step >= -k && m + step <= k; m += step) {
    const adc_scaled factor = adc_scaled_over(adc_scaled_of(adc_pair_ldexp(adc_pair_sum(n, m), 1), 0), x);
    all.of[m + step + k] =
        adc_scaled_add(adc_scaled_mul(factor, all.of[m + k]), adc_scaled_mul(side, all.of[m - step + k]));
  }
  return all;
}

// [adc_bessel_all_orders]
/* One function of the orders n - k, ..., n + k, of which derivatives take every second; high orders by one recurrence.
 */
static adc_bessel_orders adc_bessel_all_orders(int modified, int second, int k, double n, double x) {
  adc_bessel_orders all;
  if (fabs(n) < 40.0 || k == 0) {
    for (int j = 0; j <= k; ++j) all.of[2 * j] = adc_bessel_signed(modified, second, adc_pair_sum(n, 2.0 * j - k), x);
    return all;
  }
  if (n > 0.0) return adc_bessel_run(modified, second, k, n, x);
  const adc_bessel_orders first = adc_bessel_run(modified, 0, k, -n, x);
  const adc_bessel_orders other = adc_bessel_run(modified, 1, k, -n, x);
  for (int j = 0; j <= k; ++j) {
    adc_bessel_parts parts;
    parts.first = first.of[2 * k - 2 * j];
    parts.second = other.of[2 * k - 2 * j];
    parts = adc_bessel_reflected(modified, adc_pair_sum(-n, k - 2.0 * j), parts);
    all.of[2 * j] = second ? parts.second : parts.first;
  }
  return all;
}

// [adc_bessel_slope]
/* The kth derivative of one of the four for x > 0: 2^-k sum C(k, j) (+-1)^j F_(n - k + 2j), with (-1)^k before it for K
 * (DLMF 10.6.7, 10.29.5). */
static double adc_bessel_slope(int modified, int second, int k, double n, double x) {
  const adc_bessel_orders all = adc_bessel_all_orders(modified, second, k, n, x);
  adc_scaled sum = adc_scaled_of(adc_pair_of(0.0, 0.0), 0);
  double binomial = modified && second && k % 2 != 0 ? -1.0 : 1.0;
  for (int j = 0; j <= k; ++j) {
    const adc_scaled weight = adc_scaled_of(adc_pair_of(binomial, 0.0), -k);
    sum = adc_scaled_add(sum, adc_scaled_mul(all.of[2 * j], weight));
    binomial = binomial * (k - j) / (j + 1) * (modified ? 1.0 : -1.0);
  }
  return adc_scaled_round(sum);
}

// [adc_bessel_at_0]
/* The kth derivative of J (side = -1) or I (side = 1) of order n at 0 from the right, which the lowest term of the
 * series that differentiation leaves decides. */
static double adc_bessel_at_0(int k, double n, double side) {
  if (n != floor(n)) return n > k ? 0.0 : fmod(k + ceil(-n), 2.0) == 1.0 ? INFINITY : -INFINITY;
  const double order = fabs(n);
  if (order > k || fmod(k - order, 2.0) != 0.0) return 0.0;
  double value = side < 0.0 && n < 0.0 && fmod(order, 2.0) == 1.0 ? -1.0 : 1.0;
  for (int i = 1; i <= (k - (int)order) / 2; ++i) value = value * side * (k + 1 - i) / i;
  return ldexp(value, -k);
}

// [adc_bessel_takes]
/* Orders up to a million, through which recurrences may go; no nan. */
static int adc_bessel_takes(int k, double n, double x) {
  return !isnan(x) && fabs(n) <= 1e6 && k >= 0 && k <= adc_max_slope;
}

// [adc_bessel_first]
/* J (side = -1) or I (side = 1), also left of 0 where n is an integer. */
static double adc_bessel_first(int k, double n, double x, double side) {
  if (!adc_bessel_takes(k, n, x)) return NAN;
  if (x == 0.0) return adc_bessel_at_0(k, n, side);
  if (x < 0.0) {
    if (n != floor(n)) return NAN;
    return (fmod(fabs(n) + k, 2.0) == 1.0 ? -1.0 : 1.0) * adc_bessel_first(k, n, -x, side);
  }
  if (isinf(x)) return side < 0.0 ? 0.0 : x;
  return adc_bessel_slope(side > 0.0, 0, k, n, x);
}

// [adc_besselj]
double adc_besselj(int k, double n, double x) { return adc_bessel_first(k, n, x, -1.0); }

// [adc_besseli]
double adc_besseli(int k, double n, double x) { return adc_bessel_first(k, n, x, 1.0); }

// [adc_besselk]
double adc_besselk(int k, double n, double x) {
  if (!adc_bessel_takes(k, n, x) || x < 0.0) return NAN;
  if (x == 0.0) return k % 2 == 0 ? INFINITY : -INFINITY;
  return isinf(x) ? 0.0 : adc_bessel_slope(1, 1, k, n, x);
}

// [adc_bessely]
/* At 0 from the right -inf, but for negative orders cos(n pi) times that, or J's values where that is 0. */
double adc_bessely(int k, double n, double x) {
  if (!adc_bessel_takes(k, n, x) || x < 0.0) return NAN;
  if (isinf(x)) return 0.0;
  if (x > 0.0) return adc_bessel_slope(0, 1, k, n, x);
  adc_pair sine, cosine;
  adc_pair_sincos_pi(adc_pair_of(n < 0.0 ? -n : 0.0, 0.0), &sine, &cosine);
  if (cosine.high == 0.0) return sine.high * adc_bessel_at_0(k, -n, -1.0);
  return (cosine.high > 0.0) == (k % 2 == 0) ? -INFINITY : INFINITY;
}
