#include "tests/support/tolerance.h"

#include <cmath>
#include <limits>

#include "tests/support/exact_judge.h"

namespace adc::tests {
namespace {

constexpr double kRelative = 1e-12;
constexpr double kUnitRoundoff = 0x1p-53;
constexpr double kSubnormal = std::numeric_limits<double>::denorm_min();

std::string digits(const Real& x) { return x.str(20); }

Verdict judge_special(double computed, bool same) {
  return {same, same ? "" : "computed " + std::to_string(computed) + " where the reference is not finite"};
}

}  // namespace

Real conditioning(const ir::Function& fn, std::span<const double> inputs, std::size_t output) {
  const std::vector<Real> values = exact_values(fn, inputs);
  const std::vector<Real> adjoints = exact_adjoints(fn, values, fn.outputs()[output].value);
  Real sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (adjoints[i] != 0 && values[i] != 0) sum += abs(adjoints[i] * values[i]);
  }
  return sum;
}

Verdict judge(double computed, const Real& reference, const ir::Function& fn, std::span<const double> inputs,
              std::size_t output) {
  if (isnan(reference)) return judge_special(computed, std::isnan(computed));
  // Past the largest double the nearest is infinite.
  const auto nearest = reference.convert_to<double>();
  if (!std::isfinite(nearest)) return judge_special(computed, computed == nearest);
  if (!std::isfinite(computed)) {
    return {false, "computed " + std::to_string(computed) + ", exactly " + digits(reference)};
  }
  const Real error = abs(Real(computed) - reference);
  const Real cheap = kRelative * abs(reference) + kSubnormal;
  if (error <= cheap) return {true, ""};
  const Real conditioned = 8 * kUnitRoundoff * conditioning(fn, inputs, output) + kSubnormal;
  if (error <= conditioned) return {true, ""};
  return {false, "computed " + digits(computed) + ", exactly " + digits(reference) + ": error " + digits(error) +
                     ", allowed " + digits(cheap > conditioned ? cheap : conditioned)};
}

Verdict judge(double computed, std::string_view reference, const ir::Function& fn, std::span<const double> inputs,
              std::size_t output) {
  return judge(computed, Real(std::string(reference)), fn, inputs, output);
}

}  // namespace adc::tests
