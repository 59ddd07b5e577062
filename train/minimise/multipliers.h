// The augmented Lagrangian, whose minima are minima under constraints.
#pragma once

#include <cstddef>
#include <vector>

#include "train/minimise/lagrangian.h"
#include "train/minimise/problem.h"

namespace adc::inline ADC_ABI::train {

/// f(x) + Σ ψ(cᵢ(x)) with multipliers λ and a penalty ρ (Powell; Hestenes; Rockafellar, SIAM J. Control 12 (1974)): of
/// an equation ψ = λc + ½ρc², of c ≤ 0 with λ ≥ 0 ψ = (max(0, λ + ρc)² − λ²)/2ρ. Where constraints hold ψ ≤ 0: so a
/// minimum of this function at a point that satisfies them, where ψ is 0, is a minimum under the constraints.
class AugmentedLagrangian {
 public:
  /// `multipliers`: one per constraint, positive at its upper bound, negative at its lower one.
  AugmentedLagrangian(const Lagrangian& lagrangian, const std::vector<double>& multipliers);

  void set_penalty(double penalty) { penalty_ = penalty; }
  [[nodiscard]] double penalty() const { return penalty_; }

  /// As a problem within bounds. Refers to this object, which may change meanwhile. O(constraints) beside derivatives.
  [[nodiscard]] Problem problem(const Point& low, const Point& high) const;

  /// The step of the method of multipliers: λ + ρc, of inequalities not of the wrong sign. Gives the largest change.
  double update(const Point& x);

  /// What a constraint's upper and lower side pull with: the multipliers as they were given.
  [[nodiscard]] std::vector<double> multipliers() const;
  /// By how much constraints do not hold, at most.
  [[nodiscard]] double violation(const Point& x) const;
  /// The largest |λ·c| of a side of an inequality: 0 where each is either at its bound or has no multiplier.
  [[nodiscard]] double slack(const Point& x) const;

 private:
  /// One side of a constraint: sign·(c[index] − bound) ≤ 0, or = 0.
  struct Side {
    std::size_t index;
    double sign;
    double bound;
    bool is_equation;
    double multiplier;
  };
  /// λ + ρc of a side, or 0.
  [[nodiscard]] double force(const Side& side, std::span<const double> c) const;
  [[nodiscard]] double lack(const Side& side, std::span<const double> c) const;

  const Lagrangian& lagrangian_;
  std::vector<Side> sides_;
  double penalty_ = 1;
};

}  // namespace adc::inline ADC_ABI::train
