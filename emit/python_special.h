// The special functions in Python.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace adc::emit {

/// The functions of C's library and of ir/special/ that are named, by their names in C, with what they need, as
/// functions of Python's floats: those of ir/special/ are made from their C, the others are those of `math`, without
/// exceptions. As accurate as in C.
[[nodiscard]] std::string python_functions(std::span<const std::string_view> names);

/// How Python calls a function of C's library or of ir/special/: "abs" for fabs.
[[nodiscard]] std::string_view python_name(std::string_view c_name);

/// Whether a function of ir/special/ can be made one of arrays: what its loops and branches depend on are no numbers
/// but integers, or branches that can be chosen from when both are computed.
[[nodiscard]] bool has_array_form(std::string_view c_name);

/// Such functions by their names in C, as functions of arrays in double precision whose last parameter is their module.
/// What they need of emit/python_library.h is added to `library`.
[[nodiscard]] std::string array_functions(std::span<const std::string_view> names, std::set<std::string_view>& library);

/// The name of such a function of arrays.
[[nodiscard]] std::string array_name(std::string_view c_name);

}  // namespace adc::emit
