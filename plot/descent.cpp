// Steepest descent, for pictures of it.
#include <algorithm>
#include <cmath>

#include "adc/plot.hpp"
#include "plot/failure.h"

namespace adc::inline ADC_ABI::plot {
namespace {

using Numbers = std::vector<double>;

double norm(const Numbers& v) {
  double sum = 0;
  for (const double x : v) sum = std::hypot(sum, x);
  return sum;
}

Numbers moved(const Numbers& from, const Numbers& gradient, double rate) {
  Numbers to = from;
  for (std::size_t i = 0; i < to.size(); ++i) to[i] -= rate * gradient[i];
  return to;
}

/// A rate at which the function falls by a tenth of what the gradient promises: from `rate`, by halving, or by doubling
/// as long as that falls further. 0 if there is none.
double searched(const Function& f, const Numbers& at, double value, const Numbers& gradient, double rate) {
  const double promise = norm(gradient) * norm(gradient);
  const auto falls = [&](double by) { return f.value(moved(at, gradient, by)) <= value - 0.1 * by * promise; };
  for (int k = 0; k < 60 && !falls(rate); ++k) rate /= 2;
  if (!falls(rate)) return 0;
  for (int k = 0;
       k < 60 && falls(2 * rate) && f.value(moved(at, gradient, 2 * rate)) < f.value(moved(at, gradient, rate)); ++k) {
    rate *= 2;
  }
  return rate;
}

std::vector<Numbers> points_of(const Function& f, std::span<const double> start, const DescentOptions& options) {
  if (f.output_size() != 1) {
    throw failure("several-outputs",
                  "a descent is of one number, and the program gives " + std::to_string(f.output_size()));
  }
  if (start.size() != f.input_size() || f.wrt_size() != f.input_size()) {
    throw failure("wrong-size", "a descent begins at " + std::to_string(f.input_size()) + " numbers, and there are " +
                                    std::to_string(start.size()));
  }
  std::vector<Numbers> points{{start.begin(), start.end()}};
  Numbers gradient(start.size());
  double first = 0;
  double rate = 0;
  for (std::size_t step = 0; step < options.steps; ++step) {
    check_stop(options.stop);
    const Numbers& at = points.back();
    const double value = f.value_and_gradient(at, gradient);
    const double size = norm(gradient);
    // The first step that is tried is a tenth of what the numbers are.
    if (step == 0) first = size, rate = options.rate.value_or(0.1 * (1 + norm(at)) / size);
    if (!std::isfinite(value) || !std::isfinite(size) || size <= options.tolerance * first) break;
    if (!options.rate) rate = searched(f, at, value, gradient, rate);
    if (rate == 0) break;
    Numbers next = moved(at, gradient, rate);
    if (!(norm(next) <= 1e3 * (1 + norm(points.front())))) break;
    points.push_back(std::move(next));
  }
  return points;
}

}  // namespace

Result<std::vector<std::vector<double>>> descend(const Function& function, std::span<const double> start,
                                                 const DescentOptions& options) {
  return guarded([&] { return points_of(function, start, options); });
}

}  // namespace adc::inline ADC_ABI::plot
