// Loops over arrays as Fortran.
#pragma once

#include <span>
#include <string>

#include "emit/signature.h"

namespace adc::emit {

/// A module of Fortran 2008 in free form, NAME_module after the first program, with one subroutine a program, which are
/// verified and have different names:
///
///     pure subroutine NAME(SCALAR, ARRAY, …, SCALAR_OUTPUT, ARRAY_OUTPUT, …, workspace)
///       real(c_double), intent(in) :: SCALAR, ARRAY(0:ELEMENTS - 1)
///       real(c_double), intent(out) :: SCALAR_OUTPUT, ARRAY_OUTPUT(0:ELEMENTS - 1)
///       real(c_double), intent(inout) :: workspace(0:NAME_workspace - 1)
///
/// Arrays hold all elements, row-major: element (i, j) of a matrix m x n is element (j, i) of an array (n, m).
/// `c_float` for single precision. The workspace is there if the program has one. Of a program over rows
///
///     pure subroutine NAME(rows, INPUT, INPUT_stride, …, OUTPUT, OUTPUT_stride, …)
///       integer(c_int64_t), intent(in) :: rows, INPUT_stride, …
///
/// where a row begins a stride of numbers after the one before it. Functions are those of C's library, which programs
/// are linked with (-lm). The bits are those of kernel/run.h where compilers compute what is written: the text says by
/// which flags they do. Lines have at most 132 bytes, names at most 63. Throws std::invalid_argument for a program that
/// sums rows. O(nodes · loops).
[[nodiscard]] std::string fortran_source(std::span<const Source> programs);

}  // namespace adc::emit
