/* Elementary functions of pairs of doubles, relatively accurate to some 1e-30 but where they say otherwise. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"

// [adc_pair_expm1_small]
/* e^x - 1 for |x| <= 0.4: the series of x/256, squared eight times as s -> s (2 + s). */
static adc_pair adc_pair_expm1_small(adc_pair x) {
  const adc_pair r = adc_pair_ldexp(x, -8);
  adc_pair sum = adc_pair_of(1.0, 0.0);
  for (int n = 10; n >= 2; --n) sum = adc_pair_add_double(adc_pair_div_double(adc_pair_mul(sum, r), (double)n), 1.0);
  sum = adc_pair_mul(sum, r);
  for (int k = 0; k < 8; ++k) sum = adc_pair_mul(sum, adc_pair_add_double(sum, 2.0));
  return sum;
}

// [adc_pair_exp]
/* e^x; exponents saturate beyond |x| = 1e8. */
adc_scaled adc_pair_exp(adc_pair x) {
  if (isnan(x.high)) return adc_scaled_of(x, 0);
  if (x.high > 1e8) return adc_scaled_of(adc_pair_of(1.0, 0.0), 200000000);
  if (x.high < -1e8) return adc_scaled_of(adc_pair_of(1.0, 0.0), -200000000);
  const double k = nearbyint(x.high / adc_log_2.high);
  const adc_pair r = adc_pair_sub(x, adc_pair_mul_double(adc_log_2, k));
  return adc_scaled_of(adc_pair_add_double(adc_pair_expm1_small(r), 1.0), (int)k);
}

// [adc_pair_expm1]
/* e^x - 1 for x up to 700. */
adc_pair adc_pair_expm1(adc_pair x) {
  if (fabs(x.high) <= 0.35) return adc_pair_expm1_small(x);
  const adc_scaled e = adc_pair_exp(x);
  return adc_pair_add_double(adc_pair_ldexp(e.value, e.exponent < -2000 ? -2000 : e.exponent), -1.0);
}

// [adc_pair_atanh_tail]
/* atanh(s) - s = s^3/3 + s^5/5 + ... for |s| < 0.18. */
static adc_pair adc_pair_atanh_tail(adc_pair s) {
  const adc_pair square = adc_pair_mul(s, s);
  adc_pair power = adc_pair_mul(s, square);
  adc_pair sum = adc_pair_div_double(power, 3.0);
  for (int n = 5; n < 50 && fabs(power.high) > 1e-34 * fabs(sum.high); n += 2) {
    power = adc_pair_mul(power, square);
    sum = adc_pair_add(sum, adc_pair_div_double(power, (double)n));
  }
  return sum;
}

// [adc_pair_log]
/* log x for x > 0: k log 2 + 2 atanh((m - 1)/(m + 1)) with x = 2^k m and m near 1. */
adc_pair adc_pair_log(adc_pair x) {
  int k = 0;
  if (!(x.high > 0.0) || isinf(x.high)) return adc_pair_of(log(x.high), 0.0);
  if (frexp(x.high, &k) < 0.7071067811865476) --k;
  const adc_pair m = adc_pair_ldexp(x, -k);
  const adc_pair s = adc_pair_div(adc_pair_add_double(m, -1.0), adc_pair_add_double(m, 1.0));
  const adc_pair half = adc_pair_add(s, adc_pair_atanh_tail(s));
  return adc_pair_add(adc_pair_mul_double(adc_log_2, (double)k), adc_pair_ldexp(half, 1));
}

// [adc_pair_log1p]
adc_pair adc_pair_log1p(adc_pair x) {
  if (fabs(x.high) > 0.3) return adc_pair_log(adc_pair_add_double(x, 1.0));
  const adc_pair s = adc_pair_div(x, adc_pair_add_double(x, 2.0));
  return adc_pair_ldexp(adc_pair_add(s, adc_pair_atanh_tail(s)), 1);
}

// [adc_pair_excess]
/* u - log(1 + u) >= 0, relatively accurate: with s = u/(2 + u), it is u s - 2 (atanh(s) - s). */
adc_pair adc_pair_excess(adc_pair u) {
  if (fabs(u.high) > 0.3) return adc_pair_sub(u, adc_pair_log(adc_pair_add_double(u, 1.0)));
  const adc_pair s = adc_pair_div(u, adc_pair_add_double(u, 2.0));
  return adc_pair_sub(adc_pair_mul(u, s), adc_pair_ldexp(adc_pair_atanh_tail(s), 1));
}

// [adc_pair_sincos_small]
/* sine and cosine of |r| <= 0.8 by their series. */
static void adc_pair_sincos_small(adc_pair r, adc_pair* sine, adc_pair* cosine) {
  const adc_pair square = adc_pair_neg(adc_pair_mul(r, r));
  adc_pair s = adc_pair_of(1.0, 0.0);
  adc_pair c = s;
  for (int n = 28; n >= 2; n -= 2) {
    s = adc_pair_add_double(adc_pair_div_double(adc_pair_mul(s, square), (double)n * (n + 1)), 1.0);
    c = adc_pair_add_double(adc_pair_div_double(adc_pair_mul(c, square), (double)n * (n - 1)), 1.0);
  }
  *sine = adc_pair_mul(s, r);
  *cosine = c;
}

// [adc_pair_turn]
/* sine and cosine after `quarters` right angles more. */
static void adc_pair_turn(int quarters, adc_pair* sine, adc_pair* cosine) {
  const adc_pair s = *sine;
  const adc_pair c = *cosine;
  if ((quarters & 1) != 0) {
    *sine = c;
    *cosine = adc_pair_neg(s);
  }
  if ((quarters & 2) != 0) {
    *sine = adc_pair_neg(*sine);
    *cosine = adc_pair_neg(*cosine);
  }
}

// [adc_pair_sincos]
/* sine and cosine of x, as accurate as x is where |x| < 2^50; libm's of the high part alone beyond. The multiple of
 * pi/2 is taken off in four parts, the largest exactly (Cody and Waite). */
void adc_pair_sincos(adc_pair x, adc_pair* sine, adc_pair* cosine) {
  if (!(fabs(x.high) < 0x1p50)) {
    *sine = adc_pair_of(sin(x.high), 0.0);
    *cosine = adc_pair_of(cos(x.high), 0.0);
    return;
  }
  static const double part[4] = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110,
                                 0x1.4cf98e804p-164};
  const double k = nearbyint(x.high * 0x1.45f306dc9c883p-1);
  adc_pair r = x;
  for (int i = 0; i < 4; ++i) r = adc_pair_sub(r, adc_pair_product(k, part[i]));
  adc_pair_sincos_small(r, sine, cosine);
  adc_pair_turn((int)fmod(k, 4.0), sine, cosine);
}

// [adc_pair_sincos_pi]
/* sine and cosine of pi x. */
void adc_pair_sincos_pi(adc_pair x, adc_pair* sine, adc_pair* cosine) {
  const double k = nearbyint(2.0 * x.high);
  const adc_pair r = adc_pair_add_double(x, -0.5 * k);
  adc_pair_sincos_small(adc_pair_mul(r, adc_pi), sine, cosine);
  adc_pair_turn((int)fmod(k, 4.0), sine, cosine);
}
