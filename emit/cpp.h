// Loops over arrays as C++ for any type of numbers.
#pragma once

#include <span>
#include <string>

#include "emit/signature.h"

namespace adc::emit {

/// A C++17 header with one function template a program, which are verified and have different names:
///
///     template <class T>
///     void NAME(const T &SCALAR, const T *ARRAY, …, T &SCALAR_OUTPUT, T *ARRAY_OUTPUT, …, T *workspace);
///
/// Inputs, then outputs: single numbers by reference, pointers to all elements of tensors, row-major. The workspace, of
/// `NAME_workspace` numbers, is there if the program has one. Of a program over rows it is
///
///     template <class T>
///     void NAME(std::ptrdiff_t rows, const T *INPUT, std::ptrdiff_t INPUT_stride, …, T *OUTPUT,
///               std::ptrdiff_t OUTPUT_stride, …, T *workspace);
///
/// where a row begins a stride of numbers after the one before it. T is double, float, or a number type with the
/// operators of a field, comparisons, construction from double, and functions that are found by its namespace (`sin`,
/// `exp`): what automatic differentiation, intervals and multiple precision offer. Special functions of such types are
/// made of those (emit/cpp_generic.h), or are to be found in its namespace by their names (`adc_digamma`). For double
/// the bits are those of kernel/run.h, but for functions whose operands a compiler knows. The code allocates nothing,
/// has no state, and compiles without warnings. Throws std::invalid_argument for a program that sums rows. O(nodes ·
/// loops).
[[nodiscard]] std::string cpp_source(std::span<const Source> programs);

}  // namespace adc::emit
