#include "precise/tolerance.h"

#include <cmath>
#include <limits>

namespace adc::precise {
namespace {

constexpr double kRelative = 1e-12;
constexpr double kUnitRoundoff = 0x1p-53;
constexpr double kSubnormal = std::numeric_limits<double>::denorm_min();
constexpr double kInf = std::numeric_limits<double>::infinity();

Judgement judge_special(bool same) {
  const double error = same ? 0 : kInf;
  return {.within = same, .error = error, .ulps = error};
}

}  // namespace

double ulp(double x) {
  if (std::fabs(x) < std::numeric_limits<double>::min()) return kSubnormal;
  return std::ldexp(1.0, std::ilogb(x) - (std::numeric_limits<double>::digits - 1));
}

Real magnitude(std::span<const Real> values, std::span<const Real> adjoints) {
  Real sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (adjoints[i] != 0 && values[i] != 0) sum += abs(adjoints[i] * values[i]);
  }
  return sum;
}

Judgement judge(double computed, const Real& reference, const std::function<Real()>& magnitude) {
  if (isnan(reference)) return judge_special(std::isnan(computed));
  // Past the largest double the nearest is infinite.
  const auto nearest = reference.convert_to<double>();
  if (!std::isfinite(nearest)) return judge_special(computed == nearest);
  const Real size = abs(reference);
  const bool finite = std::isfinite(computed);
  const Real error = finite ? Real(abs(Real(computed) - reference)) : std::numeric_limits<Real>::infinity();
  const Real cheap = kRelative * size + kSubnormal;
  Judgement judgement{.within = error <= cheap,
                      .error = error.convert_to<double>(),
                      .allowed = cheap.convert_to<double>(),
                      .ulps = (error / ulp(nearest)).convert_to<double>()};
  if (judgement.within) return judgement;
  const Real conditioned = 8 * kUnitRoundoff * magnitude() + kSubnormal;
  judgement.within = judgement.ill_conditioned = error <= conditioned;
  judgement.no_digit_left = !judgement.within && size > 0 && conditioned >= size + kSubnormal;
  if (conditioned > cheap) judgement.allowed = conditioned.convert_to<double>();
  return judgement;
}

}  // namespace adc::precise
