/* Bessel functions of orders between -1/2 and 3/2, from which recurrences start, in pairs. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"

// [adc_temme]
/* What Temme's series begin with, for |mu| <= 1/2. */
typedef struct {
  adc_pair f, p, q;
} adc_temme;

// [adc_pair_sinhc]
/* sinh(x)/x, where e = e^x. */
static adc_pair adc_pair_sinhc(adc_pair x, adc_pair e) {
  if (fabs(x.high) > 0.3) {
    const adc_pair twice = adc_pair_sub(e, adc_pair_div(adc_pair_of(1.0, 0.0), e));
    return adc_pair_div(adc_pair_ldexp(twice, -1), x);
  }
  const adc_pair square = adc_pair_mul(x, x);
  adc_pair sum = {1.0, 0.0};
  for (int n = 18; n >= 2; n -= 2) {
    sum = adc_pair_add_double(adc_pair_div_double(adc_pair_mul(sum, square), (double)n * (n + 1)), 1.0);
  }
  return sum;
}

// [adc_log_half]
/* log(x/2), also where x/2 underflows. */
adc_pair adc_log_half(double x) {
  if (x < 1e-300) return adc_pair_sub(adc_pair_log(adc_pair_of(x, 0.0)), adc_log_2);
  return adc_pair_log(adc_pair_of(0.5 * x, 0.0));
}

// [adc_temme_start]
/* f = mu pi/sin(mu adc_pi) (cosh(s) Gamma_1 + sinh(s)/s log(2/x) Gamma_2), p = (x/2)^-mu gamma(1 + mu) and
 * q = (x/2)^mu gamma(1 - mu) with s = mu log(2/x) (Temme 1975, 1976). */
static adc_temme adc_temme_start(adc_pair mu, double x) {
  const adc_pair log_inverse = adc_pair_neg(adc_log_half(x));
  const adc_pair s = adc_pair_mul(mu, log_inverse);
  const adc_scaled power = adc_pair_exp(s);
  const adc_pair e = adc_pair_ldexp(power.value, power.exponent);
  const adc_pair e_inverse = adc_pair_div(adc_pair_of(1.0, 0.0), e);
  const adc_pair cosh = adc_pair_ldexp(adc_pair_add(e, e_inverse), -1);
  adc_pair even, odd, sine, cosine;
  adc_reciprocal_gamma_parts(mu, &even, &odd);
  adc_pair_sincos_pi(mu, &sine, &cosine);
  const adc_pair sum =
      adc_pair_add(adc_pair_mul(cosh, odd), adc_pair_mul(adc_pair_mul(adc_pair_sinhc(s, e), log_inverse), even));
  const adc_pair ratio = sine.high == 0.0 ? adc_pair_of(1.0, 0.0) : adc_pair_div(adc_pair_mul(mu, adc_pi), sine);
  adc_temme start;
  start.f = adc_pair_mul(ratio, sum);
  start.p = adc_pair_div(e, adc_pair_sub(even, adc_pair_mul(mu, odd)));
  start.q = adc_pair_div(e_inverse, adc_pair_add(even, adc_pair_mul(mu, odd)));
  return start;
}

// [adc_temme_next]
/* From the terms of index k - 1 to those of index k. */
static adc_temme adc_temme_next(adc_temme t, adc_pair mu, double k) {
  const adc_pair below = adc_pair_sub(adc_pair_of(k * k, 0.0), adc_pair_mul(mu, mu));
  t.f = adc_pair_div(adc_pair_add(adc_pair_mul_double(t.f, k), adc_pair_add(t.p, t.q)), below);
  t.p = adc_pair_div(t.p, adc_pair_add_double(adc_pair_neg(mu), k));
  t.q = adc_pair_div(t.q, adc_pair_add_double(mu, k));
  return t;
}

// [adc_bessel_y_temme]
/* Y of orders mu and mu + 1 for 0 < x <= 6 (Temme 1976): -sum c g and -(2/x) sum c h with c = (-x^2/4)^k/k!,
 * g = f + 2/mu sin(mu pi/2)^2 q, h = p - k g. Pairs have the digits that cancel. */
static void adc_bessel_y_temme(adc_pair mu, double x, adc_pair* y, adc_pair* next) {
  const adc_pair square = adc_pair_ldexp(adc_pair_product(-x, x), -2);
  adc_temme t = adc_temme_start(mu, x);
  adc_pair sine, cosine;
  adc_pair_sincos_pi(adc_pair_ldexp(mu, -1), &sine, &cosine);
  const adc_pair turn = sine.high == 0.0 ? sine : adc_pair_div(adc_pair_ldexp(adc_pair_mul(sine, sine), 1), mu);
  adc_pair c = adc_pair_div(adc_pair_of(1.0, 0.0), adc_pi);
  t.f = adc_pair_ldexp(t.f, 1);
  adc_pair sum = {0.0, 0.0};
  adc_pair sum_next = {0.0, 0.0};
  for (double k = 0.0; k < 200.0; k += 1.0) {
    if (k > 0.0) {
      t = adc_temme_next(t, mu, k);
      c = adc_pair_div_double(adc_pair_mul(c, square), k);
    }
    const adc_pair g = adc_pair_add(t.f, adc_pair_mul(turn, t.q));
    const adc_pair term = adc_pair_mul(c, g);
    const adc_pair term_next = adc_pair_mul(c, adc_pair_sub(t.p, adc_pair_mul_double(g, k)));
    sum = adc_pair_sub(sum, term);
    sum_next = adc_pair_sub(sum_next, term_next);
    if (k > x && fabs(term.high) < 1e-33 * fabs(sum.high) && fabs(term_next.high) < 1e-33 * fabs(sum_next.high)) break;
  }
  *y = sum;
  *next = adc_pair_div_double(adc_pair_ldexp(sum_next, 1), x);
}

// [adc_bessel_k_temme]
/* K of orders mu and mu + 1 for 0 < x <= 6 (Temme 1975): sum c f and (2/x) sum c (p - k f) with c = (x^2/4)^k/k!. */
static void adc_bessel_k_temme(adc_pair mu, double x, adc_pair* value, adc_pair* next) {
  const adc_pair square = adc_pair_ldexp(adc_pair_product(x, x), -2);
  adc_temme t = adc_temme_start(mu, x);
  adc_pair c = {1.0, 0.0};
  adc_pair sum = t.f;
  t.p = adc_pair_ldexp(t.p, -1);
  t.q = adc_pair_ldexp(t.q, -1);
  adc_pair sum_next = t.p;
  for (double k = 1.0; k < 100.0; k += 1.0) {
    t = adc_temme_next(t, mu, k);
    c = adc_pair_div_double(adc_pair_mul(c, square), k);
    const adc_pair term = adc_pair_mul(c, t.f);
    sum = adc_pair_add(sum, term);
    sum_next = adc_pair_add(sum_next, adc_pair_mul(c, adc_pair_sub(t.p, adc_pair_mul_double(t.f, k))));
    if (fabs(term.high) * k < 1e-33 * fabs(sum.high)) break;
  }
  *value = sum;
  *next = adc_pair_div_double(adc_pair_ldexp(sum_next, 1), x);
}

// [adc_bessel_k_steed]
/* e^x K of orders mu and mu + 1 for x >= 6, |mu| <= 1/2, by Steed's evaluation of Temme's continued fraction and sum
 * (Temme 1975, Campbell 1980). */
void adc_bessel_k_steed(adc_pair mu, adc_pair x, adc_pair* value, adc_pair* next) {
  const adc_pair one = {1.0, 0.0};
  const adc_pair first = adc_pair_add_double(adc_pair_neg(adc_pair_mul(mu, mu)), 0.25);
  adc_pair b = adc_pair_ldexp(adc_pair_add_double(x, 1.0), 1);
  adc_pair d = adc_pair_div(one, b);
  adc_pair h = d;
  adc_pair step = d;
  adc_pair q1 = {0.0, 0.0};
  adc_pair q2 = one;
  adc_pair q = first;
  adc_pair c = first;
  adc_pair a = adc_pair_neg(first);
  adc_pair sum = adc_pair_add_double(adc_pair_mul(q, step), 1.0);
  for (double k = 2.0; k < 500.0; k += 1.0) {
    a = adc_pair_add_double(a, -2.0 * (k - 1.0));
    c = adc_pair_neg(adc_pair_div_double(adc_pair_mul(a, c), k));
    const adc_pair q3 = adc_pair_div(adc_pair_sub(q1, adc_pair_mul(b, q2)), a);
    q1 = q2;
    q2 = q3;
    q = adc_pair_add(q, adc_pair_mul(c, q3));
    b = adc_pair_add_double(b, 2.0);
    d = adc_pair_div(one, adc_pair_add(b, adc_pair_mul(a, d)));
    step = adc_pair_mul(adc_pair_add_double(adc_pair_mul(b, d), -1.0), step);
    h = adc_pair_add(h, step);
    const adc_pair term = adc_pair_mul(q, step);
    sum = adc_pair_add(sum, term);
    if (fabs(term.high) < 1e-26 * fabs(sum.high)) break;
  }
  *value = adc_pair_div(adc_pair_sqrt(adc_pair_div(adc_pair_ldexp(adc_pi, -1), x)), sum);
  const adc_pair above = adc_pair_sub(adc_pair_add_double(adc_pair_add(mu, x), 0.5), adc_pair_mul(first, h));
  *next = adc_pair_div(adc_pair_mul(*value, above), x);
}

// [adc_hankel_sums]
/* P = sum (-1)^k a_2k/x^2k and Q = sum (-1)^k a_(2k + 1)/x^(2k + 1) with a_k = (4n^2 - 1)(4n^2 - 9) .../(k! 8^k), to
 * the smallest term (DLMF 10.17.3, 4). With `turn` = 1 instead of -1, the terms with the other signs. */
void adc_hankel_sums(adc_pair order, adc_pair x, double turn, adc_pair* even, adc_pair* odd) {
  const adc_pair square = adc_pair_ldexp(adc_pair_mul(order, order), 2);
  const adc_pair scale = adc_pair_div_double(adc_pair_div(adc_pair_of(1.0, 0.0), x), 8.0);
  adc_pair term = {1.0, 0.0};
  adc_pair sums[2] = {{1.0, 0.0}, {0.0, 0.0}};
  double last = INFINITY;
  for (int k = 1; k < 1000; ++k) {
    const double side = 2.0 * k - 1.0;
    term = adc_pair_mul(adc_pair_mul(term, adc_pair_add_double(square, -side * side)), adc_pair_div_double(scale, k));
    if (k % 2 == 0) term = adc_pair_mul_double(term, turn);
    const double size = fabs(term.high);
    if (size < 1e-33 || (size > last && side * side > square.high)) break;
    last = size;
    sums[k % 2] = adc_pair_add(sums[k % 2], term);
  }
  *even = sums[0];
  *odd = sums[1];
}

// [adc_bessel_hankel]
/* J and Y of an order for x >= 40 and x >= order^2/2: sqrt(2/(pi x)) times P cos - Q sin and P sin + Q cos of
 * x - (order/2 + 1/4) pi. */
void adc_bessel_hankel(adc_pair order, double x, adc_pair* j, adc_pair* y) {
  const adc_pair root_two_over_pi = {0x1.9884533d43651p-1, -0x1.cbc0d30ebfd15p-55};
  adc_pair p, q, sine, cosine, sine_turn, cosine_turn;
  adc_hankel_sums(order, adc_pair_of(x, 0.0), -1.0, &p, &q);
  adc_pair_sincos(adc_pair_of(x, 0.0), &sine, &cosine);
  adc_pair_sincos_pi(adc_pair_add_double(adc_pair_ldexp(order, -1), 0.25), &sine_turn, &cosine_turn);
  const adc_pair c = adc_pair_add(adc_pair_mul(cosine, cosine_turn), adc_pair_mul(sine, sine_turn));
  const adc_pair s = adc_pair_sub(adc_pair_mul(sine, cosine_turn), adc_pair_mul(cosine, sine_turn));
  const adc_pair root = adc_pair_div(root_two_over_pi, adc_pair_sqrt(adc_pair_of(x, 0.0)));
  *j = adc_pair_mul(root, adc_pair_sub(adc_pair_mul(p, c), adc_pair_mul(q, s)));
  *y = adc_pair_mul(root, adc_pair_add(adc_pair_mul(p, s), adc_pair_mul(q, c)));
}

// [adc_bessel_y_start]
/* Y of orders mu and mu + 1 for |mu| <= 1/2. */
void adc_bessel_y_start(adc_pair mu, double x, adc_pair* y, adc_pair* next) {
  adc_pair j;
  if (x < 6.0) {
    adc_bessel_y_temme(mu, x, y, next);
    return;
  }
  if (x < 40.0) {
    const adc_bessel_middle middle = adc_bessel_middle_at(mu, adc_pair_of(x, 0.0), 0.0);
    *y = middle.y;
    *next = middle.y_next;
    return;
  }
  adc_bessel_hankel(mu, x, &j, y);
  adc_bessel_hankel(adc_pair_add_double(mu, 1.0), x, &j, next);
}

// [adc_bessel_k_start]
/* K of orders mu and mu + 1, times 2^-exponent, for |mu| <= 1/2. */
void adc_bessel_k_start(adc_pair mu, double x, adc_pair* value, adc_pair* next, int* exponent) {
  *exponent = 0;
  if (x <= 6.0) {
    adc_bessel_k_temme(mu, x, value, next);
    return;
  }
  const adc_scaled e = adc_pair_exp(adc_pair_of(-x, 0.0));
  adc_bessel_k_steed(mu, adc_pair_of(x, 0.0), value, next);
  *value = adc_pair_mul(*value, e.value);
  *next = adc_pair_mul(*next, e.value);
  *exponent = e.exponent;
}
