/* The gamma function of pairs of doubles. */
#include <math.h>

#include "ir/special/pair.h"
#include "ir/special/shared.h"

// [adc_stirling_coefficient]
/* B_2k/(2k (2k - 1)) for k = 1 ... 12 */
adc_pair adc_stirling_coefficient(int k) {
  static const double numerator[12] = {1, -1, 1, -1, 1, -691, 1, -3617, 43867, -174611, 77683, -236364091};
  static const double denominator[12] = {12, 360, 1260, 1680, 1188, 360360, 156, 122400, 244188, 125400, 5796, 1506960};
  return adc_pair_div_double(adc_pair_of(numerator[k - 1], 0.0), denominator[k - 1]);
}

// [adc_stirling_rest]
/* log gamma(z) - ((z - 1/2) log z - z + log(2 pi)/2) for z >= 16: the sum of B_2k/(2k (2k - 1) z^(2k - 1))
 * (DLMF 5.11.1). */
adc_pair adc_stirling_rest(adc_pair z) {
  const adc_pair inverse = adc_pair_div(adc_pair_of(1.0, 0.0), z);
  const adc_pair square = adc_pair_mul(inverse, inverse);
  adc_pair sum = {0.0, 0.0};
  for (int k = 12; k >= 1; --k) sum = adc_pair_add(adc_pair_mul(sum, square), adc_stirling_coefficient(k));
  return adc_pair_mul(sum, inverse);
}

// [adc_log_gamma_far]
/* log gamma(z) for z >= 20. */
static adc_pair adc_log_gamma_far(adc_pair z) {
  const adc_pair first = adc_pair_mul(adc_pair_add_double(z, -0.5), adc_pair_log(z));
  const adc_pair rest = adc_pair_add(adc_half_log_2pi, adc_stirling_rest(z));
  return adc_pair_add(adc_pair_sub(first, z), rest);
}

// [adc_log_gamma_pair]
/* log gamma(z) for z > 0, with an absolute error of some 1e-29 max(1, |result|): Stirling's formula from 20 on, below
 * by gamma(z) = gamma(z + m)/(z (z + 1) ...). */
adc_pair adc_log_gamma_pair(adc_pair z) {
  if (z.high < 1e-20) return adc_pair_neg(adc_pair_log(z));
  if (z.low == 0.0 && (z.high == 1.0 || z.high == 2.0)) return adc_pair_of(0.0, 0.0);
  if (z.high >= 20.0) return adc_log_gamma_far(z);
  adc_pair product = {1.0, 0.0};
  for (; z.high < 20.0; z = adc_pair_add_double(z, 1.0)) product = adc_pair_mul(product, z);
  return adc_pair_sub(adc_log_gamma_far(z), adc_pair_log(product));
}

// [adc_reciprocal_gamma_coefficients]
/* 1/gamma(1 + x) = 1 + sum c[k - 1] x^k (DLMF 5.7.1). */
static const adc_pair adc_reciprocal_gamma_coefficients[36] = {
    {0.5772156649015329, -4.942915152430645e-18},       {-0.6558780715202539, 2.137185197068536e-17},
    {-0.04200263503409524, 1.4920306285650505e-18},     {0.16653861138229148, 1.0189144546842026e-17},
    {-0.04219773455554433, -3.3579992682480134e-18},    {-0.009621971527876973, -5.300031368830263e-19},
    {0.0072189432466631, -3.6006537063394283e-19},      {-0.0011651675918590652, 5.659947853880981e-20},
    {-0.00021524167411495098, 2.3758686180729364e-21},  {0.0001280502823881162, -9.359124499198967e-21},
    {-2.013485478078824e-05, 3.0488773972037385e-23},   {-1.2504934821426706e-06, -2.66214092271898e-23},
    {1.133027231981696e-06, -4.622235212104869e-23},    {-2.056338416977607e-07, -3.0061601618645134e-24},
    {6.116095104481416e-09, -2.693458298171306e-25},    {5.002007644469223e-09, -1.538123614056751e-26},
    {-1.18127457048702e-09, -1.0052356155716208e-25},   {1.0434267116911005e-10, -2.9298419956825035e-27},
    {7.782263439905071e-12, 4.397255556595848e-28},     {-3.696805618642206e-12, 2.7050034921703885e-28},
    {5.100370287454476e-13, 2.253001461085878e-29},     {-2.0583260535665066e-14, -1.4747481491954336e-30},
    {-5.348122539423018e-15, -1.6208384686356568e-31},  {1.2267786282382608e-15, -5.072915146023867e-32},
    {-1.1812593016974588e-16, 6.422257838149681e-33},   {1.1866922547516004e-18, -4.2037265494226014e-35},
    {1.4123806553180319e-18, -7.576946701116294e-35},   {-2.29874568443537e-19, 1.3335481917069145e-36},
    {1.7144063219273374e-20, 5.230715150426935e-38},    {1.337351730493693e-22, 2.6434059649079228e-39},
    {-2.0542335517666728e-22, 3.6856892424568953e-39},  {2.736030048608e-23, -2.8599315416397774e-39},
    {-1.7323564459105165e-24, -1.7540883508197598e-40}, {-2.3606190244992872e-26, -1.260225016995785e-42},
    {1.8649829417172943e-26, 8.774775617290965e-43},    {-2.2180956242071973e-27, 6.809640315042753e-44}};

// [adc_reciprocal_gamma_parts]
/* 1/gamma(1 + x) = even(x^2) - x odd(x^2) for |x| <= 1/2, Temme's Gamma_2 and Gamma_1. */
void adc_reciprocal_gamma_parts(adc_pair x, adc_pair* even, adc_pair* odd) {
  const adc_pair square = adc_pair_mul(x, x);
  *even = adc_pair_of(0.0, 0.0);
  *odd = *even;
  for (int k = 34; k >= 0; k -= 2) {
    *odd = adc_pair_sub(adc_pair_mul(*odd, square), adc_reciprocal_gamma_coefficients[k]);
    *even = adc_pair_mul(adc_pair_add(*even, adc_reciprocal_gamma_coefficients[k + 1]), square);
  }
  *even = adc_pair_add_double(*even, 1.0);
}

// [adc_reciprocal_gamma_m1]
/* 1/gamma(1 + x) - 1 for |x| <= 1/2, relatively accurate near 0. */
adc_pair adc_reciprocal_gamma_m1(adc_pair x) {
  adc_pair sum = {0.0, 0.0};
  for (int k = 35; k >= 0; --k) sum = adc_pair_mul(adc_pair_add(sum, adc_reciprocal_gamma_coefficients[k]), x);
  return sum;
}
