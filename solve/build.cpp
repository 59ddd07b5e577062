#include "solve/solve.h"

const char* adc_solve_build() { return ADC_SOLVE_BUILD; }
