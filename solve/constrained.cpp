#include <mutex>

#include "solve/methods.h"
#include "solve/solve.h"

void adc_solve_constrained(const adc::solve::Constrained& problem, adc::solve::ConstrainedOutcome& outcome) {
  using adc::solve::Method;
  // MUMPS, under Ipopt, and NLopt's generator of random numbers have globals.
  static std::mutex only_one;
  const std::lock_guard lock(only_one);
  outcome = problem.method == Method::InteriorPoint ? adc::solve::ipopt(problem) : adc::solve::nlopt(problem);
}
