// Rationals as people write them.
#pragma once

#include <optional>
#include <string>

#include "ir/rational.h"

namespace adc::emit {

/// A rational as a decimal fraction, if it has one: "0.037", "-1200", "6.626e-34".
[[nodiscard]] std::optional<std::string> decimal(const ir::Rational& value);

}  // namespace adc::emit
