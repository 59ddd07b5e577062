#include "tests/reference/reference.h"

#include <cmath>

#include "precise/scalar.h"
#include "precise/tolerance.h"

namespace adc::tests {
namespace {

using precise::Mpfr;

std::vector<Mpfr> evaluate_exactly(const ir::Function& fn, std::span<const double> inputs) {
  const std::vector<Mpfr> exact(inputs.begin(), inputs.end());
  return ir::evaluate<Mpfr>(fn, exact);
}

Reference split(const Mpfr& value) {
  const auto high = static_cast<double>(value);
  return {high, std::isfinite(high) ? static_cast<double>(Mpfr(value - high)) : 0.0};
}

}  // namespace

std::vector<Reference> evaluate_reference(const ir::Function& fn, std::span<const double> inputs) {
  std::vector<Reference> outputs;
  for (const Mpfr& value : evaluate_exactly(fn, inputs)) outputs.push_back(split(value));
  return outputs;
}

std::vector<std::string> reference_digits(const ir::Function& fn, std::span<const double> inputs, int digits) {
  std::vector<std::string> outputs;
  for (const Mpfr& value : evaluate_exactly(fn, inputs)) outputs.push_back(value.str(digits));
  return outputs;
}

double absolute_error(double x, const Reference& y) {
  if (std::isnan(x) && std::isnan(y.high)) return 0;
  if (x == y.high) return std::fabs(y.low);
  return std::fabs((x - y.high) - y.low);
}

double ulps(double x, const Reference& y) {
  const double error = absolute_error(x, y);
  return std::isfinite(y.high) ? error / precise::ulp(y.high) : error;
}

}  // namespace adc::tests
