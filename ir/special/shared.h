/* What several C sources of the special functions are made of. Each stands in the source that comes first in
 * ir/CMakeLists.txt among those that need it, in a section of its own. */
#ifndef ADC_IR_SPECIAL_SHARED_H
#define ADC_IR_SPECIAL_SHARED_H

#include "ir/special/pair.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Elementary functions of pairs (elementary.c). */
adc_scaled adc_pair_exp(adc_pair x);
adc_pair adc_pair_expm1(adc_pair x);
adc_pair adc_pair_log(adc_pair x);
adc_pair adc_pair_log1p(adc_pair x);
adc_pair adc_pair_excess(adc_pair u); /* u - log(1 + u) */
void adc_pair_sincos(adc_pair x, adc_pair* sine, adc_pair* cosine);
void adc_pair_sincos_pi(adc_pair x, adc_pair* sine, adc_pair* cosine);

/* The gamma function of pairs (gamma_pair.c). */
adc_pair adc_stirling_coefficient(int k);
adc_pair adc_stirling_rest(adc_pair z);
adc_pair adc_log_gamma_pair(adc_pair z);
adc_pair adc_reciprocal_gamma_m1(adc_pair x);
void adc_reciprocal_gamma_parts(adc_pair x, adc_pair* even, adc_pair* odd);

/* Incomplete gamma functions (gamma_inc.c). */
adc_pair adc_upper_gamma_fraction(double a, adc_pair b);

/* Bessel functions of low orders (bessel_start.c). */
adc_pair adc_log_half(double x);
adc_bessel_middle adc_bessel_middle_at(adc_pair mu, adc_pair x, double steps);
void adc_bessel_k_steed(adc_pair mu, adc_pair x, adc_pair* value, adc_pair* next);
void adc_hankel_sums(adc_pair order, adc_pair x, double turn, adc_pair* even, adc_pair* odd);
void adc_bessel_hankel(adc_pair order, double x, adc_pair* j, adc_pair* y);
void adc_bessel_y_start(adc_pair mu, double x, adc_pair* y, adc_pair* next);
void adc_bessel_k_start(adc_pair mu, double x, adc_pair* value, adc_pair* next, int* exponent);

/* erfcx for x >= 1/2 (erf.c). */
adc_pair adc_erfcx_above(adc_pair x);

/* Functions of C's math library for other languages (standard.c). */
double adc_standard_erf(double x);
double adc_standard_erfc(double x);
double adc_standard_lgamma(double x);
double adc_standard_tgamma(double x);

#ifdef __cplusplus
}
#endif

#endif
