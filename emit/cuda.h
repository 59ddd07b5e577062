// Loops over arrays as CUDA.
#pragma once

#include <span>
#include <string>

#include "emit/signature.h"

namespace adc::emit {

/// A CUDA C++ source with, for a program of single numbers without rows, a function for callers' own kernels,
///
///     __device__ void NAME(double INPUT, …, double &OUTPUT, …);
///
/// and for other programs a kernel a step, whose threads do the turns of parallel loops, and a function that launches
/// them one after the other and gives the first error:
///
///     cudaError_t NAME([size_t rows,] const double *INPUT, [ptrdiff_t INPUT_stride,] …, double *OUTPUT, …,
///                      [double *workspace,] cudaStream_t stream);
///
/// Pointers are to the device's memory, to all elements, row-major; `float` for single precision. Over rows a row
/// begins a stride of numbers after the one before it; a program of single numbers is one kernel, in which threads do
/// rows. Programs are verified and have different names. Results are within the errors that CUDA states for its
/// functions of those of kernel/run.h, folds in its order; they do not depend on how many threads there are. Throws
/// std::invalid_argument for a program that sums rows. O(nodes · loops).
[[nodiscard]] std::string cuda_source(std::span<const Source> programs);

}  // namespace adc::emit
