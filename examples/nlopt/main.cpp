// A constrained minimum by NLopt, whose functions are programs of adc. (NLopt is LGPL-2.1-or-later in part; adc does
// not link it, this example does.)
#include <nlopt.h>
#include <adc/adc.hpp>

#include <cmath>
#include <cstdio>

namespace {

/// What NLopt calls: `data` is the function.
double call(unsigned n, const double* x, double* gradient, void* data) {
  const auto& f = *static_cast<const adc::Function*>(data);
  if (gradient == nullptr) return f.value({x, n});
  return f.value_and_gradient({x, n}, {gradient, n});
}

}  // namespace

int main() {
  // The constraints must have the objective's inputs, in its order: a closed set, and all of them used.
  const auto compile = [](const char* text) { return adc::compile(text, {.inputs = {"x", "y"}}).value(); };
  adc::Function objective = compile("0*x + sqrt(y)");
  adc::Function first = compile("(2x)^3 - y");
  adc::Function second = compile("(1 - x)^3 - y");

  nlopt_opt opt = nlopt_create(NLOPT_LD_SLSQP, 2);
  const double lower[] = {-INFINITY, 1e-9};
  nlopt_set_lower_bounds(opt, lower);
  nlopt_set_min_objective(opt, call, &objective);
  nlopt_add_inequality_constraint(opt, call, &first, 1e-10);
  nlopt_add_inequality_constraint(opt, call, &second, 1e-10);
  nlopt_set_xtol_rel(opt, 1e-10);
  double x[] = {1.234, 5.678};
  double minimum = 0;
  const nlopt_result result = nlopt_optimize(opt, x, &minimum);
  nlopt_destroy(opt);
  if (result < 0) {
    std::fprintf(stderr, "NLopt fails: %s\n", nlopt_result_to_string(result));
    return 1;
  }
  std::printf("minimum %.5f at %.5f %.5f\n", minimum, x[0], x[1]);
}
