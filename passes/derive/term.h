// Tangents and adjoints while they are built: an exact coefficient times a value.
#pragma once

#include <optional>

#include "ir/rational.h"
#include "passes/core/sharing_builder.h"
#include "passes/rules/partial.h"

namespace adc::passes {

/// coefficient · value; without a value the coefficient itself. Coefficient 0 is the structural zero. Signs and small
/// constant factors so wait, exactly, until something needs the number: 1·x costs nothing, −a + b becomes b − a, and
/// constant factors on a path become one. The tangent or adjoint of a tensor is a term whose value has its shape, or is
/// uniform: a scalar, or none, that stands for each element.
struct Term {
  ir::Rational coefficient = 0;
  std::optional<ir::ValueId> value;

  [[nodiscard]] bool is_zero() const { return coefficient.is_zero(); }
};

[[nodiscard]] Term constant_term(const ir::Rational& c);
[[nodiscard]] Term value_term(ir::ValueId value);

/// The value of `t`, for code to use; of a uniform term a scalar.
[[nodiscard]] ir::ValueId materialise(SharingBuilder& b, const Term& t);
/// The same as a tensor of this shape, which the value has if `t` is not uniform.
[[nodiscard]] ir::ValueId materialise(SharingBuilder& b, const Term& t, const ir::Shape& shape);

[[nodiscard]] bool is_uniform(const SharingBuilder& b, const Term& t);

/// `t` with a coefficient of 1 or −1, for several uses; a term without a value stays as it is.
[[nodiscard]] Term settle(SharingBuilder& b, const Term& t);

[[nodiscard]] Term add(SharingBuilder& b, const Term& s, const Term& t);

/// The partial applied to `t`, its condition left aside.
[[nodiscard]] Term apply(SharingBuilder& b, const Partial& partial, const Term& t);

/// `s` where `condition` holds, else `t`.
[[nodiscard]] Term select(SharingBuilder& b, ir::ValueId condition, const Term& s, const Term& t);

/// The sums over `axes` of a tensor of this shape.
[[nodiscard]] Term sum(SharingBuilder& b, const Term& t, const ir::Shape& shape, ir::List axes);

/// A tensor repeated: its axis k is axis axes[k] of `shape`.
[[nodiscard]] Term spread(SharingBuilder& b, const Term& t, const ir::Shape& shape, ir::List axes);

/// A tensor repeated: its axis k is axis to[k] of one with these extents, in any order.
[[nodiscard]] ir::ValueId place(SharingBuilder& b, ir::ValueId v, ir::List extents, ir::List to);

/// A tensor whose axis k is axis permutation[k] of `t`.
[[nodiscard]] Term permute(SharingBuilder& b, const Term& t, ir::List permutation);

/// The product of two tensors of these shapes; a uniform one makes it a sum of the other.
[[nodiscard]] Term product(SharingBuilder& b, const Term& s, const ir::Shape& s_shape, const Term& t,
                           const ir::Shape& t_shape, const ir::Contraction& axes);

/// A linear map that moves elements applied to `t`; a uniform term stays.
template <class Map>
[[nodiscard]] Term move(const SharingBuilder& b, const Term& t, Map map) {
  return is_uniform(b, t) ? t : Term{t.coefficient, map(*t.value)};
}

/// A linear map applied to the tensor of this shape that `t` stands for.
template <class Map>
[[nodiscard]] Term map(SharingBuilder& b, const Term& t, const ir::Shape& shape, Map map) {
  if (t.is_zero()) return {};
  return {t.coefficient, map(materialise(b, {1, t.value}, shape))};
}

}  // namespace adc::passes
