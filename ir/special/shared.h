/* What several C sources of the special functions are made of. Each stands in the source that comes first in
 * ir/CMakeLists.txt among those that need it, in a section of its own. */
#ifndef ADC_IR_SPECIAL_SHARED_H
#define ADC_IR_SPECIAL_SHARED_H

#ifdef __cplusplus
extern "C" {
#endif

double adc_two_sum(double a, double b, double* low); /* a + b, and what its rounding loses */
double adc_log_pair(double x, double* low);          /* log x for normal x, and what its rounding loses, to 2^-55 */
double adc_digamma_pair(double x, double* low);      /* digamma(x) for x >= 1 as a sum of two numbers */

#ifdef __cplusplus
}
#endif

#endif
