// The special functions in Python, of arrays.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace adc::emit {

/// Whether a function of ir/special/ can be made one of arrays: what its loops and branches depend on are no numbers
/// but integers, or branches that can be chosen from when both are computed.
[[nodiscard]] bool has_array_form(std::string_view c_name);

/// Such functions by their names in C, as functions of arrays in double precision whose last parameter is their module.
/// What they need of emit/python_library.h is added to `library`.
[[nodiscard]] std::string array_functions(std::span<const std::string_view> names, std::set<std::string_view>& library);

/// The name of such a function of arrays.
[[nodiscard]] std::string array_name(std::string_view c_name);

}  // namespace adc::emit
