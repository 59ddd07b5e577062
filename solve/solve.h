// What libadc-solve gives to who loads it.
#pragma once

#include "solve/constrained.h"

#define ADC_SOLVE_EXPORT extern "C" __attribute__((visibility("default")))

/// Which build it is of (common/plugin.h). Who loads it asks this first.
ADC_SOLVE_EXPORT const char* adc_solve_build();

/// Solves `problem` and writes how that ended to `outcome`. Throws what callbacks throw, and std::bad_alloc. Calls from
/// several threads wait for each other where a library behind has globals.
ADC_SOLVE_EXPORT void adc_solve_constrained(const adc::solve::Constrained& problem,
                                            adc::solve::ConstrainedOutcome& outcome);
