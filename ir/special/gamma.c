/* The gamma function, the derivatives of its logarithm and their differences; sections as in special.c. */
#include <math.h>

#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_gamma]
/* (x - 1)! as a pair errs by 170 2^-104 at most, far less than any of them is from halfway between two
 * doubles; libm's tgamma misses every second one. */
double adc_gamma(double x) {
  if (!(x >= 1.0 && x <= 171.0 && x == floor(x))) return tgamma(x);
  adc_pair product = {1.0, 0.0};
  for (double k = 2.0; k < x; k += 1.0) product = adc_pair_mul_double(product, k);
  return product.high;
}

// [adc_lgamma]
/* libm's also stores gamma's sign in a variable of the process, which nothing here reads. */
double adc_lgamma(double x) { return lgamma(x); }

// [adc_bernoulli]
/* B_2k/(2k)! for k = 1, 2, ... */
static const double adc_bernoulli[20] = {
    0.08333333333333333,   -0.001388888888888889,   3.306878306878307e-05,  -8.267195767195768e-07,
    2.08767569878681e-08,  -5.284190138687493e-10,  1.3382536530684679e-11, -3.3896802963225827e-13,
    8.586062056277845e-15, -2.174868698558062e-16,  5.5090028283602295e-18, -1.3954464685812522e-19,
    3.534707039629467e-21, -8.953517427037546e-23,  2.267952452337683e-24,  -5.744790668872202e-26,
    1.455172475614865e-27, -3.6859949406653103e-29, 9.336734257095045e-31,  -2.36502241570063e-32};

// [adc_digamma_12]
/* psi on [1, 2], as (x - r) p(x - 1.5): r = 1.46... is its zero, in two parts, and p interpolates psi(x)/(x - r) at 23
 * Chebyshev points. */
static double adc_digamma_12(double x) {
  static const double p[23] = {
      0.9510558760318328,    -0.4236274212814606,     0.24054248424078697,    -0.14840492305388092,
      0.09498872445289039,   -0.06192213327548831,    0.040760833940846085,   -0.026975796659787055,
      0.017907248317313294,  -0.011908220105959716,   0.007927021796868154,   -0.005279937255532708,
      0.003518106563802472,  -0.0023454947397380833,  0.0015633696313653504,  -0.0010364584817312839,
      0.0006909255761282986, -0.00048595039220036254, 0.00032395945401345196, -0.00014480643368061614,
      9.653646261410062e-05, -0.0001782188548855923,  0.00011881232908510335};
  double sum = p[22];
  for (int k = 21; k >= 0; --k) sum = sum * (x - 1.5) + p[k];
  return ((x - 0x1.762d86356be3fp+0) - 9.549995429965697e-17) * sum;
}

// [adc_log_split]
/* log x + what rounding to the result loses, for normal x: k log 2 + log m with x = 2^k m and m near 1, so that the
 * rounding of log m alone is left, 2^-55. */
static adc_pair adc_log_split(double x) {
  const double log2_high = 0x1.62e42feep-1;
  const double log2_low = 1.9082149292705878e-10;
  int k = 0;
  double m = frexp(x, &k);
  if (m < 0.7071067811865476) {
    m *= 2.0;
    --k;
  }
  const adc_pair sum = adc_pair_sum(k * log2_high, log(m));
  return adc_pair_of(sum.high, sum.low + k * log2_low);
}

// [adc_digamma_coefficients]
/* B_2k/2k */
static const double adc_digamma_coefficients[9] = {
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160, 43867.0 / 14364};

// [adc_digamma_far]
/* psi for x >= 10 (DLMF 5.11.2): log x - 1/(2x) - sum B_2k/(2k x^2k). */
static adc_pair adc_digamma_far(double x) {
  const double z = 1.0 / x / x;
  double sum = adc_digamma_coefficients[8];
  for (int k = 7; k >= 0; --k) sum = sum * z + adc_digamma_coefficients[k];
  const adc_pair l = adc_log_split(x);
  return adc_pair_of(l.high, l.low - (0.5 / x + z * sum));
}

// [adc_digamma_near]
/* psi(x) = psi(x - 1) + 1/(x - 1) (DLMF 5.5.2) from x < 10 down to [1, 2], where x - 1 is exact. */
static adc_pair adc_digamma_near(double x) {
  adc_pair sum = {0.0, 0.0};
  double lost = 0.0;
  while (x > 2.0) {
    x -= 1.0;
    const double term = 1.0 / x;
    sum = adc_pair_sum(sum.high, term);
    lost += sum.low + fma(-term, x, 1.0) * term;
  }
  sum = adc_pair_sum(adc_digamma_12(x), sum.high);
  return adc_pair_of(sum.high, sum.low + lost);
}

// [adc_digamma_pair]
/* psi(x) for x >= 1 as a sum of two numbers. */
static adc_pair adc_digamma_pair(double x) { return x >= 10.0 ? adc_digamma_far(x) : adc_digamma_near(x); }

// [adc_pi_cot_pi]
/* pi cot(pi x) as a sum of two numbers: with r the distance to the nearest integer, exact, it is
 * 1/r - 2r/(1 - r^2) - 2 sum (zeta(2k) - 1) r^(2k - 1), k = 1, 2, ... (DLMF 4.22.3, expanded beyond its first terms).
 */
static adc_pair adc_pi_cot_pi(double x) {
  static const double c[14] = {
      0.6449340668482264,    0.08232323371113819,   0.01734306198444914,    0.00407735619794434,  0.0009945751278180853,
      0.0002460865533080483, 6.124813505870483e-05, 1.528225940865187e-05,  3.81729326499984e-06, 9.539620338727962e-07,
      2.38450502727733e-07,  5.960818905125948e-08, 1.4901554828365043e-08, 3.725334024788457e-09};
  const double r = x - nearbyint(x);
  const double pole = 1.0 / r;
  if (fabs(r) < 1e-17) return adc_pair_of(pole, 0.0);
  const double h = r * r;
  const double d = 1.0 - h;
  const double d_low = ((1.0 - d) - h) - fma(r, r, -h);
  const double q = -2.0 * r / d;
  const double q_low = (fma(-q, d, -2.0 * r) - q * d_low) / d;
  double sum = c[13];
  for (int k = 12; k >= 0; --k) sum = sum * h + c[k];
  const adc_pair first = adc_pair_sum(pole, q);
  const adc_pair second = adc_pair_sum(first.high, -2.0 * r * sum);
  return adc_pair_of(second.high, second.low + (first.low + fma(-pole, r, 1.0) / r + q_low));
}

// [adc_digamma_negative]
/* Reflection (DLMF 5.5.4): psi(1 - x) - pi cot(pi x), the terms as sums of two numbers, and what the rounding of
 * y = 1 - x loses put back times psi'(y), roughly 1/y + 1/(2y^2) + 1/(6y^3). */
static double adc_digamma_negative(double x) {
  const double y = 1.0 - x;
  const double lost = x > -1.0 ? (1.0 - y) - x : 1.0 - (y + x);
  const double slope = (1.0 + (0.5 + 1.0 / (6.0 * y)) / y) / y;
  const adc_pair a = adc_digamma_pair(y);
  const adc_pair b = adc_pi_cot_pi(x);
  const adc_pair sum = adc_pair_sum(a.high, -b.high);
  return isinf(sum.high) ? sum.high : sum.high + (sum.low + ((a.low + lost * slope) - b.low));
}

// [adc_digamma]
double adc_digamma(double x) {
  if (isnan(x)) return x;
  if (x == 0.0) return -1.0 / x;
  if (x < 0.0) return x == floor(x) ? NAN : adc_digamma_negative(x);
  if (x < 1.0) return adc_digamma_12(x + 1.0) - 1.0 / x;
  if (isinf(x)) return x;
  const adc_pair psi = adc_digamma_pair(x);
  return psi.high + psi.low;
}

// [adc_factorial]
static const double adc_factorial[65] = {1.0,
                                         1.0,
                                         2.0,
                                         6.0,
                                         24.0,
                                         120.0,
                                         720.0,
                                         5040.0,
                                         40320.0,
                                         362880.0,
                                         3628800.0,
                                         39916800.0,
                                         479001600.0,
                                         6227020800.0,
                                         87178291200.0,
                                         1307674368000.0,
                                         20922789888000.0,
                                         355687428096000.0,
                                         6402373705728000.0,
                                         1.21645100408832e+17,
                                         2.43290200817664e+18,
                                         5.109094217170944e+19,
                                         1.1240007277776077e+21,
                                         2.585201673888498e+22,
                                         6.204484017332394e+23,
                                         1.5511210043330986e+25,
                                         4.0329146112660565e+26,
                                         1.0888869450418352e+28,
                                         3.0488834461171387e+29,
                                         8.841761993739702e+30,
                                         2.6525285981219107e+32,
                                         8.222838654177922e+33,
                                         2.631308369336935e+35,
                                         8.683317618811886e+36,
                                         2.9523279903960416e+38,
                                         1.0333147966386145e+40,
                                         3.7199332678990125e+41,
                                         1.3763753091226346e+43,
                                         5.230226174666011e+44,
                                         2.0397882081197444e+46,
                                         8.159152832478977e+47,
                                         3.345252661316381e+49,
                                         1.40500611775288e+51,
                                         6.041526306337383e+52,
                                         2.658271574788449e+54,
                                         1.1962222086548019e+56,
                                         5.502622159812089e+57,
                                         2.5862324151116818e+59,
                                         1.2413915592536073e+61,
                                         6.082818640342675e+62,
                                         3.0414093201713376e+64,
                                         1.5511187532873822e+66,
                                         8.065817517094388e+67,
                                         4.2748832840600255e+69,
                                         2.308436973392414e+71,
                                         1.2696403353658276e+73,
                                         7.109985878048635e+74,
                                         4.0526919504877214e+76,
                                         2.3505613312828785e+78,
                                         1.3868311854568984e+80,
                                         8.32098711274139e+81,
                                         5.075802138772248e+83,
                                         3.146997326038794e+85,
                                         1.98260831540444e+87,
                                         1.2688693218588417e+89};

// [adc_over_power]
/* c/x^m, by two powers, so that nothing overflows or underflows that the result does not; c >= 1. */
static double adc_over_power(double c, double x, int m) {
  const int half = m / 2;
  return c * pow(x, -half) * pow(x, half - m);
}

// [adc_hurwitz_tail]
/* n y^n sum_{k >= 0} (y + k)^-(n + 1) by Euler-Maclaurin (DLMF 25.11.43): 1 + n/(2y) + sum B_2k/(2k)! (n)_2k / y^2k,
 * for y >= n/2 + 12. */
static double adc_hurwitz_tail(int n, double y) {
  double sum = 1.0 + 0.5 * n / y;
  double rising = 1.0;
  for (int k = 0; k < 20; ++k) {
    rising *= (n + 2 * k) / y * ((n + 2 * k + 1) / y);
    const double term = adc_bernoulli[k] * rising;
    sum += term;
    if (fabs(term) < 1e-18) break;
  }
  return sum;
}

// [adc_ratio_power]
/* (x/(y + low))^m, where the rounding of the quotient, which the power would multiply, is made good. */
static double adc_ratio_power(double x, double y, double low, int m) {
  const double q = x / y;
  return pow(q, m) * (1.0 + m * ((fma(-q, y, x) - q * low) / x));
}

// [adc_shifted_power]
/* (x/(x + k))^m */
static double adc_shifted_power(double x, double k, int m) {
  const adc_pair y = adc_pair_sum(x, k);
  return adc_ratio_power(x, y.high, y.low, m);
}

// [adc_hurwitz_rest]
/* x^(n + 1) sum_{k >= 1} (x + k)^-(n + 1) for x > 0, n >= 1: terms until they vanish or the tail's series holds. */
static double adc_hurwitz_rest(int n, double x) {
  const double far = 0.5 * n + 12.0;
  double rest = 0.0;
  double k = 1.0;
  double term = adc_shifted_power(x, k, n + 1);
  for (; x + k < far && term * (x + k) > 1e-18; term = adc_shifted_power(x, k, n + 1)) {
    rest += term;
    k += 1.0;
  }
  return x + k < far ? rest : rest + term * ((x + k) / n) * adc_hurwitz_tail(n, x + k);
}

// [adc_hurwitz]
/* n! zeta(n + 1, x) = n! sum_{k >= 0} (x + k)^-(n + 1) for x > 0, n >= 1 (DLMF 25.11.1). */
static double adc_hurwitz(int n, double x) {
  if (x >= 0.5 * n + 12.0) return adc_over_power(adc_factorial[n - 1], x, n) * adc_hurwitz_tail(n, x);
  return adc_over_power(adc_factorial[n], x, n + 1) * (1.0 + adc_hurwitz_rest(n, x));
}

// [adc_polygamma_negative]
/* The sum over all x + k, k = 0, 1, ..., for x < 0, in units of its largest term, 1/near^(n + 1), near the distance to
 * the nearest integer. The terms with x + k > 0 are zeta at the distance to the integer below; those with x + k < 0
 * zeta at the distance to the integer above but for `beyond`, zeta at 1 - x. Where the two sides cancel, their largest
 * terms are 1 and `ratio`, and the difference is exact. */
static double adc_polygamma_negative(int n, double x) {
  const double below = x - floor(x);
  const double above = ceil(x) - x;
  const double near = below < above ? below : above;
  const double other = below < above ? above : below;
  const double y = 1.0 - x;
  const double ratio = adc_ratio_power(near, other, (1.0 - other) - near, n + 1);
  double beyond = pow(near / y, n + 1);
  beyond *= y >= 0.5 * n + 12.0 ? y / n * adc_hurwitz_tail(n, y) : 1.0 + adc_hurwitz_rest(n, y);
  const double side = n % 2 == 0 ? -1.0 : 1.0;
  const double first = below < above ? 1.0 : side;
  const double second = first * side;
  const double rest = first * adc_hurwitz_rest(n, near) + second * ratio * adc_hurwitz_rest(n, other) - side * beyond;
  return adc_over_power(adc_factorial[n], near, n + 1) * ((first + second * ratio) + rest);
}

// [adc_polygamma]
/* psi_n(x) = (-1)^(n+1) n! zeta(n + 1, x) (DLMF 25.11.12). */
double adc_polygamma(int n, double x) {
  if (n < 0 || n > 64) return NAN;
  if (n == 0) return adc_digamma(x);
  const double sign = n % 2 == 0 ? -1.0 : 1.0;
  if (x > 0.0) return isinf(x) ? sign * 0.0 : sign * adc_hurwitz(n, x);
  if (x == 0.0) return n % 2 == 0 ? -copysign(INFINITY, x) : INFINITY;
  if (isnan(x) || isinf(x)) return NAN;
  if (x == floor(x)) return n % 2 == 0 ? NAN : INFINITY;
  return sign * adc_polygamma_negative(n, x);
}

// [adc_hurwitz_step]
/* n y^n sum_i ((y + i)^-(n + 1) - (y + d + i)^-(n + 1)) for y >= n/2 + 12: the terms of adc_hurwitz_tail, each times
 * 1 - (y/(y + d))^m with its own power m, where l = log(1 + d/y). */
static double adc_hurwitz_step(int n, double y, double l) {
  double sum = -expm1(-n * l) - 0.5 * n / y * expm1(-(n + 1) * l);
  double rising = 1.0;
  for (int k = 0; k < 20; ++k) {
    rising *= (n + 2 * k) / y * ((n + 2 * k + 1) / y);
    const double term = -adc_bernoulli[k] * rising * expm1(-(n + 2 * k + 2) * l);
    sum += term;
    if (fabs(term) < 1e-18 * sum) break;
  }
  return sum;
}

// [adc_times_over_power]
/* c s/x^m 2^-shift, where no factor alone may leave the range. */
static double adc_times_over_power(double c, double s, double x, int m, int shift) {
  const int half = m / 2;
  int of_first = 0;
  int of_second = 0;
  int of_third = 0;
  const double first = frexp(c * pow(x, -half), &of_first);
  const double second = frexp(pow(x, half - m), &of_second);
  const double third = frexp(s, &of_third);
  return ldexp(first * second * third, of_first + of_second + of_third - shift);
}

// [adc_polygamma_step]
/* n! sum_i |(x + d + i)^-(n + 1) - (x + i)^-(n + 1)| 2^-shift for x, d > 0 and n >= 1. */
static double adc_polygamma_step(int n, double x, double d, int shift) {
  const double far = 0.5 * n + 12.0;
  if (x >= far) {
    return adc_times_over_power(adc_factorial[n - 1], adc_hurwitz_step(n, x, log1p(d / x)), x, n, shift);
  }
  double sum = 0.0;
  double y = x;
  for (; y < far; y += 1.0) sum -= pow(x / y, n + 1) * expm1(-(n + 1) * log1p(d / y));
  sum += pow(x / y, n + 1) * (y / n) * adc_hurwitz_step(n, y, log1p(d / y));
  return adc_times_over_power(adc_factorial[n], sum, x, n + 1, shift);
}

// [adc_digamma_step]
/* psi(x + d) - psi(x) for x, d > 0: sum d/((x + i)(x + d + i)) up to x >= 10, and from there (DLMF 5.11.2)
 * log1p(d/x) + d/(2x(x + d)) + sum B_2k/(2k x^2k) (1 - (x/(x + d))^2k). */
static double adc_digamma_step(double x, double d) {
  double sum = 0.0;
  for (; x < 10.0; x += 1.0) sum += d / (x + d) / x;
  const double l = log1p(d / x);
  const double z = 1.0 / x / x;
  double rest = 0.0;
  for (int k = 8; k >= 0; --k) rest = rest * z - adc_digamma_coefficients[k] * expm1(-(2 * k + 2) * l);
  return sum + (l + (0.5 * d / (x + d) / x + rest * z));
}

// [adc_polygamma_difference]
/* At a pole, and at infinity, the one term alone. A d so small that d/x could be subnormal counts linearly, and is
 * scaled. */
double adc_polygamma_difference(int n, double x, double d) {
  const double y = x + d;
  if (n < 0 || n > 64) return NAN;
  if (x == 0.0 && isfinite(y) && !(y <= 0.0 && y == floor(y))) return -adc_polygamma(n, x);
  if (x > 0.0 && y == 0.0) return adc_polygamma(n, y);
  if (!(x > 0.0 && y > 0.0)) return adc_polygamma(n, y) - adc_polygamma(n, x);
  if (isinf(x)) return n == 0 && (d == 0.0 || isinf(d)) ? NAN : 0.0;
  if (d == 0.0) return 0.0;
  if (isinf(d)) return n == 0 ? d : -adc_polygamma(n, x);
  const double low = d < 0.0 ? y : x;
  const int shift = fabs(d) < 0x1p-900 * x ? 400 : 0;
  const double step = ldexp(fabs(d), shift);
  if (n == 0) return copysign(ldexp(adc_digamma_step(low, step), -shift), d);
  return copysign(adc_polygamma_step(n, low, step, shift), n % 2 == 0 ? d : -d);
}
