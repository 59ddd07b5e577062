/* Functions of double precision that C's math library lacks, or lacks in the form that adc needs.
 *
 * All are thread-safe, depend on libm alone, and have the same bits wherever libm has. A nan operand gives nan but
 * where the comment says otherwise. With glibc they are within 2 ulp but where it says otherwise; docs/accuracy.md has
 * the measurements, and tests/accuracy asserts the bounds. Compile with -ffp-contract=off. */
#ifndef ADC_IR_SPECIAL_SPECIAL_H
#define ADC_IR_SPECIAL_SPECIAL_H

#ifdef __cplusplus
extern "C" {
#endif

double adc_powi(double x, int n);     /* x^n; x^0 is 1 for every x, also nan; 0^n for n < 0 is an infinity */
double adc_cbrt(double x);            /* within 0.6 ulp */
double adc_expnsq(double x);          /* exp(-x^2), relatively accurate for large x */
double adc_xlogy(double x, double y); /* x log y; 0 where x = 0 unless y is nan */
double adc_logaddexp(double x,
                     double y);     /* log(e^x + e^y); 2^-53 where it crosses zero; same bits for swapped operands */
double adc_sigmoid(double x);       /* 1/(1 + e^-x) */
double adc_softplus(double x);      /* log(1 + e^x) */
double adc_mod(double x, double y); /* x - y floor(x/y), exact but for one rounding; sign of y; nan if y = 0 */

double adc_sec(double x);
double adc_csc(double x);  /* csc(+-0) = +-inf */
double adc_cot(double x);  /* cot(+-0) = +-inf */
double adc_asec(double x); /* in [0, pi]; nan for |x| < 1 */
double adc_acsc(double x); /* in [-pi/2, pi/2]; nan for |x| < 1 */
double adc_acot(double x); /* odd but at 0, in (-pi/2, pi/2]; acot(+0) = acot(-0) = pi/2 */

double adc_sech(double x);
double adc_csch(double x);  /* csch(+-0) = +-inf */
double adc_coth(double x);  /* coth(+-0) = +-inf */
double adc_asech(double x); /* nan outside [0, 1]; asech(+-0) = inf */
double adc_acsch(double x); /* acsch(+-0) = +-inf */
double adc_acoth(double x); /* nan for |x| < 1; acoth(+-1) = +-inf */

/* log |gamma(x)|; +inf at 0, -1, -2, ... and at both infinities. Within 2.5 ulp for x > 0, 5 for x < 0. */
double adc_lgamma(double x);

/* The derivative of lgamma, within 4 ulp for x > 0, also at its zero; for x < 0 within 10 ulp, or 2^-52 near the zeros.
 * Poles: digamma(+-0) = -+inf, nan at -1, -2, ... (the two sides differ). nan at -inf. */
double adc_digamma(double x);

/* The nth derivative of digamma, n = 0 ... 64, else nan, within 10 ulp; for x < 0 and even n > 0, near the zeros,
 * within 2^-52 of the larger of the two terms that cancel. Poles at 0, -1, -2, ...: +inf for odd n; for even n, where
 * the two sides differ, -+inf at +-0 and nan elsewhere. 0 at +inf for n > 0, nan at -inf. */
double adc_polygamma(int n, double x);

#ifdef __cplusplus
}
#endif

#endif
