/* What stands in for libadc-jit and libadc-check of another version: it says so, and must not be asked for more. */
#include <stdlib.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT const char* adc_jit_build(void) { return "9.8.7 (interface 0123456789ab.8)"; }
EXPORT const char* adc_check_build(void) { return "9.8.7 (interface 0123456789ab.8)"; }
EXPORT const char* adc_solve_build(void) { return "9.8.7 (interface 0123456789ab.8)"; }
EXPORT void adc_jit_compile(void) { abort(); }
EXPORT void adc_jit_plan(void) { abort(); }
EXPORT void adc_jit_release_plan(void) { abort(); }
EXPORT void adc_jit_product(void) { abort(); }
EXPORT void adc_jit_list(void) { abort(); }
EXPORT void adc_jit_parallel(void) { abort(); }
EXPORT void adc_check_oracle(void) { abort(); }
