// The special functions in Fortran.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace adc::emit {

/// Parts of a module.
struct FortranSpecial {
  std::string declarations;  ///< types and constants, for its specification
  std::string procedures;    ///< for what it contains
};

/// The functions of ir/special/ that are named, with what they need, as Fortran 2008, made from their C
/// (emit/special_tree.h): pure procedures with the same bits as in C. Functions that are given addresses are
/// subroutines, whose last argument is the result. What they call of C's library is in emit/fortran_library.h.
[[nodiscard]] FortranSpecial fortran_special(std::span<const std::string_view> names);

}  // namespace adc::emit
