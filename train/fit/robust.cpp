#include "train/fit/robust.h"

#include <cmath>

namespace adc::inline ADC_ABI::train {
namespace {

/// ρ of s = u², and its first two derivatives by s.
struct Rho {
  double value;
  double first;
  double second;
};

Rho rho(FitLoss loss, double s) {
  switch (loss) {
    case FitLoss::Huber: {
      if (s <= 1) return {s, 1, 0};
      const double u = std::sqrt(s);
      return {2 * u - 1, 1 / u, -1 / (2 * s * u)};
    }
    case FitLoss::SoftL1: {
      const double root = std::sqrt(1 + s);
      // 2(√(1 + s) − 1), without the difference
      return {2 * s / (root + 1), 1 / root, -1 / (2 * root * root * root)};
    }
    case FitLoss::Cauchy: return {std::log1p(s), 1 / (1 + s), -1 / ((1 + s) * (1 + s))};
    case FitLoss::Tukey:
      if (s >= 1) return {1.0 / 3, 0, 0};
      // (1 − (1 − s)³)/3, without the difference
      return {s * (1 - s + s * s / 3), (1 - s) * (1 - s), -2 * (1 - s)};
    default: return {s, 1, 0};
  }
}

}  // namespace

double RobustLoss::root(double r, double& slope) const {
  const double u = r / threshold;
  slope = 1;
  if (loss == FitLoss::Squares || u * u == 0) return r;
  const Rho at = rho(loss, u * u);
  const double root = std::copysign(std::sqrt(at.value), u);
  // d√ρ(u²)/du = ρ′u/√ρ
  slope = at.first * u / root;
  return threshold * root;
}

double RobustLoss::cost(double r) const {
  const double u = r / threshold;
  return loss == FitLoss::Squares ? r * r : threshold * threshold * rho(loss, u * u).value;
}

double RobustLoss::influence(double r) const {
  const double u = r / threshold;
  return loss == FitLoss::Squares ? r : r * rho(loss, u * u).first;
}

double RobustLoss::influence_slope(double r) const {
  if (loss == FitLoss::Squares) return 1;
  const double s = r / threshold * (r / threshold);
  const Rho at = rho(loss, s);
  return at.first + 2 * s * at.second;
}

double usual_threshold(FitLoss loss) {
  switch (loss) {
    case FitLoss::Cauchy: return 2.3849;
    case FitLoss::Tukey: return 4.6851;
    default: return 1.345;
  }
}

}  // namespace adc::inline ADC_ABI::train
