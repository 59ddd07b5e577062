// Loops over arrays as C99.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "emit/c_names.h"
#include "emit/signature.h"

namespace adc::emit {

enum class CProducts : std::uint8_t {
  Loops,  ///< in the order that the program says
  Blas,   ///< by cblas_dgemm and cblas_sgemm, where operands lie as these take them
};

/// Of C: all inputs and outputs are pointers.
inline constexpr Naming kCNaming{
    .function = c_identifier, .local = c_local, .ignores_case = false, .has_scalars = false};

/// A C99 translation unit with one function a program, which are verified and have different names:
///
///     void NAME(const double *restrict INPUT, …, double *restrict OUTPUT, …, double *restrict workspace);
///
/// A pointer for each input and output, to all its elements, row-major; `float` for single precision. The workspace, of
/// `NAME_workspace_bytes` bytes, is there if the program has one. Of a program over rows it is
///
///     void NAME(size_t rows, const double *restrict INPUT, ptrdiff_t INPUT_stride, …, double *restrict OUTPUT,
///               ptrdiff_t OUTPUT_stride, …, double *restrict workspace);
///
/// where a row begins a stride of numbers after the one before it; 0 is an input that is the same in all. Comments
/// describe all of them. The code allocates nothing and has no state, compiles under `cc -std=c99 -Wall -Wextra
/// -Wpedantic -Werror`, links with -lm, and with -ffp-contract=off has the bits of kernel/run.h; products by BLAS are
/// within k·u·Σ|a·b|. Throws std::invalid_argument for a program that sums rows: there is no C of these yet.
/// O(nodes · loops).
[[nodiscard]] std::string c_source(std::span<const Source> programs, CProducts products = CProducts::Loops);

}  // namespace adc::emit
