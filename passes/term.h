// Tangents and adjoints while they are built: an exact coefficient times a value.
#pragma once

#include <optional>

#include "ir/rational.h"
#include "passes/rules/partial.h"
#include "passes/sharing_builder.h"

namespace adc::passes {

/// coefficient · value; without a value the coefficient itself. Coefficient 0 is the structural zero. Signs and small
/// constant factors so wait, exactly, until something needs the number: 1·x costs nothing, −a + b becomes b − a, and
/// constant factors on a path become one.
struct Term {
  ir::Rational coefficient = 0;
  std::optional<ir::ValueId> value;

  [[nodiscard]] bool is_zero() const { return coefficient.is_zero(); }
};

[[nodiscard]] Term constant_term(const ir::Rational& c);
[[nodiscard]] Term value_term(ir::ValueId value);

/// The value of `t`, for code to use.
[[nodiscard]] ir::ValueId materialise(SharingBuilder& b, const Term& t);

/// `t` with a coefficient of 1 or −1, for several uses; a term without a value stays as it is.
[[nodiscard]] Term settle(SharingBuilder& b, const Term& t);

[[nodiscard]] Term add(SharingBuilder& b, const Term& s, const Term& t);

/// The partial applied to `t`, its condition left aside.
[[nodiscard]] Term apply(SharingBuilder& b, const Partial& partial, const Term& t);

/// `s` where `condition` holds, else `t`.
[[nodiscard]] Term select(SharingBuilder& b, ir::ValueId condition, const Term& s, const Term& t);

}  // namespace adc::passes
