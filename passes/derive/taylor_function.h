// A derivative of high order by one input, as the recurrences of Taylor coefficients written out.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ir/function.h"

namespace adc::passes {

/// The derivative of order `order` of the one output of `fn` by `input`: order!·c_order, where the coefficients follow
/// from each other as passes/derive/taylor.h says, so that there are O(n·order²) instructions and not as many as
/// derivatives of derivatives have. `fn` is a function of scalars without `Diff`, and not legalised. What is 0 by
/// structure is left out; nothing else is simplified. Throws `diag::Failure` past `max_instructions`, beyond the order
/// of a function ("function-order", "no-derivative"), and where order! has too many digits ("derivative-too-large").
[[nodiscard]] ir::Function taylor_derivative(const ir::Function& fn, std::uint32_t input, std::size_t order,
                                             std::size_t max_instructions);

}  // namespace adc::passes
