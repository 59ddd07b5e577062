// The functions that compiled and emitted code calls.
#pragma once

#include <span>

#include "ir/op.h"

namespace adc::ir {

/// The address in this process of the C function `info(op).function`; null where code is generated inline. Functions
/// take doubles and return one; adc_powi takes (double, int), others with an immediate take it
/// first.
[[nodiscard]] const void* function_address(Op op);

/// The same for all ops, by the index of the op. Lives for ever.
[[nodiscard]] std::span<const void* const> function_addresses();

/// Gives the bits of libm's sin and cos of x.
using Sincos = void(double x, double* sine, double* cosine);
[[nodiscard]] Sincos* sincos_function();
[[nodiscard]] const void* sincos_address();

}  // namespace adc::ir
