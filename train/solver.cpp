#include "train/solver.h"

#include <string>

#include "train/failure.h"

namespace adc::inline ADC_ABI::train {

const loading::Library& solver() {
  static const loading::Library kSolver("libadc-solve.so", "adc_solve_build", ADC_SOLVE_BUILD);
  return kSolver;
}

void refuse_without_solver(const char* purpose) {
  throw failure("no-solver", std::string(purpose) + " need libadc-solve, which is not available: " + solver().error(),
                {"libadc-solve.so of the same build belongs beside libadc-train.so; it needs Ipopt, NLopt and Ceres "
                 "(Debian: coinor-libipopt1v5, libnlopt0, libceres3; to build it coinor-libipopt-dev, libnlopt-dev, "
                 "libceres-dev, and ADC_LOADED with `solve`)"});
}

}  // namespace adc::inline ADC_ABI::train
