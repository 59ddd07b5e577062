// What stands for C's math library in Fortran: C's own, which modules declare, and intrinsic functions that round
// correctly.
#pragma once

#include <string>
#include <string_view>

namespace adc::emit {

/// What a function of C's library is called in Fortran; of others their own names.
[[nodiscard]] std::string_view fortran_name(std::string_view c_name);

/// Interfaces of the functions of C that `procedures` call, for a module's specification; "" if none is. O(size).
[[nodiscard]] std::string fortran_interfaces(std::string_view procedures);

/// Definitions of functions that C has as macros, or whose arguments are pointers, that `procedures` call.
[[nodiscard]] std::string fortran_library(std::string_view procedures);

}  // namespace adc::emit
