// What residuals cost, and what squares they are like.
#pragma once

#include "adc/train/fit.hpp"

namespace adc::inline ADC_ABI::train {

/// A robust loss c²ρ(r²/c²) of one residual (Huber 1964; Holland and Welsch 1977).
struct RobustLoss {
  FitLoss loss = FitLoss::Squares;
  double threshold = 1;  ///< c

  /// The number with the sign of r whose square is what r costs; `slope`: its derivative by r.
  [[nodiscard]] double root(double r, double& slope) const;
  /// c²ρ
  [[nodiscard]] double cost(double r) const;
  /// ψ: half the derivative of the cost by r; of squares r itself.
  [[nodiscard]] double influence(double r) const;
  /// dψ/dr
  [[nodiscard]] double influence_slope(double r) const;
};

/// The threshold, by the residuals' standard deviation, at which a fit of normal errors loses 5 % of its precision.
[[nodiscard]] double usual_threshold(FitLoss loss);

}  // namespace adc::inline ADC_ABI::train
