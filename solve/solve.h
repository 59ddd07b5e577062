// What libadc-solve gives to who loads it.
#pragma once

#include "solve/constrained.h"
#include "solve/least_squares.h"

#define ADC_SOLVE_EXPORT extern "C" __attribute__((visibility("default")))

/// Which build it is of (loading/library.h). Who loads it asks this first.
ADC_SOLVE_EXPORT const char* adc_solve_build();

/// Solves `problem` and writes how that ended to `outcome`. Throws what callbacks throw, and std::bad_alloc. Calls from
/// several threads wait for each other where a library behind has globals.
ADC_SOLVE_EXPORT void adc_solve_constrained(const adc::solve::Constrained& problem,
                                            adc::solve::ConstrainedOutcome& outcome);

/// Makes ½‖r‖² small by Levenberg and Marquardt's method or Powell's dogleg (Ceres), and writes how that ended to
/// `outcome`. Throws what `evaluate` throws, and std::bad_alloc. Thread-safe.
ADC_SOLVE_EXPORT void adc_solve_least_squares(const adc::solve::LeastSquares& problem,
                                              adc::solve::LeastSquaresOutcome& outcome);

/// Writes the decomposition of `matrix`, [size of b, columns], row-major, of no fewer rows than columns, to `result`:
/// by Householder reflections and Jacobi rotations (Eigen). O(rows · columns²). Thread-safe.
ADC_SOLVE_EXPORT void adc_solve_decompose(std::span<const double> matrix, std::size_t columns,
                                          std::span<const double> b, adc::solve::Decomposition& result);

/// Writes the eigenvalues and -vectors of a symmetric matrix, [n, n], to `result` (Eigen). O(n³). Thread-safe.
ADC_SOLVE_EXPORT void adc_solve_spectrum(std::span<const double> matrix, std::size_t n, adc::solve::Spectrum& result);
