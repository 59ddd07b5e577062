// L-BFGS, by liblbfgs.
#include <lbfgs.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <memory>
#include <new>

#include "adc/train/optimiser.hpp"

namespace adc::inline ADC_ABI::train {
namespace {

using Gradient = std::function<double(std::span<const double>, std::span<double>)>;
using AfterIteration = std::function<bool(double, std::span<const double>)>;

/// What liblbfgs hands to its callbacks.
struct Search {
  const Gradient& gradient;
  const AfterIteration& after_iteration;
  std::size_t iterations = 0;
  std::exception_ptr thrown = nullptr;  ///< by `gradient`: it must not pass through C
};

double evaluate(void* instance, const double* x, double* g, int n, double /*step*/) {
  auto& search = *static_cast<Search*>(instance);
  const auto size = static_cast<std::size_t>(n);
  try {
    if (!search.thrown) return search.gradient({x, size}, {g, size});
  } catch (...) {
    search.thrown = std::current_exception();
  }
  std::fill_n(g, size, 0.0);
  return std::numeric_limits<double>::infinity();
}

int progress(void* instance, const double* x, const double* /*g*/, double value, double /*x_norm*/, double /*g_norm*/,
             double /*step*/, int n, int iteration, int /*evaluations*/) {
  auto& search = *static_cast<Search*>(instance);
  if (search.thrown) return 1;
  search.iterations = static_cast<std::size_t>(iteration);
  return search.after_iteration(value, {x, static_cast<std::size_t>(n)}) ? 0 : 1;
}

}  // namespace

std::size_t lbfgs(const OptimiserOptions& options, const Gradient& gradient, std::span<double> params,
                  const AfterIteration& after_iteration) {
  const int n = static_cast<int>(params.size());
  const std::unique_ptr<double, void (*)(double*)> x(lbfgs_malloc(n), &lbfgs_free);
  if (!x) throw std::bad_alloc();
  std::ranges::copy(params, x.get());
  lbfgs_parameter_t constants;
  lbfgs_parameter_init(&constants);
  constants.m = static_cast<int>(options.corrections);
  constants.max_iterations = static_cast<int>(options.iterations);
  constants.epsilon = options.tolerance;
  constants.linesearch = LBFGS_LINESEARCH_MORETHUENTE;
  Search search{.gradient = gradient, .after_iteration = after_iteration};
  double value = 0;
  ::lbfgs(n, x.get(), &value, &evaluate, &progress, &search, &constants);
  if (search.thrown) std::rethrow_exception(search.thrown);
  if (search.iterations > 0) std::copy_n(x.get(), params.size(), params.begin());
  return search.iterations;
}

}  // namespace adc::inline ADC_ABI::train
