/* Bessel functions J and Y for 6 <= x <= 40, where power series lose digits to cancellation and Hankel's expansions
 * have too few: in pairs, with errors of some 1e-31 of their amplitude. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"

// [adc_bessel_log_slope]
/* p + i q = H'/H with H = J + i Y of order mu (Temme 1975): -1/(2x) + i + i/x r_1, where
 * r_k = ((k - 1/2)^2 - mu^2)/(2 (x + i k) + r_(k + 1)), from an r_k that no longer counts. */
static void adc_bessel_log_slope(adc_pair mu, adc_pair x, adc_pair* p, adc_pair* q) {
  const adc_pair square = adc_pair_mul(mu, mu);
  adc_pair re = {0.0, 0.0};
  adc_pair im = {0.0, 0.0};
  for (double k = floor(2500.0 / x.high); k >= 1.0; k -= 1.0) {
    const adc_pair below_re = adc_pair_add(adc_pair_ldexp(x, 1), re);
    const adc_pair below_im = adc_pair_add_double(im, 2.0 * k);
    const adc_pair size = adc_pair_add(adc_pair_mul(below_re, below_re), adc_pair_mul(below_im, below_im));
    const adc_pair above = adc_pair_sub(adc_pair_of((k - 0.5) * (k - 0.5), 0.0), square);
    const adc_pair ratio = adc_pair_div(above, size);
    re = adc_pair_mul(ratio, below_re);
    im = adc_pair_neg(adc_pair_mul(ratio, below_im));
  }
  *p = adc_pair_neg(adc_pair_div(adc_pair_add_double(im, 0.5), x));
  *q = adc_pair_add_double(adc_pair_div(re, x), 1.0);
}

// [adc_bessel_middle_at]
/* For |mu| <= 1/2, with J also of order mu + steps, steps <= x + 1. Downward recurrence, from where J is nothing, gives
 * J up to a factor (Miller); with f = J' and p + i q = (J' + i Y')/(J + i Y), Y = (p J - f)/q, and the Wronskian
 * q (J^2 + Y^2) = 2/(pi x) gives the factor. */
adc_bessel_middle adc_bessel_middle_at(adc_pair mu, adc_pair x, double steps) {
  const adc_pair inverse = adc_pair_div(adc_pair_of(2.0, 0.0), x);
  adc_bessel_middle middle;
  adc_pair p, q;
  adc_pair above = {0.0, 0.0};
  adc_pair j = {1.0, 0.0};
  middle.j_above = above;
  for (double m = floor(x.high) + 60.0; m >= 0.0; m -= 1.0) {
    if (m == steps) middle.j_above = j;
    if (m == 0.0) break;
    const adc_pair factor = adc_pair_mul(adc_pair_add_double(mu, m), inverse);
    const adc_pair below = adc_pair_sub(adc_pair_mul(factor, j), above);
    above = j;
    j = below;
  }
  adc_bessel_log_slope(mu, x, &p, &q);
  const adc_pair share = adc_pair_div(mu, x);
  const adc_pair slope = adc_pair_sub(adc_pair_mul(share, j), above);
  const adc_pair y = adc_pair_div(adc_pair_sub(adc_pair_mul(p, j), slope), q);
  const adc_pair size = adc_pair_mul(q, adc_pair_add(adc_pair_mul(j, j), adc_pair_mul(y, y)));
  const adc_pair scale = adc_pair_sqrt(adc_pair_div(adc_pair_div(adc_two_over_pi, x), size));
  middle.j = adc_pair_mul(scale, j);
  middle.y = adc_pair_mul(scale, y);
  middle.j_next = adc_pair_mul(scale, above);
  middle.j_above = adc_pair_mul(scale, middle.j_above);
  const adc_pair y_slope = adc_pair_add(adc_pair_mul(q, middle.j), adc_pair_mul(p, middle.y));
  middle.y_next = adc_pair_sub(adc_pair_mul(share, middle.y), y_slope);
  return middle;
}
