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

/* gamma(x), for whole x the double nearest to it; elsewhere libm's, within 6 ulp. */
double adc_gamma(double x);

/* log |gamma(x)|; +inf at 0, -1, -2, ... and at both infinities. Within 2.5 ulp for x > 0, 5 for x < 0. */
double adc_lgamma(double x);

/* The derivative of lgamma, within 4 ulp for x > 0, also at its zero; for x < 0 within 10 ulp, or 2^-52 near the zeros.
 * Poles: digamma(+-0) = -+inf, nan at -1, -2, ... (the two sides differ). nan at -inf. */
double adc_digamma(double x);

/* The nth derivative of digamma, n = 0 ... 64, else nan, within 10 ulp; for x < 0 and even n > 0, near the zeros,
 * within 2^-52 of the larger of the two terms that cancel. Poles at 0, -1, -2, ...: +inf for odd n; for even n, where
 * the two sides differ, -+inf at +-0 and nan elsewhere. 0 at +inf for n > 0, nan at -inf. */
double adc_polygamma(int n, double x);

/* polygamma(n, x + d) - polygamma(n, x), within 10 ulp for x, x + d > 0. */
double adc_polygamma_difference(int n, double x, double d);

/* Of erf.c: */
double adc_erfcx(double x);              /* exp(x^2) erfc(x), within 6 ulp */
double adc_ierfc_ratio(int n, double x); /* i^n erfc(x)/i^(n - 1) erfc(x), n = 0 ... 64, else nan; within 10 ulp */
double adc_erfc_hazard(double x);        /* 2/sqrt(pi) exp(-x^2)/erfc(x), within 6 ulp */
double adc_log_erfc(double x);           /* log(erfc(x)), within 5 ulp */
double adc_normal_cdf(double x);         /* erfc(-x/sqrt(2))/2, within 2 ulp */
double adc_log_normal_cdf(double x);     /* its logarithm, within 3 ulp */
double adc_erfinv(double x);             /* erf's inverse, within 4 ulp; nan beyond +-1 */
double adc_erfcinv(double x);            /* erfc's inverse, within 4 ulp; nan outside [0, 2] */

/* Of sinc.c: */
double adc_sinc(double x);                   /* sin(x)/x; 1 at 0, 0 at infinities */
double adc_sinc_derivative(int n, double x); /* nth derivative, n = 0 ... 64, else nan; 10 ulp or 2^-52 min(1, 1/|x|) */

/* Of lambert.c, within 4 ulp, the last within 5: the w with w e^w = x; nan for x < -1/e, whose nearest double counts as
 * -1/e. */
double adc_lambertw(double x);          /* w >= -1 */
double adc_lambertw_1p(double x);       /* 1 + w, accurate near -1/e */
double adc_lambertw_lower(double x);    /* w <= -1, for x <= 0 */
double adc_lambertw_lower_1p(double x); /* 1 + w, accurate near -1/e */

/* Of beta.c. The binomial coefficient is for -1 < k < n + 1, or whole k, else nan; exact where n and k are whole and it
 * is below 2^53, else within 2 ulp. */
double adc_binomial(double n, double k);
double adc_lbeta(double a, double b);   /* log |beta(a, b)|, within 2 ulp or 2^-52 for a, b > 0 */
double adc_beta(double a, double b);    /* the beta function for a, b > 0, within 4 ulp; else nan */
double adc_lchoose(double n, double k); /* log |n choose k|, as lbeta for -1 < k < n + 1 */
/* What follows is computed with pairs of doubles and within 1 ulp where it does not say otherwise: J, Y, Ai, Bi and
 * their derivatives, which have zeros that no double hits, within 1 ulp or 2^-98 of their amplitude. With k, it is the
 * kth derivative by x: 0 <= k <= 16, k <= 1 for Airy's, else nan.
 *
 * Bessel functions of real order n, |n| <= 1e6, else nan; J and Y beyond x = 2^50 within 1 ulp or 2^-53 of their
 * amplitude; x < 0: nan but for J and I of integer orders. */
double adc_besselj(int k, double n, double x);
double adc_bessely(int k, double n, double x); /* Y(0) = -inf, or what it tends to for n < 0 */
double adc_besseli(int k, double n, double x);
double adc_besselk(int k, double n, double x);

/* Incomplete gamma and beta functions, regularised. nan for a < 0, for x < 0, where a = x = 0 or a = x = inf. */
double adc_gammainc(int k, double a, double x);          /* P(a, x); P(0, x) = 1 */
double adc_gammaincc(double a, double x);                /* Q(a, x) = 1 - P(a, x) */
double adc_betainc(int k, double a, double b, double x); /* I_x(a, b); nan unless 0 < a, b <= 1e9 and 0 <= x <= 1 */

double adc_expint_e1(double x);      /* E1(0) = inf; nan for x < 0 */
double adc_expint_ei(double x);      /* Ei(0) = -inf */
double adc_zeta(int k, double x);    /* zeta(1) = inf, nan for x < 1 */
double adc_airy_ai(int k, double x); /* nan for x < -1e10, but 0 at -inf */
double adc_airy_bi(int k, double x);

#ifdef __cplusplus
}
#endif

#endif
