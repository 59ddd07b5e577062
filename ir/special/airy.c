/* Airy functions and their first derivatives, for x >= -1e10, below which pairs have too few digits of the phase. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"
#include "ir/special/special.h"

// [adc_airy_zeta]
/* 2/3 x^(3/2) */
static adc_pair adc_airy_zeta(double x) {
  const adc_pair root = adc_pair_sqrt(adc_pair_of(x, 0.0));
  return adc_pair_div_double(adc_pair_mul_double(root, 2.0 * x), 3.0);
}

// [adc_airy_series]
/* value f + slope g or its derivative, where f = 1 + x^3/(2 3) + ... and g = x + x^4/(3 4) + ... solve y'' = x y
 * (DLMF 9.4.1 to 9.4.4). Pairs have the digits that cancel. */
static double adc_airy_series(int k, double x, adc_pair value, adc_pair slope) {
  const adc_pair cube = adc_pair_mul_double(adc_pair_product(x, x), x);
  adc_pair f = k == 0 ? value : adc_pair_div_double(adc_pair_mul(value, adc_pair_product(x, x)), 2.0);
  adc_pair g = k == 0 ? adc_pair_mul_double(slope, x) : slope;
  adc_pair sum = adc_pair_add(f, g);
  for (double n = 3.0; n < 300.0; n += 3.0) {
    f = adc_pair_div_double(adc_pair_mul(f, cube), k == 0 ? n * (n - 1.0) : n * (n + 2.0));
    g = adc_pair_div_double(adc_pair_mul(g, cube), k == 0 ? n * (n + 1.0) : n * (n - 2.0));
    sum = adc_pair_add(sum, adc_pair_add(f, g));
    if (fabs(f.high) + fabs(g.high) < 1e-33 * fabs(sum.high)) break;
  }
  return sum.high + sum.low;
}

// [adc_airy_sums]
/* sum turn^.. u_k/zeta^k, even and odd terms apart, with u_k = (6k - 5)(6k - 3)(6k - 1)/(216 k (2k - 1)) u_(k - 1); for
 * the derivative v_k = (6k + 1)/(1 - 6k) u_k (DLMF 9.7.1, 2). With `turn` = -1, every second of each has the other
 * sign. */
static void adc_airy_sums(int slope, adc_pair zeta, double turn, adc_pair* even, adc_pair* odd) {
  adc_pair u = {1.0, 0.0};
  adc_pair sums[2] = {{1.0, 0.0}, {0.0, 0.0}};
  double last = INFINITY;
  for (int k = 1; k < 200; ++k) {
    const adc_pair below = adc_pair_mul_double(zeta, 216.0 * k * (2.0 * k - 1.0));
    u = adc_pair_div(adc_pair_mul_double(u, (6.0 * k - 5.0) * (6.0 * k - 3.0) * (6.0 * k - 1.0)), below);
    if (k % 2 == 0) u = adc_pair_mul_double(u, turn);
    const double size = fabs(u.high);
    if (size < 1e-33 || size > last) break;
    last = size;
    const adc_pair v = adc_pair_div_double(adc_pair_mul_double(u, 6.0 * k + 1.0), 1.0 - 6.0 * k);
    sums[k % 2] = adc_pair_add(sums[k % 2], slope ? v : u);
  }
  *even = sums[0];
  *odd = sums[1];
}

// [adc_airy_root]
/* sqrt(pi) |x|^(1/4), or sqrt(pi)/|x|^(1/4) for the derivative. */
static adc_pair adc_airy_root(int slope, double x) {
  const adc_pair root = adc_pair_sqrt(adc_pair_sqrt(adc_pair_of(fabs(x), 0.0)));
  return slope ? adc_pair_div(adc_root_pi, root) : adc_pair_mul(adc_root_pi, root);
}

// [adc_airy_oscillating]
/* Ai, or Bi with `second`, or its derivative for x < -15.4 (DLMF 9.7.9 to 9.7.12): with P and Q the sums and t = zeta -
 * pi/4, Ai is P cos t + Q sin t, Bi is Q cos t - P sin t, Ai' is P sin t - Q cos t, Bi' is P cos t + Q sin t. */
static double adc_airy_oscillating(int slope, int second, double x) {
  const adc_pair half = {0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55};
  const adc_pair zeta = adc_airy_zeta(-x);
  adc_pair p, q, s, c;
  adc_airy_sums(slope, zeta, -1.0, &p, &q);
  adc_pair_sincos(zeta, &s, &c);
  const adc_pair sine = adc_pair_mul(half, adc_pair_sub(s, c));
  const adc_pair cosine = adc_pair_mul(half, adc_pair_add(s, c));
  const adc_pair in_phase = adc_pair_add(adc_pair_mul(p, cosine), adc_pair_mul(q, sine));
  const adc_pair across = adc_pair_sub(adc_pair_mul(q, cosine), adc_pair_mul(p, sine));
  const adc_pair sum = slope == second ? in_phase : slope ? adc_pair_neg(across) : across;
  const adc_pair result = adc_pair_div(sum, adc_airy_root(slope, x));
  return result.high + result.low;
}

// [adc_third]
static const adc_pair adc_third = {0x1.5555555555555p-2, 0x1.5555555555555p-56};

// [adc_airy_middle]
/* For -15.4 <= x < -4.4, where neither series has the digits for the neighbourhood of zeros: with z = -x, Ai = sqrt(z)
 * C and Ai' = z C_next - C/sqrt(z), where C = J/2 - Y/(2 sqrt(3)) of order 1/3, or -J/(2 sqrt(3)) - Y/2 for Bi, and
 * C_next the same of order 4/3 (DLMF 9.6.6, 9.6.8). */
static double adc_airy_middle(int slope, int second, double x) {
  const adc_pair half_root_third = {0x1.279a74590331cp-2, 0x1.34863e0792bedp-56};
  const adc_bessel_middle parts = adc_bessel_middle_at(adc_third, adc_airy_zeta(-x), 0.0);
  const adc_pair root = adc_pair_sqrt(adc_pair_of(-x, 0.0));
  const adc_pair of_j = second ? adc_pair_neg(half_root_third) : adc_pair_of(0.5, 0.0);
  const adc_pair of_y = second ? adc_pair_of(-0.5, 0.0) : adc_pair_neg(half_root_third);
  const adc_pair c = adc_pair_add(adc_pair_mul(of_j, parts.j), adc_pair_mul(of_y, parts.y));
  const adc_pair c_next = adc_pair_add(adc_pair_mul(of_j, parts.j_next), adc_pair_mul(of_y, parts.y_next));
  const adc_pair value = adc_pair_mul(root, c);
  const adc_pair derivative = adc_pair_sub(adc_pair_mul_double(c_next, -x), adc_pair_div(c, root));
  return slope ? derivative.high + derivative.low : value.high + value.low;
}

// [adc_airy_left]
/* For x < -4.4; 0 at -inf, where the derivative has no limit. */
static double adc_airy_left(int slope, int second, double x) {
  if (isinf(x)) return slope ? NAN : 0.0;
  if (x < -1e10) return NAN;
  return x < -15.4 ? adc_airy_oscillating(slope, second, x) : adc_airy_middle(slope, second, x);
}

// [adc_airy_decaying]
/* Ai = sqrt(x/3)/pi K_(1/3)(zeta) and Ai' = -x/(pi sqrt(3)) K_(2/3)(zeta) (DLMF 9.6.2, 3) for x > 5, with
 * K_(2/3) = K_(4/3) - 2/(3 zeta) K_(1/3). */
static double adc_airy_decaying(int slope, double x) {
  const adc_pair zeta = adc_airy_zeta(x);
  adc_scaled e = adc_pair_exp(adc_pair_neg(zeta));
  adc_pair k, next;
  adc_bessel_k_steed(adc_third, zeta, &k, &next);
  if (slope) {
    const adc_pair factor = adc_pair_div(adc_pair_ldexp(adc_third, 1), zeta);
    k = adc_pair_sub(adc_pair_mul(factor, k), next);
  }
  const adc_pair square = slope ? adc_pair_product(x, x) : adc_pair_of(x, 0.0);
  const adc_pair root =
      adc_pair_mul(adc_pair_ldexp(adc_two_over_pi, -1), adc_pair_sqrt(adc_pair_div_double(square, 3.0)));
  e.value = adc_pair_mul(adc_pair_mul(e.value, k), root);
  return adc_scaled_round(e);
}

// [adc_airy_growing]
/* Bi ~ e^zeta/(sqrt(pi) x^(1/4)) sum u_k/zeta^k for x > 12 (DLMF 9.7.7, 8). */
static double adc_airy_growing(int slope, double x) {
  const adc_pair zeta = adc_airy_zeta(x);
  adc_scaled e = adc_pair_exp(zeta);
  adc_pair even, odd;
  adc_airy_sums(slope, zeta, 1.0, &even, &odd);
  e.value = adc_pair_div(adc_pair_mul(e.value, adc_pair_add(even, odd)), adc_airy_root(slope, x));
  return adc_scaled_round(e);
}

// [adc_airy_ai]
double adc_airy_ai(int k, double x) {
  const adc_pair value = {0x1.6b8c7962715b8p-2, 0x1.7a96d7bb04e65p-56};
  const adc_pair slope = {-0x1.0907f42b70f8bp-2, 0x1.d1459035afde2p-56};
  if (isnan(x) || k < 0 || k > 1) return NAN;
  if (x > 200.0) return k == 0 ? 0.0 : -0.0;
  if (x > 5.0) return adc_airy_decaying(k, x);
  return x < -4.4 ? adc_airy_left(k, 0, x) : adc_airy_series(k, x, value, slope);
}

// [adc_airy_bi]
double adc_airy_bi(int k, double x) {
  const adc_pair value = {0x1.3ad7a9b4a3ea9p-1, 0x1.d5765b40267bdp-55};
  const adc_pair slope = {0x1.cb0c1a680c8a1p-2, -0x1.d3de8103b7766p-56};
  if (isnan(x) || k < 0 || k > 1) return NAN;
  if (x > 200.0) return INFINITY;
  if (x > 12.0) return adc_airy_growing(k, x);
  return x < -4.4 ? adc_airy_left(k, 1, x) : adc_airy_series(k, x, value, slope);
}
