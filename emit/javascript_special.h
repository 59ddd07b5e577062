// The special functions in JavaScript.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace adc::emit {

/// The functions of C's library and of ir/special/ that are named, by their names in C, with what they need, as
/// JavaScript (ECMAScript 2020): those of ir/special/ are made from their C, the others are `Math`'s, or stand in
/// emit/javascript_library.h. As accurate as in C where `Math` is as accurate as C's library.
[[nodiscard]] std::string javascript_functions(std::span<const std::string_view> names);

/// How JavaScript calls a function of C's library or of ir/special/: "Math.abs" for fabs.
[[nodiscard]] std::string_view javascript_name(std::string_view c_name);

}  // namespace adc::emit
