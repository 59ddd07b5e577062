// What a derivative rule says: how a small change of an operand changes the result.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "ir/rational.h"
#include "passes/core/sharing_builder.h"

namespace adc::passes {

/// The partial derivative of a result with respect to one operand: coefficient · factor / divisor, and 0 where
/// `condition` is false. It is not one value, so that applying it to a tangent or an adjoint takes the fewest
/// operations, and a division stays a division. A coefficient of 0 is the structural zero: no code is made for it.
struct Partial {
  ir::Rational coefficient = 0;
  std::optional<ir::ValueId> factor;
  std::optional<ir::ValueId> divisor;
  std::optional<ir::ValueId> condition;

  [[nodiscard]] bool is_zero() const { return coefficient.is_zero(); }
};

/// One per operand, in their order; those that are not given are zero.
using Partials = std::array<Partial, 3>;

/// What a rule may use. The values belong to `b`.
struct RuleInput {
  SharingBuilder& b;
  std::span<const ir::ValueId> x;  ///< the operands
  ir::ValueId y;                   ///< the result
  std::int64_t immediate;          ///< 0 where the op has none
  std::array<bool, 3> wanted;      ///< the operands whose partials will be used
};

inline Partial zero() { return {}; }
inline Partial constant(const ir::Rational& c) {
  return {.coefficient = c, .factor = {}, .divisor = {}, .condition = {}};
}
inline Partial one() { return constant(1); }
inline Partial minus_one() { return constant(-1); }
inline Partial multiply_by(ir::ValueId f) { return {.coefficient = 1, .factor = f, .divisor = {}, .condition = {}}; }
inline Partial divide_by(ir::ValueId d) { return {.coefficient = 1, .factor = {}, .divisor = d, .condition = {}}; }
/// f / d, where d may divide what the partial is applied to first.
inline Partial multiply_and_divide(ir::ValueId f, ir::ValueId d) {
  return {.coefficient = 1, .factor = f, .divisor = d, .condition = {}};
}

/// c·p
inline Partial operator*(const ir::Rational& c, Partial p) {
  p.coefficient = *mul(c, p.coefficient);
  return p;
}
inline Partial operator-(Partial p) {
  p.coefficient = -p.coefficient;
  return p;
}
/// p where `condition` holds, else 0, also where p or what it is applied to is infinite or nan.
inline Partial when(ir::ValueId condition, Partial p) {
  p.condition = condition;
  return p;
}

}  // namespace adc::passes
