// Loops over arrays as JavaScript.
#pragma once

#include <span>
#include <string>

#include "emit/signature.h"

namespace adc::emit {

/// An ECMAScript module (2020) with one exported function a program, which are verified and have different names:
///
///     NAME(SCALAR, ARRAY, …) → { SCALAR_OUTPUT, ARRAY_OUTPUT, … }
///
/// Single numbers are numbers, tensors typed arrays with all elements, row-major: Float64Array, of single precision
/// Float32Array. Of a program over rows
///
///     NAME(rows, INPUT, INPUT_stride, …, OUTPUT, OUTPUT_stride, …)
///
/// reads and writes typed arrays in which a row begins a stride of numbers after the one before it. IEEE's operations
/// are those of kernel/run.h, folds in its order; functions are `Math`'s, and for those that it lacks the special
/// functions of adc: within some ulps of the C library. Throws std::invalid_argument for a program that sums rows.
/// O(nodes · loops).
[[nodiscard]] std::string javascript_source(std::span<const Source> programs);

}  // namespace adc::emit
