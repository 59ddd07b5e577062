// First and second partials of an op at a point, by difference quotients in high precision that say how good they are.
//
// Arithmetic and what is linear in pieces apart, nothing here knows a derivative, so that it shares no rule with
// passes/. Two step sizes, a factor 1024 apart, tell what the op is like at the point: where it is smooth the slopes of
// both sides meet as the step shrinks, at a kink they settle apart, at a jump they grow like 1/h, where the slope is
// infinite they grow more slowly.
#pragma once

#include <array>
#include <map>
#include <span>
#include <vector>

#include "ir/function.h"
#include "precise/scalar.h"

namespace adc::precise {

/// Enough digits for differences of differences, whose steps are as small as 10⁻¹⁷⁰.
using Real = MpfrOf<500>;

/// `op` of these operands, exactly but for the precision of `Real`.
[[nodiscard]] Real apply(ir::Op op, std::int64_t immediate, std::span<const Real> operands);

/// What instruction `id` has as its immediate; 0 if none.
[[nodiscard]] std::int64_t immediate_of(const ir::Function& fn, ir::ValueId id);

/// A number and a bound of its error; nan where there is no such number, or none that can be told.
struct Bounded {
  Real value = 0;
  Real error = 0;
};

[[nodiscard]] Bounded operator+(const Bounded& a, const Bounded& b);
[[nodiscard]] Bounded operator*(const Bounded& a, const Bounded& b);

/// The partials of instruction `id` of `fn` at `operands`, which must outlive this object, where its value is `value`.
class Partials {
 public:
  Partials(const ir::Function& fn, ir::ValueId id, std::span<const Real> operands, const Real& value);

  /// ∂op/∂operand k. At a kink the mean of both sides (which is every convention that ir/ops.def states), at a jump the
  /// slope of the side that is continuous, 0 if neither is, at the end of a domain the slope of the side that exists;
  /// ±inf where it is infinite, nan where it is so to both sides.
  [[nodiscard]] Bounded first(std::size_t k) const;

  /// ∂²op/∂operand k ∂operand l; nan where the op is not smooth in both.
  [[nodiscard]] Bounded second(std::size_t k, std::size_t l) const;

 private:
  /// The changes of the op over a step on each side.
  struct Change {
    Real h;
    Real right;
    Real left;
  };
  struct Slope {
    Bounded slope;
    bool smooth = false;
  };

  [[nodiscard]] Real at(std::size_t k, const Real& h) const;
  [[nodiscard]] const Change& change(std::size_t k, std::size_t attempt, bool narrow) const;
  [[nodiscard]] const Slope& slope(std::size_t k) const;
  [[nodiscard]] Slope measured_slope(std::size_t k) const;
  [[nodiscard]] Slope slope(const Change& wide, const Change& narrow) const;
  [[nodiscard]] Bounded one_sided(const Change& wide, const Change& narrow) const;
  [[nodiscard]] Bounded curvature(std::size_t k) const;
  [[nodiscard]] Bounded mixed() const;
  [[nodiscard]] Real corners(const Real& h, const Real& k) const;

  ir::Op op_;
  std::int64_t immediate_;
  std::span<const Real> operands_;
  Real value_;
  int sign_ = 1;  ///< −1 where op_ is the complement of the instruction's op
  mutable std::vector<Real> moved_;
  mutable std::map<std::array<std::size_t, 3>, Change> changes_;  ///< [operand, attempt, narrow]
  mutable std::map<std::size_t, Slope> slopes_;
};

}  // namespace adc::precise
