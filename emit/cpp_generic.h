// Special functions in C++ for numbers of any type.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace adc::emit {

/// Of the special functions that are named, by their names in C, those that can be said by functions which types of
/// numbers usually have, as templates for types that are not built in; for double and float the special functions
/// themselves are better.
[[nodiscard]] std::string cpp_generic_functions(std::span<const std::string_view> names);

}  // namespace adc::emit
