// IR as operations of arrays in Python.
#pragma once

#include <span>
#include <string>

#include "adc/sparsity.hpp"
#include "ir/function.h"

namespace adc::emit {

/// A function to be written, and what its docstring says that it computes.
struct NumpyProgram {
  const ir::Function& fn;  ///< legalised
  const std::string& description;
  const Sparsity* places = nullptr;          ///< of a sparse matrix: NAME_row_begin, NAME_column, arrays
  std::span<const std::string> labels = {};  ///< what the output's numbers stand for: a list NAME_labels
};

/// A Python module (3.8 or later) with one function a program, which have different names:
///
///     def NAME(INPUT, …, *, xp=numpy)
///
/// It computes in the program's float type with the arrays of the module `xp`: NumPy, jax.numpy or torch. It gives the
/// one output, or a tuple of all; booleans are 0 and 1. Of a program of scalars the inputs are numbers or arrays that
/// broadcast, as the results do: a map over rows. Of one of tensors they have the shapes that the docstring gives,
/// which names all inputs and outputs. Special functions are made from adc's own; those with loops that depend on
/// numbers are computed element by element, by Python.
///
/// Within rounding of the interpreter; nothing shows of a branch that is not taken. The same text each time. O(n).
[[nodiscard]] std::string numpy_source(std::span<const NumpyProgram> programs);

}  // namespace adc::emit
