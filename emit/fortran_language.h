// The table of Fortran, and what its names look like.
#pragma once

#include "emit/language.h"
#include "emit/signature.h"

namespace adc::emit {

/// Kinds are `dp`, `sp` and `ip`: C's double, float and int64_t.
[[nodiscard]] const Language& fortran_language();

/// Names have at most 50 characters, so that what is put behind them fits into Fortran's 63, and differ in more than
/// case; none is that of an intrinsic procedure or begins a statement.
[[nodiscard]] const Naming& fortran_naming();

}  // namespace adc::emit
