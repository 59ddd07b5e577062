// L-BFGS, by liblbfgs.
#include <lbfgs.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <vector>

#include "adc/train/optimiser.hpp"

namespace adc::inline ADC_ABI::train {
namespace {

using Gradient = std::function<double(std::span<const double>, std::span<double>)>;
using AfterIteration = std::function<bool(double, std::span<const double>)>;

/// What liblbfgs hands to its callbacks.
struct Callbacks {
  const Gradient& gradient;
  const AfterIteration& after_iteration;
  std::vector<std::size_t> order;  ///< place of each of liblbfgs's numbers among the parameters; empty: the same
  std::vector<double> at = {};     ///< parameters and gradient in their own order, where there is another
  std::vector<double> slope = {};
  std::size_t iterations = 0;
  std::exception_ptr thrown = nullptr;  ///< by `gradient`: it must not pass through C

  std::span<const double> point(const double* x, std::size_t size) {
    if (order.empty()) return {x, size};
    at.resize(size);
    for (std::size_t i = 0; i < size; ++i) at[order[i]] = x[i];
    return at;
  }

  double value(const double* x, double* g, std::size_t size) {
    if (order.empty()) return gradient({x, size}, {g, size});
    slope.resize(size);
    const double result = gradient(point(x, size), slope);
    for (std::size_t i = 0; i < size; ++i) g[i] = slope[order[i]];
    return result;
  }
};

double evaluate(void* instance, const double* x, double* g, int n, double /*step*/) {
  auto& search = *static_cast<Callbacks*>(instance);
  const auto size = static_cast<std::size_t>(n);
  try {
    if (!search.thrown) return search.value(x, g, size);
  } catch (...) {
    search.thrown = std::current_exception();
  }
  std::fill_n(g, size, 0.0);
  return std::numeric_limits<double>::infinity();
}

int progress(void* instance, const double* x, const double* /*g*/, double value, double /*x_norm*/, double /*g_norm*/,
             double /*step*/, int n, int iteration, int /*evaluations*/) {
  auto& search = *static_cast<Callbacks*>(instance);
  if (search.thrown) return 1;
  search.iterations = static_cast<std::size_t>(iteration);
  return search.after_iteration(value, search.point(x, static_cast<std::size_t>(n))) ? 0 : 1;
}

/// The parameters with the weights first: liblbfgs's L1 is for neighbours alone.
std::vector<std::size_t> weights_first(const std::vector<ParamRange>& weights, std::size_t size) {
  std::vector<std::size_t> order;
  std::vector<bool> is_weight(size);
  for (const ParamRange& places : weights) {
    for (std::size_t i = places.begin; i < places.end; ++i) {
      order.push_back(i);
      is_weight[i] = true;
    }
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (!is_weight[i]) order.push_back(i);
  }
  return order;
}

SearchEnding ending(int code) {
  switch (code) {
    case LBFGS_SUCCESS:  // the same number as LBFGS_CONVERGENCE
    case LBFGS_ALREADY_MINIMIZED: return SearchEnding::Converged;
    case LBFGSERR_MAXIMUMITERATION: return SearchEnding::Iterations;
    case LBFGS_STOP:
    case LBFGSERR_CANCELED: return SearchEnding::Stopped;
    default: return SearchEnding::Failed;
  }
}

}  // namespace

LbfgsSearch lbfgs_search(const OptimiserOptions& options, const Gradient& gradient, std::span<double> params,
                         const AfterIteration& after_iteration) {
  const int n = static_cast<int>(params.size());
  const std::unique_ptr<double, void (*)(double*)> x(lbfgs_malloc(n), &lbfgs_free);
  if (!x) throw std::bad_alloc();
  lbfgs_parameter_t constants;
  lbfgs_parameter_init(&constants);
  constants.m = static_cast<int>(options.corrections);
  constants.max_iterations = static_cast<int>(options.iterations);
  constants.epsilon = options.tolerance;
  constants.linesearch = LBFGS_LINESEARCH_MORETHUENTE;
  Callbacks callbacks{.gradient = gradient, .after_iteration = after_iteration, .order = {}};
  if (options.l1 > 0) {
    constants.linesearch = LBFGS_LINESEARCH_BACKTRACKING;
    constants.orthantwise_c = options.l1;
    constants.orthantwise_end = options.weights.empty() ? n : 0;
    if (!options.weights.empty()) {
      callbacks.order = weights_first(options.weights, params.size());
      for (const ParamRange& places : options.weights) {
        constants.orthantwise_end += static_cast<int>(places.end - places.begin);
      }
    }
  }
  for (std::size_t i = 0; i < params.size(); ++i) {
    x.get()[i] = params[callbacks.order.empty() ? i : callbacks.order[i]];
  }
  double value = 0;
  const int code = ::lbfgs(n, x.get(), &value, &evaluate, &progress, &callbacks, &constants);
  if (callbacks.thrown) std::rethrow_exception(callbacks.thrown);
  if (callbacks.iterations > 0) std::ranges::copy(callbacks.point(x.get(), params.size()), params.begin());
  return {callbacks.iterations, ending(code)};
}

std::size_t lbfgs(const OptimiserOptions& options, const Gradient& gradient, std::span<double> params,
                  const AfterIteration& after_iteration) {
  return lbfgs_search(options, gradient, params, after_iteration).iterations;
}

}  // namespace adc::inline ADC_ABI::train
