// Derivatives of any order that have a closed form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "ir/function.h"

namespace adc::passes {

/// The derivative of order `order` of the one output of `fn` by `input`, as a person would write it: factorials of more
/// than 20 stay such. nullopt where the output is no sum of products of a polynomial and one of (a·x + b)^p, log(a·x +
/// b), c^(a·x + b), sin, cos, sinh or cosh of a·x + b, or is one with numbers of more than 1,024 bits. `fn` is of
/// scalars and without `Diff`. O(degree² · terms). Thread-safe.
[[nodiscard]] std::optional<ir::Function> nth_derivative(const ir::Function& fn, std::uint32_t input,
                                                         std::size_t order);

}  // namespace adc::passes
