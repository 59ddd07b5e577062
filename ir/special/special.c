/* Functions of special.h. Each stands in a section that begins with a line "// [name]" and needs only sections above
 * it or in an earlier source, so that emitted C can carry just those that it calls (ir/special/source.h). */
#include "ir/special/special.h"

#include <math.h>

// [adc_powi]
double adc_powi(double x, int n) { return pow(x, (double)n); }

// [adc_cbrt]
/* libm's, within some ulp, and one step of Newton's method with the residual c^3 - m exact but for its last rounding;
 * m = x/8^k, so that no power of c is subnormal. */
double adc_cbrt(double x) {
  if (x == 0.0 || !isfinite(x)) return x;
  int e = 0;
  const double f = frexp(x, &e);
  const int k = (e + 3000) / 3 - 1000;
  const double m = ldexp(f, e - 3 * k);
  const double c = cbrt(m);
  const double h = c * c;
  const double residual = fma(h, c, -m) + fma(c, c, -h) * c;
  return ldexp(c - residual / (3.0 * h), k);
}

// [adc_expnsq]
/* x^2 = h + l exactly, and exp(-h - l) = exp(-h) (1 - l) since |l| <= ulp(h)/2. Beyond 27.3 the result is below the
 * smallest subnormal. Within 2 ulp. */
double adc_expnsq(double x) {
  const double h = x * x;
  if (h > 750.0) return 0.0;
  const double e = exp(-h);
  return e - e * fma(x, x, -h);
}

// [adc_xlogy]
double adc_xlogy(double x, double y) { return x == 0.0 && !isnan(y) ? 0.0 : x * log(y); }

// [adc_logaddexp]
/* m + log(1 + e^d) with d = l - m, l <= m; what rounding takes from d is put back as a factor of e^d. Within 2 ulp, or
 * 2^-53 where the result crosses zero. */
double adc_logaddexp(double x, double y) {
  const double m = x > y ? x : y;
  const double l = x > y ? y : x;
  const double d = l - m;
  if (isnan(x) || isnan(y)) return x + y;
  if (l == m) return m + 0.69314718055994531;
  if (isinf(d)) return m;
  const double e = exp(d);
  const double back = l - d;
  const double low = (l - (d + back)) + (back - m);
  return m + log1p(e + e * low);
}

// [adc_sigmoid]
/* n/(1 + e) with e = e^-|x|, the roundings of the sum and the quotient made good. */
double adc_sigmoid(double x) {
  const double e = exp(-fabs(x));
  const double n = x < 0.0 ? e : 1.0;
  const double d = 1.0 + e;
  const double q = n / d;
  return q + (fma(-q, d, n) - q * (1.0 - d + e)) / d;
}

// [adc_softplus]
double adc_softplus(double x) {
  const double l = log1p(exp(-fabs(x)));
  return x > 0.0 ? x + l : l;
}

// [adc_mod]
double adc_mod(double x, double y) {
  const double r = fmod(x, y);
  if (r == 0.0) return copysign(0.0, y);
  return (r < 0.0) != (y < 0.0) ? r + y : r;
}

// [adc_sec]
double adc_sec(double x) { return 1.0 / cos(x); }

// [adc_csc]
double adc_csc(double x) { return 1.0 / sin(x); }

// [adc_cot]
double adc_cot(double x) { return 1.0 / tan(x); }

// [adc_leg]
/* sqrt(x^2 - 1), rounded twice; |x| where 1 is lost beside x^2, which could overflow. */
static double adc_leg(double x) { return fabs(x) > 0x1p30 ? fabs(x) : sqrt(fma(x, x, -1.0)); }

// [adc_asec]
/* The angle of the point (sign x, sqrt(x^2 - 1)): acos(1/x) would lose the digits near |x| = 1. */
double adc_asec(double x) { return atan2(adc_leg(x), copysign(1.0, x)); }

// [adc_acsc]
double adc_acsc(double x) { return copysign(atan2(1.0, adc_leg(x)), x); }

// [adc_acot]
double adc_acot(double x) { return x == 0.0 ? 1.5707963267948966 : atan(1.0 / x); }

// [adc_sech]
/* 2t/(1 + t^2) with t = e^-|x|, the rounding of 1 + t^2 made good; the square of e^(-|x|/2) where t is subnormal. */
double adc_sech(double x) {
  const double a = fabs(x);
  if (a > 700.0) {
    const double h = exp(-0.5 * a);
    return 2.0 * h * h;
  }
  const double t = exp(-a);
  const double d = fma(t, t, 1.0);
  const double q = 2.0 * t / d;
  return q - q * (fma(t, t, 1.0 - d) / d);
}

// [adc_csch_near]
/* csch for |x| < 1: 1/x - x/6 + 7x^3/360 - ..., the terms -2 (2^(2k-1) - 1) B_2k/(2k)! x^(2k-1) (DLMF 4.33.4 and
 * 4.19.4). */
static double adc_csch_near(double x) {
  static const double c[17] = {-0.16666666666666667,    0.019444444444444444,    -0.0020502645502645503,
                               0.00020998677248677249,  -2.1336045641601197e-5,  2.1633474427786597e-6,
                               -2.1923271344567641e-7,  2.2213930853920415e-8,   -2.2507674795567867e-9,
                               2.2805107707218212e-10,  -2.3106421580996967e-11, 2.3411704028931947e-12,
                               -2.3721016693292246e-13, 2.4034415154237358e-14,  -2.435195398382432e-15,
                               2.4673688033682493e-16,  -2.4999672768310464e-17};
  const double z = x * x;
  double sum = c[16];
  for (int k = 15; k >= 0; --k) sum = sum * z + c[k];
  return 1.0 / x + x * sum;
}

// [adc_csch]
/* 2t/(1 - t^2) with t = e^-|x|, the rounding of 1 - t^2 made good; as sech for large |x|. */
double adc_csch(double x) {
  const double a = fabs(x);
  if (a < 1.0) return adc_csch_near(x);
  if (a > 700.0) {
    const double h = exp(-0.5 * a);
    return copysign(2.0 * h * h, x);
  }
  const double t = exp(-a);
  const double d = fma(-t, t, 1.0);
  const double q = 2.0 * t / d;
  return copysign(q - q * (fma(-t, t, 1.0 - d) / d), x);
}

// [adc_coth]
/* 1 + 2/(e^2|x| - 1). */
double adc_coth(double x) { return copysign(1.0 + 2.0 / expm1(2.0 * fabs(x)), x); }

// [adc_log1p_ratio]
/* log1p((n + low)/d), with the rounding of the quotient made good: log1p(q + r) is log1p(q) + r/(1 + q) for tiny r. */
static double adc_log1p_ratio(double n, double low, double d) {
  const double q = n / d;
  return log1p(q) + (fma(-q, d, n) + low) / d / (1.0 + q);
}

// [adc_asech]
/* log((1 + s)/x) = log1p((s + 1 - x)/x) with s = sqrt(1 - x^2); log(2/x) where s rounds to 1. */
double adc_asech(double x) {
  if (x < 1e-300) return 0.69314718055994531 - log(x);
  const double s = sqrt(fma(-x, x, 1.0));
  const double t = 1.0 - x;
  const double n = s + t;
  return adc_log1p_ratio(n, t - (n - s), x);
}

// [adc_acsch]
/* log((1 + r)/x) = log1p((1 + 1/(r + x))/x) with r = sqrt(1 + x^2), since r - x = 1/(r + x); 1/x where r rounds to x.
 */
double adc_acsch(double x) {
  const double a = fabs(x);
  if (a < 1e-300) return copysign(0.69314718055994531 - log(a), x);
  if (a > 0x1p30) return 1.0 / x;
  const double w = 1.0 / (sqrt(fma(a, a, 1.0)) + a);
  const double n = 1.0 + w;
  return copysign(adc_log1p_ratio(n, w - (n - 1.0), a), x);
}

// [adc_acoth]
/* log((x + 1)/(x - 1))/2 = log1p(2/(x - 1))/2. */
double adc_acoth(double x) { return copysign(0.5 * log1p(2.0 / (fabs(x) - 1.0)), x); }
